import type { ErrorCode, ErrorInfo } from '../src/shared/errors.ts';
import type { PanelCommand } from '../src/shared/panel.ts';

export const commandLabels = {
  start: 'Start',
  restart: 'Restart',
  showLog: 'Show Log',
  sendTestEvent: 'Send Test Event',
  startListening: 'Start Listening',
  stopListening: 'Stop Listening',
  selectMicrophone: 'Select Microphone',
} as const satisfies Record<PanelCommand, string>;

/** Problems whose way out is not "start it again". */
const fittingCommands: Partial<Record<ErrorCode, readonly PanelCommand[]>> = {
  'hub-not-proven': ['restart', 'showLog'],
  'watch-limit-reached': ['restart', 'showLog'],
  'log-damaged': ['restart', 'showLog'],
  'log-failed': ['restart', 'showLog'],
  'no-microphone': ['showLog'],
  'microphone-not-found': ['selectMicrophone'],
  'microphone-failed': ['selectMicrophone', 'showLog'],
  'microphone-lost': ['selectMicrophone'],
  'microphone-silent': ['selectMicrophone'],
  'no-audio-backend': ['showLog'],
};

/** What a person can do about a problem, the best first. */
export function commandsFor({ code }: ErrorInfo, fallback: readonly PanelCommand[] = []): readonly PanelCommand[] {
  return fittingCommands[code] ?? fallback;
}
