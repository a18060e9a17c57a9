import { agoParts } from '../detail/ago.ts';
import { t } from '../l10n.ts';
import { type SplitText, splitAt } from '../text.ts';
import { deltaText, fullTime, rowTime, spanText, type TimeMode } from '../time.ts';

/** `before`: time of the event before; undefined for the first one. */
export type TimePlace = { readonly mode: TimeMode; readonly now: Date; readonly before: string | undefined };

/** The time of a row, as the person wants to read it. */
export function timeText(timestamp: string, { mode, now, before }: TimePlace): SplitText {
  if (mode === 'delta') return { main: deltaText(before, timestamp), rest: '' };
  return mode === 'ago' ? agoParts(Date.parse(timestamp), now.getTime()) : rowTime(timestamp, now);
}

/**
 * Where a group ends, behind the time of its first row: `to 20:32:31.456`, `to 8 s ago`; where rows tell how long after the one before they
 * came, `over 1.3 s`. Undefined when it reads like the first time.
 */
export function untilText(first: string, newest: string, { mode, now }: Pick<TimePlace, 'mode' | 'now'>): SplitText | undefined {
  if (mode === 'delta') return { main: t('over {0}', spanText(Date.parse(newest) - Date.parse(first))), rest: '' };
  const [from, to] = [first, newest].map((timestamp) => timeText(timestamp, { mode, now, before: undefined }));
  if (!to || (to.main === from?.main && to.rest === from.rest)) return undefined;
  return splitAt(t('to {0}', to.main + to.rest), t('to {0}', to.main));
}

/** All of it: the place that the row shows is short. */
export function timeTitle(timestamp: string): string {
  return `${fullTime(timestamp)}\n${timestamp}`;
}
