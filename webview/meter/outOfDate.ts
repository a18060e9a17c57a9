import { STALE_LEVEL_MS } from '../../src/shared/listening.ts';

/** A level that came so long ago is not true any more. Both times are milliseconds of one clock. */
export function isOutOfDate({ at }: { readonly at: number }, now: number): boolean {
  return now - at >= STALE_LEVEL_MS;
}
