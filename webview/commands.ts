import type { ErrorCode, ErrorInfo } from '../src/shared/errors.ts';
import type { HubStatus, PanelCommand } from '../src/shared/panel.ts';
import { t } from './l10n.ts';

export const commandLabels = {
  start: t('Start'),
  restart: t('Restart'),
  reconnect: t('Try Again'),
  showLog: t('Show Log'),
  sendTestEvent: t('Send Test Event'),
  startListening: t('Start Listening'),
  stopListening: t('Stop Listening'),
  selectMicrophone: t('Select Microphone'),
  setWebhookSecret: t('Set Webhook Secret'),
  openWebhookSettings: t('Open Settings'),
  deleteEventLog: t('Delete Event Log'),
  goOnWithoutToken: t('Dismiss'),
} as const satisfies Record<PanelCommand, string>;

/** Problems whose way out is not "start it again". */
const fittingCommands: Partial<Record<ErrorCode, readonly PanelCommand[]>> = {
  'hub-not-proven': ['restart', 'reconnect', 'showLog'],
  'watch-limit-reached': ['restart', 'showLog'],
  'log-damaged': ['restart', 'showLog'],
  'log-failed': ['restart', 'showLog'],
  'no-microphone': ['showLog'],
  'microphone-not-found': ['selectMicrophone'],
  'microphone-failed': ['selectMicrophone', 'showLog'],
  'microphone-lost': ['selectMicrophone'],
  'microphone-silent': ['selectMicrophone'],
  'no-audio-backend': ['showLog'],
  'target-invalid': ['openWebhookSettings', 'showLog'],
  'target-not-allowed': ['openWebhookSettings', 'showLog'],
  'target-is-hub': ['openWebhookSettings', 'showLog'],
  'secret-missing': ['setWebhookSecret', 'showLog'],
  'secret-invalid': ['setWebhookSecret', 'showLog'],
};

/** They change what the hub of this window is given. That of another one does not read it. */
const ownHubCommands: readonly PanelCommand[] = ['openWebhookSettings', 'setWebhookSecret'];

/** What a person can do about a problem, the best first. */
export function commandsFor({ code }: ErrorInfo, fallback: readonly PanelCommand[] = []): readonly PanelCommand[] {
  return fittingCommands[code] ?? fallback;
}

/** Those of the commands that have an effect on the hub of this status. */
export function effectiveIn(status: HubStatus, commands: readonly PanelCommand[]): readonly PanelCommand[] {
  const isJoined = status.state === 'on' && status.owner !== undefined;
  return isJoined ? commands.filter((command) => !ownHubCommands.includes(command)) : commands;
}
