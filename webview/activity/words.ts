import { filled, format, language, t } from '../l10n.ts';
import { eventsText, formatCount, lineText } from '../text.ts';
import { momentText, wholeSpanText } from '../time.ts';
import type { Tally } from './bucket.ts';
import type { Times } from './range.ts';

const list = new Intl.ListFormat(language, { style: 'narrow' });
/** `8 agent.created`, for `format` and `filled`. */
const typeText = t('{count} {type}', { count: '{0}', type: '{1}' });

type TypeCount = { readonly type: string; readonly count: number };

/** A second needs no end: `10:15:03`, `10:15:00–10:15:05`. */
export function timesText({ from, to }: Times, now: Date): string {
  const [first, last] = [from, to].map((at) => momentText(new Date(at).toISOString(), now));
  return to - from <= 1000 ? String(first) : `${first}–${last}`;
}

/** `12 events: 8 agent.created, 3 order.paid, 1 other` */
export function tallyText(tally: Tally, names: number): string {
  const parts = tallyParts(tally, names).map(({ type, count }) => format(typeText, formatCount(count), type));
  const events = eventsText(tally.total);
  return parts.length > 0 ? t('{0}: {1}', events, list.format(parts)) : events;
}

/** The same for a template. @param nameView shows a type */
export function tallyPieces(tally: Tally, names: number, nameView: (type: string) => unknown): readonly unknown[] {
  const parts = tallyParts(tally, names).map(({ type, count }) => filled(typeText, formatCount(count), nameView(type)));
  const events = eventsText(tally.total);
  if (parts.length === 0) return [events];
  const places = list.format(parts.map((_, index) => `{${index}}`));
  return filled(t('{0}: {1}'), events, filled(places, ...parts));
}

/** The commonest types, so many of them, and how many the others are together. */
function tallyParts({ total, types }: Tally, names: number): readonly TypeCount[] {
  const named = types.slice(0, names).map(([type, count]) => ({ type: lineText(type), count }));
  const rest = total - named.reduce((sum, { count }) => sum + count, 0);
  return rest > 0 ? [...named, { type: t('other'), count: rest }] : named;
}

/** How much the highest bar is: `peak 120/s`, `peak 40 in 5 s`. */
export function peakText(peak: number, stepLength: number): string {
  const count = formatCount(peak);
  return stepLength === 1000 ? t('peak {0}/s', count) : t('peak {0} in {1}', count, wholeSpanText(stepLength));
}
