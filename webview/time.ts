import { dateLocale, momentFormat } from '../src/shared/language.ts';
import { format, language, t } from './l10n.ts';
import type { SplitText } from './text.ts';
import { formatTenths } from './text.ts';

/** How rows tell their time: by the clock, how long ago, or how long after the row before. */
export const timeModes = ['clock', 'ago', 'delta'] as const;
export type TimeMode = (typeof timeModes)[number];

const moments = new Intl.DateTimeFormat(dateLocale(language), momentFormat);

/** Local time to the second, and its milliseconds. */
export function clockTime(timestamp: string): SplitText {
  const date = new Date(timestamp);
  if (Number.isNaN(date.getTime())) return { main: '--:--:--', rest: '.---' };
  const main = [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => pad(part, 2)).join(':');
  return { main, rest: `.${pad(date.getMilliseconds(), 3)}` };
}

/** The time of a row: of an event of another day the date matters more, and narrow layouts show it alone. */
export function rowTime(timestamp: string, now: Date): SplitText {
  const date = new Date(timestamp);
  if (Number.isNaN(date.getTime()) || date.toDateString() === now.toDateString()) return clockTime(timestamp);
  const [month, day, hours, minutes] = [date.getMonth() + 1, date.getDate(), date.getHours(), date.getMinutes()].map((part) =>
    pad(part, 2),
  );
  return { main: `${month}-${day}`, rest: ` ${hours}:${minutes}` };
}

/** `12:03:07`, or with the day when that is another one. */
export function momentText(timestamp: string, now: Date): string {
  const { main, rest } = rowTime(timestamp, now);
  return rest.startsWith('.') ? main : `${main}${rest}`;
}

/** Local date and time, for tooltips. */
export function fullTime(timestamp: string): string {
  const date = new Date(timestamp);
  return Number.isNaN(date.getTime()) ? '' : moments.format(date);
}

/** How long after another time: `+120 ms`, `+3.2 s`, `−40 ms`. Without another one there is nothing to say. */
export function deltaText(before: string | undefined, timestamp: string): string {
  const ms = before === undefined ? Number.NaN : Date.parse(timestamp) - Date.parse(before);
  if (Number.isNaN(ms)) return '—';
  // The clock of the hub may have been set back.
  return `${ms < 0 ? '−' : '+'}${spanText(Math.abs(ms))}`;
}

const MINUTE = 60_000;
/** `below`: the next smaller one. */
const longUnits = [
  { ms: 1440 * MINUTE, text: t('{0} d'), below: 60 * MINUTE },
  { ms: 60 * MINUTE, text: t('{0} h'), below: MINUTE },
  { ms: MINUTE, text: t('{0} min'), below: 1000 },
  { ms: 1000, text: t('{0} s'), below: 0 },
] as const;

/** `120 ms`, `3.2 s`, `5.0 min` */
export function spanText(ms: number): string {
  // What rounds to sixty seconds is a minute.
  const unit = longUnits.find((one) => ms >= one.ms - 0.05 * one.below);
  return unit ? format(unit.text, formatTenths(ms / unit.ms)) : t('{0} ms', ms);
}

/** The same without a fraction: `5 min` */
export function wholeSpanText(ms: number): string {
  const unit = longUnits.find((one) => ms >= one.ms);
  return unit ? format(unit.text, Math.round(ms / unit.ms)) : t('{0} ms', ms);
}

function pad(value: number, digits: number): string {
  return String(value).padStart(digits, '0');
}
