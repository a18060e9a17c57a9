import { agoText } from '../detail/ago.ts';
import type { SplitText } from '../text.ts';
import { clockTime, deltaText, fullTime, rowTime, spanText, type TimeMode } from '../time.ts';

/** `before`: time of the event before; undefined for the first one. */
export type TimePlace = { readonly mode: TimeMode; readonly now: Date; readonly before: string | undefined };

/** The time of a row, as the person wants to read it. */
export function timeText(timestamp: string, { mode, now, before }: TimePlace): SplitText {
  if (mode === 'delta') return { main: deltaText(before, timestamp), rest: '' };
  return mode === 'ago' ? splitAgo(agoText(Date.parse(timestamp), now.getTime())) : rowTime(timestamp, now);
}

/** What a closed group says of its newest row, behind the time of its first one: `–12:03:07`, `in 3.2 s`. */
export function untilText(first: string, newest: string, mode: TimeMode): string {
  if (mode === 'clock') return `–${clockTime(newest).main}`;
  return `in ${spanText(Date.parse(newest) - Date.parse(first))}`;
}

/** All of it: the place that the row shows is short. */
export function timeTitle(timestamp: string): string {
  return `${fullTime(timestamp)}\n${timestamp}`;
}

function splitAgo(text: string): SplitText {
  return text.endsWith(' ago') ? { main: text.slice(0, -4), rest: ' ago' } : { main: text, rest: '' };
}
