import type { ImportedEvent } from './importedEvent.ts';

/** When each event of a replay is due, in milliseconds from its start. */
export type Schedule = Float64Array;

/**
 * The distances of the events as they were. Time never goes back: an event that happened before the one above it, or whose time is not
 * known, comes with that one.
 */
export function scheduleOf(events: readonly Pick<ImportedEvent, 'at'>[]): Schedule {
  const first = events.find(({ at }) => at !== null)?.at ?? 0;
  let latest = first;
  return Float64Array.from(events, ({ at }) => {
    latest = Math.max(latest, at ?? latest);
    return latest - first;
  });
}

/** How long a replay takes, and its longest pause: what a person wants to know before it begins. */
export function spanOf(schedule: Schedule): { readonly durationMs: number; readonly longestPauseMs: number } {
  let longestPauseMs = 0;
  for (let at = 1; at < schedule.length; at++) longestPauseMs = Math.max(longestPauseMs, (schedule[at] ?? 0) - (schedule[at - 1] ?? 0));
  return { durationMs: schedule.at(-1) ?? 0, longestPauseMs };
}

const [SECOND_MS, MINUTE_MS, HOUR_MS, DAY_MS] = [1000, 60_000, 3_600_000, 86_400_000];

/** As "0.4 s", "45 s", "2 min 10 s", "3 h 20 min" or "2 d 3 h". */
export function durationText(ms: number): string {
  if (ms < 10 * SECOND_MS) return `${Math.round(ms / 100) / 10} s`;
  if (ms < MINUTE_MS) return `${Math.floor(ms / SECOND_MS)} s`;
  if (ms < HOUR_MS) return `${Math.floor(ms / MINUTE_MS)} min ${Math.floor((ms % MINUTE_MS) / SECOND_MS)} s`;
  if (ms < DAY_MS) return `${Math.floor(ms / HOUR_MS)} h ${Math.floor((ms % HOUR_MS) / MINUTE_MS)} min`;
  return `${Math.floor(ms / DAY_MS)} d ${Math.floor((ms % DAY_MS) / HOUR_MS)} h`;
}
