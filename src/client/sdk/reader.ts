import type { DevSyncEvent } from './api.ts';
import type { ErrorInfo } from './clientError.ts';
import type { Ears, Wanted } from './ears.ts';

/** Who iterates may be slower than events come; more than these do not wait. */
const LONGEST_QUEUE = 10_000;
const WAIT_MS = 30_000;
/** Longer timers fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Events that came while this code was on the way. */
export type Inbox = {
  readonly queue: DevSyncEvent[];
  /** Lets no more events in. */
  readonly stop: () => void;
};

/** Takes events out of an inbox, one by one. */
export type Reader = {
  /**
   * Events as they come, until the client is closed. Those who wait are bounded: the oldest leave, and the reader is
   * told when it gets there.
   *
   * @throws DevSyncClientError in the hub's words, when it refuses
   */
  iterate(): AsyncGenerator<DevSyncEvent, void>;
  /** The next event that is accepted. */
  waitFor(accepts?: (event: DevSyncEvent) => boolean, timeoutMs?: number): Promise<DevSyncEvent>;
};

/** @param fail makes the error of the core: a second class of that name would not be the one that applications know */
export function read(ears: Ears, wanted: Wanted, inbox: Inbox, fail: (info: ErrorInfo) => Error): Reader {
  const source = { ears, wanted, inbox, fail };
  return {
    iterate: () => iterate(source),
    waitFor: (accepts, timeoutMs) => waitFor(source, accepts, timeoutMs),
  };
}

type Source = { readonly ears: Ears; readonly wanted: Wanted; readonly inbox: Inbox; readonly fail: (info: ErrorInfo) => Error };

async function* iterate({ ears, wanted, inbox, fail }: Source, timeoutMs = Infinity): AsyncGenerator<DevSyncEvent, void> {
  const { gaps } = ears;
  const { queue } = inbox;
  let hasLost = false;
  let isLate = false;
  let from: string | null = null;
  let go = () => {};
  const hear = (event: DevSyncEvent) => {
    hasLost = queue.push(event) > LONGEST_QUEUE || hasLost;
    if (hasLost) queue.splice(0, queue.length - LONGEST_QUEUE);
    go();
  };
  // Who was closed meanwhile hears nothing more, and says so.
  const stop = ears.status === 'closed' ? inbox.stop : ears.on(wanted, hear);
  inbox.stop();
  const giveUp = () => {
    isLate = true;
    go();
  };
  const timer = timeoutMs < Infinity ? setTimeout(giveUp, Math.min(timeoutMs, LONGEST_TIMER_MS)) : undefined;
  const ignore = ears.onStatus(() => go());
  try {
    for (;;) {
      const event = queue.shift();
      if (event) {
        if (hasLost) gaps.fire({ from, to: event.id, reason: 'overflow' });
        hasLost = false;
        from = event.id ?? from;
        yield event;
      } else if (isLate || isOver(ears, fail)) return;
      else
        await new Promise<void>((resolve) => {
          go = resolve;
        });
    }
  } finally {
    clearTimeout(timer);
    ignore();
    stop();
  }
}

/** @throws DevSyncClientError in the hub's words, when it refuses */
function isOver({ status, reason }: Ears, fail: Source['fail']): boolean {
  if (status === 'refused' && reason) throw fail(reason);
  return status === 'closed';
}

/** What types forbid, for those who write JavaScript. */
function mistakeIn(accepts: unknown, timeoutMs: unknown): string | undefined {
  if (typeof accepts !== 'function')
    return 'The predicate must be a function. For a time-out alone, write waitFor(type, undefined, timeoutMs).';
  if (typeof timeoutMs !== 'number' || !(timeoutMs >= 0))
    return 'The time-out must be a number of milliseconds, 0 or more; Infinity is no limit.';
  return undefined;
}

async function waitFor(source: Source, accepts: (event: DevSyncEvent) => boolean = () => true, timeoutMs = WAIT_MS) {
  const { ears, inbox, wanted, fail } = source;
  const mistake = mistakeIn(accepts, timeoutMs);
  if (mistake) {
    inbox.stop();
    throw TypeError(mistake);
  }
  let { status } = ears;
  // It is idle again when this is over and nobody else listens.
  const ignore = ears.onStatus((now) => {
    if (now !== 'idle') status = now;
  });
  try {
    for await (const event of iterate(source, timeoutMs)) if (accepts(event)) return event;
  } finally {
    ignore();
  }
  ears.assertOpen();
  const message = `No ${wanted} came within ${timeoutMs} ms; the connection is ${status}.`;
  throw fail({ code: 'timeout', message, next: status === 'away' ? 'No hub answers: run dev-sync serve.' : 'Look whether it was sent.' });
}
