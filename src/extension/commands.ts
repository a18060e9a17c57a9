import * as vscode from 'vscode';
import type { HubClient } from '../client/hubClient.ts';
import type { HealthAnswer, HubState } from '../shared/api.ts';
import { type Disposable, Scope } from '../shared/lifecycle.ts';
import { type CommandName, commandIds, viewId } from './contributions.ts';
import type { HubController } from './hub/hubController.ts';
import { assertRotatable } from './hub/succession.ts';
import { l10n } from './l10n.ts';
import type { Notifier } from './messages/notify.ts';
import type { MicrophoneControl } from './microphone/microphone.ts';
import type { MicrophonePermissionsDialog } from './microphone/microphonePermissionsDialog.ts';
import { openDashboard } from './panel/dashboard.ts';
import type { Panels } from './panel/panels.ts';
import type { PanelTab } from './panel/tab.ts';
import type { SecuritySelfTest } from './selfTest/securitySelfTest.ts';
import type { WebhookSecretDialog } from './webhooks/webhookSecretDialog.ts';

export type CommandContext = {
  readonly hub: HubController;
  /** Whether a hub is the one of this workspace. */
  readonly isOwn: (hub: HubState) => boolean;
  readonly microphone: MicrophoneControl;
  readonly permissionsDialog: MicrophonePermissionsDialog;
  readonly secretDialog: WebhookSecretDialog;
  readonly panels: Panels;
  readonly tab: PanelTab;
  readonly selfTest: SecuritySelfTest;
  readonly notify: Notifier;
  readonly addClient: () => Promise<void>;
  readonly showLog: () => void;
};

type Command = (context: CommandContext) => Promise<void> | void;

/** The flat table of what people can ask for. */
const commands: Readonly<Record<CommandName, Command>> = {
  start: async ({ hub, isOwn, notify }) => {
    const wasOn = hub.attachedTo !== undefined;
    await hub.start();
    // Who comes to the hub of another workspace has been told so.
    if (hub.attachedTo && (wasOn || isOwn(hub.attachedTo))) notify.started(hub.attachedTo, !wasOn);
  },
  stop: ({ hub }) => hub.stop(),
  restart: ({ hub, microphone }) => microphone.keepOn(() => hub.restart()),
  showPanel: async () => void (await vscode.commands.executeCommand(`${viewId}.focus`)),
  openPanelInEditor: ({ tab }) => tab.open(),
  openDashboard: async ({ hub, notify }) => {
    if (!hub.attachedTo) return notify.offerStart(l10n.t('The dashboard is a page of the hub, which is off.'));
    await openDashboard(hub.attachedTo);
  },
  copyHubUrl: async ({ hub, notify }) => {
    if (hub.status.state !== 'on') return notify.offerStart(l10n.t('There is no URL to copy while Dev Sync is off.'));
    await vscode.env.clipboard.writeText(hub.status.url);
    vscode.window.setStatusBarMessage(l10n.t('Copied {0}', hub.status.url), 3000);
  },
  sendTestEvent: async ({ hub, panels, notify }) => {
    if (hub.status.state !== 'on') return notify.offerStart(l10n.t('A test event needs the hub, which is off.'));
    await hub.client.send({ event_type: 'test.event', data: { message: 'Hello from VS Code' }, source: 'editor' });
    if (!panels.isShown) await vscode.commands.executeCommand(`${viewId}.focus`);
  },
  deleteEventLog: async ({ hub, notify }) => {
    const { status } = hub;
    if (status.state !== 'on') return notify.offerStart(l10n.t('The event log belongs to the hub, which is off.'));
    if (!(await notify.mayDeleteLog(await countEvents(hub.client), status.owner))) return;
    const deleted = await hub.client.clearHistory();
    vscode.window.setStatusBarMessage(deletedText(deleted), 5000);
  },
  startListening: ({ microphone }) => microphone.start(),
  stopListening: ({ microphone }) => microphone.stop(),
  selectMicrophone: ({ microphone }) => microphone.select(),
  manageMicrophonePermissions: ({ permissionsDialog }) => permissionsDialog.run(),
  setWebhookSecret: ({ secretDialog }) => secretDialog.run(),
  openWebhookSettings: async () => void (await vscode.commands.executeCommand('workbench.action.openSettings', 'devSync.webhooks')),
  retryFailedWebhooks: async ({ hub, notify }) => {
    if (hub.status.state !== 'on') return notify.offerStart(l10n.t('Webhooks are sent by the hub, which is off.'));
    notify.retried((await hub.client.retryFailed()).retried);
  },
  rotateToken: async ({ hub, microphone, notify }) => {
    const { attachedTo, status } = hub;
    if (status.state !== 'on' || !attachedTo) return notify.offerStart(l10n.t('There is no token to replace while Dev Sync is off.'));
    assertRotatable(attachedTo);
    if (!(await notify.mayRotateToken(attachedTo, status.owner))) return;
    await microphone.keepOn(() => hub.rotateToken());
    vscode.window.setStatusBarMessage(l10n.t('Dev Sync has a new token.'), 5000);
  },
  runSecuritySelfTest: ({ selfTest }) => selfTest.run(),
  addClient: ({ addClient }) => addClient(),
  showLog: ({ showLog }) => showLog(),
};

/** Registers the table; a command that fails says why in one message. */
export function registerCommands(context: CommandContext): Disposable {
  const scope = new Scope();
  for (const name of Object.keys(commands) as CommandName[]) {
    const run = () => Promise.resolve(commands[name](context)).catch((error) => context.notify.failed(error, name));
    scope.own(vscode.commands.registerCommand(commandIds[name], run));
  }
  return scope;
}

function deletedText(count: number): string {
  return count === 1 ? l10n.t('Deleted 1 event.') : l10n.t('Deleted {0} events.', l10n.number(count));
}

/** Undefined when the hub tells it to nobody who does not show the token, which a question about its health does not. */
async function countEvents(client: HubClient): Promise<number | undefined> {
  const { log }: Partial<HealthAnswer> = await client.health();
  return log?.events;
}
