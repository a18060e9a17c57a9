import { limits } from '../../src/shared/api.ts';
import type { Delivery, DeliveryState } from '../../src/shared/webhooks.ts';
import { t } from '../l10n.ts';
import type { GroupRow } from '../row.ts';
import { counted, lineText } from '../text.ts';
import { deliveryLooks, type Look, lastOutcomeText } from './words.ts';

/** How an event fared at the targets, in short: there where a person should look first. */
export type DeliveryMark = {
  /** Anything but this can still change by itself. */
  readonly state: DeliveryState;
  /** The lowest is the worst. */
  readonly rank: number;
  readonly look: Look;
  /** `200`, `retry 2`, `failed`, `waiting` */
  readonly text: string;
  /** Each target on a line, in the same order. */
  readonly title: string;
};

type Rank = Pick<DeliveryMark, 'rank' | 'look' | 'text'>;

/** The mark of one event; undefined when it goes nowhere. */
export function markOf(deliveries: readonly Delivery[]): DeliveryMark | undefined {
  const sorted = deliveries.toSorted((one, other) => rankOf(one).rank - rankOf(other).rank);
  const [first] = sorted;
  if (!first) return undefined;
  return { state: first.state, ...rankOf(first), title: sorted.map(lineOf).join('\n') };
}

/** The marks of several events, by their ids. */
export function marksOf(deliveries: readonly Delivery[]): ReadonlyMap<string, DeliveryMark> {
  const marks = new Map<string, DeliveryMark>();
  for (const [id, ofEvent] of Map.groupBy(deliveries, ({ eventId }) => eventId)) {
    const mark = markOf(ofEvent);
    if (mark) marks.set(id, mark);
  }
  return marks;
}

/** The mark of the event of a group that fared worst, among its newest ones: no more than can be asked about at once. */
export function markOfGroup({ rows }: GroupRow, marks: ReadonlyMap<string, DeliveryMark>): DeliveryMark | undefined {
  if (marks.size === 0) return undefined;
  const known = [...rows.slice(rows.length - limits.deliveryEvents)].flatMap(({ event }) => marks.get(event.id ?? '') ?? []);
  // Of those that fared alike, the newest.
  const worst = known.toReversed().toSorted((one, other) => one.rank - other.rank)[0];
  return worst && known.length > 1
    ? { ...worst, title: `${counted(known.length, t('The worst of {0} event'), t('The worst of {0} events'))}\n${worst.title}` }
    : worst;
}

/** That nobody was there, or that a person threw it away, matters less than an answer. */
function rankOf({ state, attempts, attemptCount }: Delivery): Rank {
  const look = deliveryLooks[state];
  switch (state) {
    case 'failed':
      return { rank: 0, look, text: t('failed') };
    case 'pending':
      if (attemptCount === 0) return { rank: 2, look, text: t('waiting') };
      return { rank: 1, look: { ...look, icon: 'sync', tone: 'is-odd' }, text: t('retry {0}', attemptCount) };
    case 'delivered':
      return { rank: 3, look, text: String(attempts.at(-1)?.status ?? t('delivered')) };
    case 'discarded':
      return { rank: 4, look, text: t('discarded') };
    default:
      return { rank: 5, look, text: t('expired') };
  }
}

function lineOf(delivery: Delivery): string {
  const { text, look } = rankOf(delivery);
  const isRetried = delivery.state === 'pending' && delivery.attemptCount > 0;
  const [word, target, outcome] = [isRetried ? text : look.word, lineText(delivery.target), lastOutcomeText(delivery)];
  return outcome === '' ? t('{0}: {1}', word, target) : t('{0}: {1} · {2}', word, target, outcome);
}
