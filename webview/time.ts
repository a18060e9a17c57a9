import type { SplitText } from './text.ts';

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
  return Number.isNaN(date.getTime()) ? '' : date.toLocaleString();
}

function pad(value: number, digits: number): string {
  return String(value).padStart(digits, '0');
}
