/** Everything that package.json declares under `contributes`, by name. A test holds the two against each other. */
export const commandIds = {
  start: 'devSync.start',
  stop: 'devSync.stop',
  restart: 'devSync.restart',
  showPanel: 'devSync.showPanel',
  copyHubUrl: 'devSync.copyHubUrl',
  sendTestEvent: 'devSync.sendTestEvent',
  startListening: 'devSync.startListening',
  stopListening: 'devSync.stopListening',
  selectMicrophone: 'devSync.selectMicrophone',
  manageMicrophonePermissions: 'devSync.manageMicrophonePermissions',
  setWebhookSecret: 'devSync.setWebhookSecret',
  openWebhookSettings: 'devSync.openWebhookSettings',
  retryFailedWebhooks: 'devSync.retryFailedWebhooks',
  rotateToken: 'devSync.rotateToken',
  runSecuritySelfTest: 'devSync.runSecuritySelfTest',
  showLog: 'devSync.showLog',
} as const;
export type CommandName = keyof typeof commandIds;

export const viewId = 'devSync.panel';
export const statusBarItemId = 'devSync.status';
export const microphoneItemId = 'devSync.microphone';

/** Context key with the state of the hub, for enablement and menus. */
export const stateContextKey = 'devSync.state';
/** Context key: true while a microphone session exists, whoever started it. */
export const listeningContextKey = 'devSync.listening';
