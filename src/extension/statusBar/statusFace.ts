import { assertNever } from '../../shared/assertNever.ts';
import type { HubStatus } from '../../shared/panel.ts';
import { commandIds } from '../contributions.ts';
import { plainLines } from '../dialogs/plain.ts';
import { l10n, type Sentences, translated } from '../l10n.ts';
import { problemText } from './problemText.ts';

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
      return {
        text: '$(debug-disconnect) Dev Sync',
        tooltip: l10n.t('Dev Sync is off. Click to start the hub.'),
        command: commandIds.start,
      };
    case 'starting':
      return {
        text: '$(loading~spin) Dev Sync',
        tooltip: l10n.t('Dev Sync is starting. Click to see the log.'),
        command: commandIds.showLog,
      };
    case 'on':
      return onFace(status);
    case 'problem':
      return problemFace(translated(status.error));
    default:
      return assertNever(status);
  }
}

function problemFace({ message, next }: Sentences): StatusFace {
  return {
    text: '$(error) Dev Sync',
    tooltip: plainLines(l10n.t('Dev Sync: {0}', message), next, l10n.t('Click to see the panel.')),
    command: commandIds.showPanel,
    background: 'statusBarItem.errorBackground',
  };
}

function onFace({ url, owner, subscribers, problems }: Extract<HubStatus, { state: 'on' }>): StatusFace {
  const text = `Dev Sync :${new URL(url).port} $(radio-tower) ${subscribers}`;
  const sentence = owner === undefined ? ownText(url, subscribers) : joinedText(url, subscribers, owner);
  const [problem] = problems;
  if (!problem) return { text: `$(broadcast) ${text}`, tooltip: plainLines(sentence), command: commandIds.showPanel };
  return {
    text: `$(warning) ${text}`,
    tooltip: plainLines(sentence, problemText(problem)),
    command: commandIds.showPanel,
    background: 'statusBarItem.warningBackground',
  };
}

function ownText(url: string, subscribers: number): string {
  return subscribers === 1
    ? l10n.t('Dev Sync is on at {0} with 1 subscriber. Click to see the events.', url)
    : l10n.t('Dev Sync is on at {0} with {1} subscribers. Click to see the events.', url, subscribers);
}

function joinedText(url: string, subscribers: number, owner: string): string {
  return subscribers === 1
    ? l10n.t('Dev Sync is on at {0}, joined to the hub of "{1}", with 1 subscriber. Click to see the events.', url, owner)
    : l10n.t('Dev Sync is on at {0}, joined to the hub of "{1}", with {2} subscribers. Click to see the events.', url, owner, subscribers);
}
