import { limits } from '../../shared/api.ts';
import { DevSyncError } from '../../shared/errors.ts';
import type { HubClient } from '../hubClient.ts';
import { type Clock, steadyClock } from './clock.ts';
import { type ImportedEvent, toPost } from './importedEvent.ts';
import { scheduleOf } from './schedule.ts';

export type ReplayTiming = 'at-once' | 'original';

export type ReplayOptions = {
  readonly events: readonly ImportedEvent[];
  readonly timing: ReplayTiming;
  /** `sendBatch` of a hub client. It is asked for anew each time, since the hub may restart on the way. */
  readonly send: HubClient['sendBatch'];
  /** Ends it between two posts: what is on its way is waited for, so that the count is right. */
  readonly signal: AbortSignal;
  /** Hears how many are published so far. */
  readonly onProgress: (published: number) => void;
  readonly clock?: Clock;
};

/** Far below what the hub takes at once. No character takes more than three bytes. */
const BATCH = { events: 1000, characters: limits.batchBytes / 4 } as const;
/** Events so near to each other go in one post: no page is held up for posting too much, and no eye sees it. */
const SPACING_MS = 10;
/** A hub that crashed is back by then. */
const RETRY_MS = [250, 1000, 3000, 5000] as const;
/** Timers of JavaScript know no longer times. */
const LONGEST_WAIT_MS = 2 ** 31 - 1;

/**
 * Publishes the events of a file in their order, at once or with the distances that they had. Those are kept against the clock: what is
 * late, because the hub was, comes as soon as it can. A post whose answer got lost is repeated with the same key, so that nothing is published
 * twice. Resolves with the count of those that are published; that is not all of them only when `signal` fired.
 *
 * @throws DevSyncError of the hub; its message says how many are published, and how many perhaps
 */
export async function replayEvents(options: ReplayOptions): Promise<number> {
  const { events, timing, signal, onProgress, clock = steadyClock } = options;
  const schedule = timing === 'original' ? scheduleOf(events) : new Float64Array(events.length);
  const startedAt = clock.now();
  let postedAt = startedAt - SPACING_MS;
  let published = 0;
  while (published < events.length && !signal.aborted) {
    const due = Math.max(startedAt + (schedule[published] ?? 0), postedAt + SPACING_MS);
    const pause = due - clock.now();
    if (pause > 0) {
      await clock.wait(Math.min(pause, LONGEST_WAIT_MS), signal);
      continue;
    }
    postedAt = clock.now();
    const elapsed = postedAt - startedAt;
    const batch = takeBatch(events, published, (index) => (schedule[index] ?? 0) <= elapsed);
    if (!(await post(batch, published, { ...options, clock }))) break;
    published += batch.length;
    onProgress(published);
  }
  return published;
}

function takeBatch(events: readonly ImportedEvent[], from: number, isDue: (index: number) => boolean): readonly string[] {
  const batch: string[] = [];
  let [characters, exactNumbers] = [0, 0];
  for (let at = from; at < events.length && batch.length < BATCH.events && isDue(at); at++) {
    const event = events[at];
    if (event === undefined) break;
    const text = toPost(event);
    characters += text.length;
    exactNumbers += event.exactNumbers;
    const isFull = characters > BATCH.characters || exactNumbers > limits.exactNumbers;
    // The first one goes alone, however large it is.
    if (isFull && batch.length > 0) break;
    batch.push(text);
  }
  return batch;
}

/**
 * Answers whether it came through; not when `signal` fired before the hub took it. After an answer that got lost the hub is asked once more
 * even then, or nobody would know whether these are published.
 */
async function post(batch: readonly string[], published: number, options: ReplayOptions & { readonly clock: Clock }): Promise<boolean> {
  const { events, send, clock, signal } = options;
  const key = randomKey();
  let perhaps = 0;
  // Once `signal` has fired, the next try is the last one.
  for (let attempt = 0; ; attempt += signal.aborted ? RETRY_MS.length : 1) {
    try {
      await send(batch, key);
      return true;
    } catch (error) {
      perhaps = Math.max(perhaps, isLost(error) ? batch.length : 0);
      const pause = pauseAfter(error, attempt);
      if (pause === undefined) throw withCount(error, { published, perhaps, all: events.length });
      await clock.wait(pause, signal);
      if (signal.aborted && perhaps === 0) return false;
    }
  }
}

/** Undefined when it is not tried again. */
function pauseAfter(error: unknown, attempt: number): number | undefined {
  return isPassing(error) ? RETRY_MS[attempt] : undefined;
}

function isPassing(error: unknown): boolean {
  return error instanceof DevSyncError && ['hub-unreachable', 'shutting-down', 'too-many-posts', 'request-timeout'].includes(error.code);
}

/** The hub may have published them all the same. */
function isLost(error: unknown): boolean {
  return error instanceof DevSyncError && ['hub-unreachable', 'request-timeout'].includes(error.code);
}

type Counts = { readonly published: number; readonly perhaps: number; readonly all: number };

function withCount(error: unknown, { published, perhaps, all }: Counts): unknown {
  if (!(error instanceof DevSyncError)) return error;
  const doubt = perhaps === 0 ? '' : `, and perhaps ${perhaps.toLocaleString('en-US')} more`;
  const count = `${published.toLocaleString('en-US')} of ${all.toLocaleString('en-US')} events are published${doubt}.`;
  return new DevSyncError(error.code, { message: `${error.message} ${count}`, next: error.next, cause: error });
}

/** `crypto.randomUUID` is not there for pages whose address is neither https nor localhost. */
function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
