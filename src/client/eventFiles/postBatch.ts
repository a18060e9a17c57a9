import type { BatchAnswer } from '../../shared/api.ts';
import { DevSyncError, type ErrorCode } from '../../shared/errors.ts';
import type { HubClient } from '../hubClient.ts';
import type { Clock } from './clock.ts';

export type PostOptions = {
  /** `sendBatch` of a hub client. It is asked for anew each time, since the hub may restart on the way. */
  readonly send: HubClient['sendBatch'];
  /** Ends it: what is on its way is waited for, so that the count is right. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** How long each pause is before it is tried again; after the last one it has failed. */
  readonly pauses?: readonly number[];
};

/** What became of a batch. */
export type Posted =
  | { readonly kind: 'published'; readonly answer: BatchAnswer }
  /** `signal` fired before the hub took it. */
  | { readonly kind: 'cancelled' }
  /** `isDoubtful` when the hub may have published it all the same. */
  | { readonly kind: 'failed'; readonly error: unknown; readonly isDoubtful: boolean };

/** A hub that crashed is back by then. */
const PAUSES_MS = [250, 1000, 3000, 5000] as const;
/** A hub that fails like this may be back soon. One that has just begun proves itself a moment after its port is open. */
const passing: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'hub-unreachable',
  'hub-not-proven',
  'shutting-down',
  'too-many-posts',
  'request-timeout',
]);

/**
 * Posts a batch until the hub has taken it, always with the same key, so that nothing is published twice. After an answer that got lost the
 * hub is asked once more even when `signal` fires, or nobody would know whether these are published.
 */
export async function postBatch(batch: readonly string[], options: PostOptions): Promise<Posted> {
  const { send, signal, clock, pauses = PAUSES_MS } = options;
  const key = randomKey();
  let isDoubtful = false;
  // Once `signal` has fired, the next try is the last one.
  for (let attempt = 0; ; attempt += signal.aborted ? pauses.length : 1) {
    try {
      return { kind: 'published', answer: await send(batch, key) };
    } catch (error) {
      isDoubtful ||= isLost(error);
      const pause = isPassing(error) ? pauses[attempt] : undefined;
      if (pause === undefined) return { kind: 'failed', error, isDoubtful };
      await clock.wait(pause, signal);
      if (signal.aborted && !isDoubtful) return { kind: 'cancelled' };
    }
  }
}

/** Whether the same request may be taken a little later. */
export function isPassing(error: unknown): boolean {
  return error instanceof DevSyncError && passing.has(error.code);
}

/** The hub may have published them all the same; not when nobody was at its port. */
function isLost(error: unknown): boolean {
  if (!(error instanceof DevSyncError)) return false;
  return error.code === 'request-timeout' || (error.code === 'hub-unreachable' && !isRefused(error.cause));
}

/** As Node puts it; browsers keep it to themselves. */
function isRefused(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (error as Error & { readonly code?: unknown }).code === 'ECONNREFUSED' || isRefused(error.cause);
}

/** `crypto.randomUUID` is not there for pages whose address is neither https nor localhost. */
function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
