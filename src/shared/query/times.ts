const UNITS_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

const DURATION = /^(\d{1,9})([smhd])$/i;
const CLOCK = /^(\d{1,2}:\d\d(?::\d\d(?:\.\d{1,9})?)?)$/;
const ISO = /^(\d{4}-\d\d-\d\d)(?:[t ](\d{1,2}:\d\d(?::\d\d(?:[.,]\d{1,9})?)?)(z|[+-]\d\d:?\d\d)?)?$/i;
/** Behind it years have more digits. */
const LAST_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
/** The longest text of that form, and some. */
const ISO_CHARACTERS = 40;

/**
 * A moment as people write it, in milliseconds since 1970; undefined for another text. A duration is that long ago; a time of the day is the
 * last time that the clock showed it, which is yesterday's when today's lies ahead. What has no zone is local.
 */
export function readTime(text: string, now: Date): number | undefined {
  const [, amount, unit = ''] = DURATION.exec(text) ?? [];
  if (amount !== undefined) return now.getTime() - Number(amount) * (UNITS_MS[unit.toLowerCase()] ?? 0);
  const word = text.toLowerCase();
  if (word === 'today') return midnight(now, 0);
  if (word === 'yesterday') return midnight(now, -1);
  return CLOCK.test(text) ? lastAt(text, now) : readIsoTime(text);
}

/** The moment as events have it. Times that they cannot have become the nearest that they can. */
export function timestampOf(time: number): string {
  return new Date(Math.min(Math.max(0, time), LAST_MS)).toISOString();
}

/** A date, perhaps with a time, as ISO-8601 writes it. Without a zone it is local, a date alone too. */
export function readIsoTime(text: string): number | undefined {
  if (text.length > ISO_CHARACTERS) return undefined;
  const [, date, time = '00:00', zone = ''] = ISO.exec(text) ?? [];
  if (date === undefined || !isDate(date)) return undefined;
  return momentOf(date, time.replace(',', '.'), zone);
}

function momentOf(date: string, time: string, zone = ''): number | undefined {
  const hours = time.indexOf(':') === 1 ? `0${time}` : time;
  const moment = Date.parse(`${date}T${hours}${zone.toUpperCase().replace(/(\d\d):?(\d\d)$/, '$1:$2')}`);
  return Number.isNaN(moment) ? undefined : moment;
}

/** There is no 30th of February, whatever JavaScript makes of it. */
function isDate(date: string): boolean {
  const moment = Date.parse(`${date}T00:00Z`);
  return !Number.isNaN(moment) && new Date(moment).toISOString().startsWith(date);
}

function lastAt(time: string, now: Date): number | undefined {
  const today = momentOf(localDate(now, 0), time);
  return today === undefined || today <= now.getTime() ? today : momentOf(localDate(now, -1), time);
}

function midnight(now: Date, days: number): number | undefined {
  return momentOf(localDate(now, days), '00:00');
}

function localDate(now: Date, days: number): string {
  const day = new Date(now.getFullYear(), now.getMonth(), now.getDate() + days);
  const [month, date] = [day.getMonth() + 1, day.getDate()].map((part) => String(part).padStart(2, '0'));
  return `${String(day.getFullYear()).padStart(4, '0')}-${month}-${date}`;
}
