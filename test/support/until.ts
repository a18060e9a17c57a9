import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 10;

/** Waits for something truthy. A probe that throws means "not yet"; its last error is the cause when time runs out. */
export async function until<T>(probe: () => T | Promise<T>, label: string, timeoutMs = 10_000): Promise<NonNullable<T>> {
  const deadline = performance.now() + timeoutMs;
  let cause: unknown;
  do {
    try {
      const value = await probe();
      if (value) return value;
      cause = undefined;
    } catch (error) {
      cause = error;
    }
    await sleep(POLL_MS);
  } while (performance.now() < deadline);
  throw new Error(`Waited ${timeoutMs} ms in vain for: ${label}`, { cause });
}

/** The value of a promise that must settle in time. */
export async function within<T>(promise: Promise<T>, label: string, timeoutMs = 10_000): Promise<T> {
  const controller = new AbortController();
  const late = sleep(timeoutMs, undefined, { signal: controller.signal }).then(() => {
    throw new Error(`Waited ${timeoutMs} ms in vain for: ${label}`);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    controller.abort();
  }
}
