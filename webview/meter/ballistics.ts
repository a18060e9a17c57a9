/** 20 dB in 1.7 s, as broadcast meters fall. */
export const FALL_DB_PER_S = 20 / 1.7;
/** The same on a scale of 60 dB. */
export const FALL_PERCENT_PER_S = (100 * FALL_DB_PER_S) / 60;

/** What a bar shows after a time: it rises at once and falls no faster than `perSecond`. */
export function settle(shown: number, target: number, perSecond: number, elapsedMs: number): number {
  return Math.max(target, shown - (perSecond * Math.max(0, elapsedMs)) / 1000);
}
