const FIRST_MS = 250;
const LONGEST_MS = 10_000;

/**
 * Milliseconds before the next try to reach a hub, the first try being number 0. Pages that lost the same hub do not come back in step.
 *
 * @param random from 0 to 1
 */
export function nextDelay(attempt: number, random: number): number {
  const longest = Math.min(FIRST_MS * 2 ** attempt, LONGEST_MS);
  return longest * (0.5 + random / 2);
}
