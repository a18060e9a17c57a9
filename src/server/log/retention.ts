import type { Retention } from '../../shared/api.ts';
import type { Mark } from './recordStore.ts';

/** The records that are kept, as far as retention has to know them. */
export type Kept = {
  readonly oldest: number;
  readonly newest: number;
  /** Characters of JSON up to the newest. */
  readonly total: number;
  readonly mark: (number: number) => Mark | undefined;
};

/**
 * Number of the oldest record that may stay; `newest + 1` when none may. The bound by size leaves the newest one, however large it is.
 * What is too much is always a beginning of the log, so it is found by doubling steps and halving them: one look when nothing has to go,
 * few when little does.
 */
export function oldestToKeep(kept: Kept, { maxEvents, maxBytes, maxAgeMs }: Retention, now: number): number {
  const { oldest, newest, total, mark } = kept;
  const hasToGo = (number: number): boolean => {
    if (number > newest) return false;
    if (newest - number + 1 > maxEvents) return true;
    const at = mark(number);
    return at !== undefined && ((number < newest && total - at.before > maxBytes) || at.at < now - maxAgeMs);
  };
  if (!hasToGo(oldest)) return oldest;
  let gone = oldest;
  let step = 1;
  while (hasToGo(gone + step)) {
    gone += step;
    step *= 2;
  }
  let stays = gone + step;
  while (stays - gone > 1) {
    const middle = gone + Math.floor((stays - gone) / 2);
    if (hasToGo(middle)) gone = middle;
    else stays = middle;
  }
  return Math.min(stays, newest + 1);
}
