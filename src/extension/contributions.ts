import { type PanelAct, panelActs } from '../shared/panel.ts';

export const viewId = 'devSync.panel';
/** Type of the webview that is an editor tab. */
export const editorTabId = 'devSync.panelEditor';

/** Everything that package.json declares under `contributes`, by name. A test holds the two against each other. */
export const commandIds = {
  start: 'devSync.start',
  stop: 'devSync.stop',
  restart: 'devSync.restart',
  showPanel: 'devSync.showPanel',
  openPanelInEditor: 'devSync.openPanelInEditor',
  openDashboard: 'devSync.openDashboard',
  copyHubUrl: 'devSync.copyHubUrl',
  sendTestEvent: 'devSync.sendTestEvent',
  deleteEventLog: 'devSync.deleteEventLog',
  startListening: 'devSync.startListening',
  stopListening: 'devSync.stopListening',
  selectMicrophone: 'devSync.selectMicrophone',
  manageMicrophonePermissions: 'devSync.manageMicrophonePermissions',
  setWebhookSecret: 'devSync.setWebhookSecret',
  openWebhookSettings: 'devSync.openWebhookSettings',
  retryFailedWebhooks: 'devSync.retryFailedWebhooks',
  rotateToken: 'devSync.rotateToken',
  runSecuritySelfTest: 'devSync.runSecuritySelfTest',
  addClient: 'devSync.addClient',
  showLog: 'devSync.showLog',
} as const;
export type CommandName = keyof typeof commandIds;

/** The command that does something in the panel that was used last. */
export function actCommandId(act: PanelAct): string {
  return panelActs[act].isOfEvent ? `devSync.event.${act}` : `devSync.events.${act}`;
}

/** Commands that only menus have: the editor takes the words from the command, and does not tell which title a command was chosen from. */
export const menuCommands = {
  'devSync.event.pin': { act: 'togglePin' },
  'devSync.event.unpin': { act: 'togglePin' },
  'devSync.view.exportEvents': { act: 'exportEvents', webview: viewId },
  'devSync.view.importEvents': { act: 'importEvents', webview: viewId },
} as const satisfies Readonly<Record<string, { readonly act: PanelAct; readonly webview?: string }>>;

export const statusBarItemId = 'devSync.status';
export const microphoneItemId = 'devSync.microphone';

/** Context key with the state of the hub, for enablement and menus. */
export const stateContextKey = 'devSync.state';
/** Context key: true while a microphone session exists, whoever started it. */
export const listeningContextKey = 'devSync.listening';
/** Context key: true while a panel is in sight, as a view or as a tab. */
export const hasPanelContextKey = 'devSync.hasPanel';
/** Context key with the part of a panel that has the keyboard, one of `FocusArea`. */
export const focusContextKey = 'devSync.focus';
