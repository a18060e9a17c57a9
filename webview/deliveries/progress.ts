import type { Stats, TargetStats } from '../../src/shared/webhooks.ts';
import type { ToldDeliveries, WantedDeliveries } from './told.ts';

/** What is asked, and its answer as far as there is one. */
type Topic = { readonly wanted: WantedDeliveries; readonly told: ToldDeliveries | undefined };

/** Whether the answer may be another one since the figures were those before. Rates and latencies move by themselves. */
export function hasProgress(topic: Topic, before: Stats | null, now: Stats | null): boolean {
  return before !== now && progressOf(topic, before) !== progressOf(topic, now);
}

function progressOf({ wanted, told }: Topic, stats: Stats | null): string {
  const targets = stats?.targets ?? [];
  if ('state' in wanted) return JSON.stringify(targets.map(({ key, failed }) => [key, failed]));
  return JSON.stringify(targets.map((target) => [...lastingFigures(target), ...(isAtWork(target, told) ? attemptsOf(target) : [])]));
}

function lastingFigures({ key, state, failed, queued }: TargetStats): readonly unknown[] {
  return [key, state, failed, queued];
}

/** These count levels too: while the microphone is on they move all the time. */
function attemptsOf({ delivered, failures }: TargetStats): readonly number[] {
  return [delivered, failures];
}

/** Whether an attempt there may have been one for the event that was asked about. */
function isAtWork({ url, queued }: TargetStats, told: ToldDeliveries | undefined): boolean {
  return queued > 0 || !told || told.deliveries.some(({ target, state }) => target === url && state === 'pending');
}
