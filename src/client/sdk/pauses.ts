const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 30_000;
const FIRST_REST_MS = 30_000;
const LONGEST_REST_MS = 10 * 60_000;

/** The pause before the next try by a timer, with full jitter: those who lost the same hub do not come back all at once. */
export function retryPauseMs(tries: number, random: () => number = Math.random): number {
  return random() * Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** tries);
}

/** How long a page leaves a hub alone that is away, whatever happens: each try is a red line in the console of the browser. */
export function restMs(rests: number): number {
  return Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** rests);
}
