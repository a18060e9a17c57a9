import { detail } from './panelActions/detail.ts';
import { files } from './panelActions/files.ts';
import { filtering } from './panelActions/filtering.ts';
import type { EditorPanel, PanelAction } from './panelActions/panel.ts';
import { rows } from './panelActions/rows.ts';
import { sending } from './panelActions/sending.ts';
import { strange } from './panelActions/strange.ts';
import { workspace } from './panelActions/workspace.ts';

/** What a person does in a panel: the same wherever it is. The flood comes last. */
export const panelActions: readonly PanelAction[] = [...filtering, ...detail, ...sending, ...files, ...strange, ...rows];

/** The same where there is an editor beside it, and what only that can do. */
export const editorActions: readonly PanelAction<EditorPanel>[] = [...workspace, ...panelActions];
