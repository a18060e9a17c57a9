const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 30_000;
/**
 * How long a page leaves a hub alone that is away: each try is a red line in the console of the browser. A person who comes back to it waits no
 * longer.
 */
export const FIRST_REST_MS = 30_000;
/** Each rest is twice the one before, up to this. */
export const LONGEST_REST_MS = 10 * 60_000;

/** The pause before the next try by a timer, with full jitter: those who lost the same hub do not come back all at once. */
export function retryPauseMs(tries: number): number {
  return Math.random() * Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** tries);
}
