import type { Delivery, DeliveryState } from '../../src/shared/webhooks.ts';
import { lineText } from '../text.ts';
import { deliveryLooks, type Look, lastOutcomeText } from './words.ts';

/** How an event fared at the targets, in short: there where a person should look first. */
export type DeliveryMark = {
  /** Anything but this can still change by itself. */
  readonly state: DeliveryState;
  readonly look: Look;
  /** `200`, `retry 2`, `failed`, `waiting` */
  readonly text: string;
  /** Each target on a line, in the same order. */
  readonly title: string;
};

type Rank = { readonly rank: number; readonly look: Look; readonly text: string };

/** The mark of one event; undefined when it goes nowhere. */
export function markOf(deliveries: readonly Delivery[]): DeliveryMark | undefined {
  const sorted = deliveries.toSorted((one, other) => rankOf(one).rank - rankOf(other).rank);
  const [first] = sorted;
  if (!first) return undefined;
  const { look, text } = rankOf(first);
  return { state: first.state, look, text, title: sorted.map(lineOf).join('\n') };
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

/** That nobody was there, or that a person threw it away, matters less than an answer. */
function rankOf({ state, attempts, attemptCount }: Delivery): Rank {
  const look = deliveryLooks[state];
  switch (state) {
    case 'failed':
      return { rank: 0, look, text: 'failed' };
    case 'pending':
      if (attemptCount === 0) return { rank: 2, look, text: 'waiting' };
      return { rank: 1, look: { ...look, icon: 'sync', tone: 'is-odd' }, text: `retry ${attemptCount}` };
    case 'delivered':
      return { rank: 3, look, text: String(attempts.at(-1)?.status ?? 'delivered') };
    default:
      return { rank: state === 'discarded' ? 4 : 5, look, text: state };
  }
}

function lineOf(delivery: Delivery): string {
  const { text, look } = rankOf(delivery);
  const isRetried = delivery.state === 'pending' && delivery.attemptCount > 0;
  const outcome = lastOutcomeText(delivery);
  return `${isRetried ? text : look.word}: ${lineText(delivery.target)}${outcome && ` · ${outcome}`}`;
}
