import { format, isOne, t } from '../l10n.ts';
import { formatCount, type SplitText, splitAt } from '../text.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Of each unit: the span, how long ago, and how long until; of one and of several. */
const units = [
  {
    ms: DAY,
    one: { span: t('{0} day'), ago: t('{0} day ago'), until: t('in {0} day') },
    other: { span: t('{0} days'), ago: t('{0} days ago'), until: t('in {0} days') },
  },
  { ms: HOUR, other: { span: t('{0} h'), ago: t('{0} h ago'), until: t('in {0} h') } },
  { ms: MINUTE, other: { span: t('{0} min'), ago: t('{0} min ago'), until: t('in {0} min') } },
  { ms: SECOND, other: { span: t('{0} s'), ago: t('{0} s ago'), until: t('in {0} s') } },
] as const;

/** How far a time is from now: `5 min ago`, `in 2 days`. */
export function agoText(at: number, now: number): string {
  const { main, rest } = agoParts(at, now);
  return main + rest;
}

/** The same in two pieces, where the language allows it: `5 min` and ` ago`. */
export function agoParts(at: number, now: number): SplitText {
  const distance = Math.abs(now - at);
  const unit = units.find(({ ms }) => distance >= ms);
  if (!unit) return { main: t('now'), rest: '' };
  const count = Math.floor(distance / unit.ms);
  const { span, ago, until } = 'one' in unit && isOne(count) ? unit.one : unit.other;
  const number = formatCount(count);
  return at > now ? { main: format(until, number), rest: '' } : splitAt(format(ago, number), format(span, number));
}
