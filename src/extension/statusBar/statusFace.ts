import { assertNever } from '../../shared/assertNever.ts';
import type { HubStatus } from '../../shared/panel.ts';
import { commandIds } from '../contributions.ts';
import { plainLines } from '../dialogs/plain.ts';

/** What the status bar shows of the hub. */
export type StatusFace = {
  readonly text: string;
  readonly tooltip: string;
  readonly command: string;
  readonly background?: 'statusBarItem.warningBackground' | 'statusBarItem.errorBackground';
};

/** State by icon and text; one click does what fits the state. */
export function statusFaceOf(status: HubStatus): StatusFace {
  switch (status.state) {
    case 'stopped':
      return { text: '$(debug-disconnect) Dev Sync', tooltip: 'Dev Sync is off. Click to start the hub.', command: commandIds.start };
    case 'starting':
      return { text: '$(loading~spin) Dev Sync', tooltip: 'Dev Sync is starting. Click to see the log.', command: commandIds.showLog };
    case 'on':
      return onFace(status);
    case 'problem':
      return {
        text: '$(error) Dev Sync',
        tooltip: plainLines(`Dev Sync: ${status.error.message}`, status.error.next, 'Click to see the panel.'),
        command: commandIds.showPanel,
        background: 'statusBarItem.errorBackground',
      };
    default:
      return assertNever(status);
  }
}

function onFace({ url, owner, subscribers, problems }: Extract<HubStatus, { state: 'on' }>): StatusFace {
  const listeners = `${subscribers} ${subscribers === 1 ? 'subscriber' : 'subscribers'}`;
  const text = `Dev Sync :${new URL(url).port} $(radio-tower) ${subscribers}`;
  const joined = owner === undefined ? '' : `, joined to the hub of "${owner}",`;
  const sentence = `Dev Sync is on at ${url}${joined} with ${listeners}. Click to see the events.`;
  const [problem] = problems;
  if (!problem) return { text: `$(broadcast) ${text}`, tooltip: plainLines(sentence), command: commandIds.showPanel };
  return {
    text: `$(warning) ${text}`,
    tooltip: plainLines(sentence, `${problem.message} ${problem.next}`),
    command: commandIds.showPanel,
    background: 'statusBarItem.warningBackground',
  };
}
