import { setTimeout as sleep } from 'node:timers/promises';

/** The value of a promise that settles in time, else undefined; also when `signal` is aborted before. */
export async function inTime<T>(promise: Promise<T>, ms: number, signal?: AbortSignal): Promise<T | undefined> {
  const settled = new AbortController();
  const signals = signal ? [signal, settled.signal] : [settled.signal];
  const late = sleep(ms, undefined, { signal: AbortSignal.any(signals) }).catch(() => undefined);
  try {
    return await Promise.race([promise, late]);
  } finally {
    settled.abort();
  }
}
