import { formatCount, lineText, plural } from '../text.ts';
import { momentText, spanText } from '../time.ts';
import type { Tally } from './bucket.ts';
import type { Times } from './range.ts';

/** A second needs no end: `10:15:03`, `10:15:00–10:15:05`. */
export function timesText({ from, to }: Times, now: Date): string {
  const [first, last] = [from, to].map((at) => momentText(new Date(at).toISOString(), now));
  return to - from <= 1000 ? String(first) : `${first}–${last}`;
}

/** `12 events: 8 agent.created, 3 order.paid, 1 other` */
export function tallyText(tally: Tally, names: number): string {
  const parts = tallyParts(tally, names).map(({ type, count }) => `${formatCount(count)} ${type}`);
  return `${plural(tally.total, 'event')}${parts.length > 0 ? ': ' : ''}${parts.join(', ')}`;
}

/** The commonest types, so many of them, and how many the others are together. */
export function tallyParts({ total, types }: Tally, names: number): readonly { readonly type: string; readonly count: number }[] {
  const named = types.slice(0, names).map(([type, count]) => ({ type: lineText(type), count }));
  const rest = total - named.reduce((sum, { count }) => sum + count, 0);
  return rest > 0 ? [...named, { type: 'other', count: rest }] : named;
}

/** How much the highest bar is: `peak 120/s`, `peak 40 in 5 s`. */
export function peakText(peak: number, stepLength: number): string {
  return `peak ${formatCount(peak)}${stepLength === 1000 ? '/s' : ` in ${spanText(stepLength).replace('.0', '')}`}`;
}
