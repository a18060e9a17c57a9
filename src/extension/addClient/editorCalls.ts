import { basename } from 'node:path';
import * as vscode from 'vscode';
import { dialogCalls } from '../dialogs/dialogCalls.ts';
import { plain } from '../dialogs/plain.ts';
import { l10n } from '../l10n.ts';
import type { AddClientCalls } from './addClient.ts';

/** Documents that are in no file. */
const SCHEME = 'dev-sync-client';

let comparisons = 0;

/** Asks by the editor's own boxes, and shows files in its own tabs. */
export const editorCalls: AddClientCalls = {
  pick: dialogCalls.pick,
  async open(path) {
    await vscode.window.showTextDocument(vscode.Uri.file(path), { preview: false });
  },
  async compare(path, text, decide) {
    const file = vscode.Uri.file(path);
    // A query of its own, or the editor would show again what it was given before.
    const draft = file.with({ scheme: SCHEME, query: `${++comparisons}` });
    const provider = vscode.workspace.registerTextDocumentContentProvider(SCHEME, { provideTextDocumentContent: () => text });
    try {
      await vscode.commands.executeCommand('vscode.diff', file, draft, l10n.t('{0} (now ↔ new)', basename(path)));
      return await decide();
    } finally {
      await closeTabsOf(draft);
      provider.dispose();
    }
  },
  inform: (sentence) => void vscode.window.showInformationMessage(plain(sentence)),
};

async function closeTabsOf(draft: vscode.Uri): Promise<void> {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  const shown = tabs.filter(({ input }) => input instanceof vscode.TabInputTextDiff && `${input.modified}` === `${draft}`);
  await vscode.window.tabGroups.close(shown);
}
