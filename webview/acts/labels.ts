import type { PanelAct } from '../../src/shared/panel.ts';
import { t } from '../l10n.ts';

/** What menus and buttons of the panel call the things that a person can do: the same as the commands of VS Code do. */
export const actLabels: Readonly<Record<PanelAct, string>> = {
  resend: t('Resend Event'),
  edit: t('Edit and Resend Event'),
  copyJson: t('Copy Event as JSON'),
  copyCurl: t('Copy Event as curl'),
  copyFetch: t('Copy Event as fetch'),
  copyHttpx: t('Copy Event as httpx (Python)'),
  togglePin: t('Pin or Unpin Event'),
  saveFixture: t('Save Event as Fixture'),
  compose: t('Compose Event'),
  focusFilter: t('Filter Events'),
  togglePause: t('Pause or Resume Events'),
  clear: t('Clear Events View'),
  undoClear: t('Undo Clearing the Events View'),
  exportEvents: t('Export Events'),
  importEvents: t('Import and Replay Events'),
};
