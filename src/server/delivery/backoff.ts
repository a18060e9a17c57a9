import { DAY_MS } from '../../shared/api.ts';

const BASE_MS = 250;
const MOST_MS = 30_000;

/**
 * Exponential back-off with full jitter: a number of milliseconds from 0 to 250, 500, 1000 … 30,000.
 *
 * @param failures how many attempts failed in a row, from 1 on
 * @param random from 0 to 1
 */
export function backoffMs(failures: number, random: () => number): number {
  return random() * Math.min(MOST_MS, BASE_MS * 2 ** (failures - 1));
}

/** Milliseconds that the header `Retry-After` asks for, as seconds or as an HTTP date, a day at most; 0 for anything else. */
export function retryAfterMs(header: string | undefined, now: number): number {
  if (header === undefined) return 0;
  const wanted = /^\d{1,9}$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isNaN(wanted) ? 0 : Math.min(Math.max(0, wanted), DAY_MS);
}
