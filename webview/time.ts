/** Local time of day, in two pieces: narrow layouts leave out the milliseconds. */
export type ClockTime = { readonly seconds: string; readonly milliseconds: string };

export function clockTime(timestamp: string): ClockTime {
  const date = new Date(timestamp);
  if (Number.isNaN(date.getTime())) return { seconds: '--:--:--', milliseconds: '.---' };
  const seconds = [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => pad(part, 2)).join(':');
  return { seconds, milliseconds: `.${pad(date.getMilliseconds(), 3)}` };
}

/** Local date and time, for tooltips. */
export function fullTime(timestamp: string): string {
  const date = new Date(timestamp);
  return Number.isNaN(date.getTime()) ? '' : date.toLocaleString();
}

function pad(value: number, digits: number): string {
  return String(value).padStart(digits, '0');
}
