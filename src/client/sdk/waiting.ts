import type { DevSyncEvent } from './api.ts';
import type { ErrorInfo } from './clientError.ts';
import type { Ears, Inbox, Wanted } from './ears.ts';

// The other things that few need are of this chunk too.
export { prove } from './proof.ts';
export { resumed } from './storedPosition.ts';

/** Who iterates may be slower than events come; more than these do not wait. */
const LONGEST_QUEUE = 10_000;
const WAIT_MS = 30_000;

/**
 * Events as they come, until the client is closed or the time is over. Those who wait are bounded: the oldest leave, and the reader is
 * told when it gets there.
 */
export async function* iterate(ears: Ears, wanted: Wanted, inbox: Inbox, timeoutMs = -1): AsyncGenerator<DevSyncEvent, void> {
  const { status, statuses, gaps } = ears;
  const { queue } = inbox;
  let hasLost = false;
  let isLate = false;
  let from: string | null = null;
  let go = () => {};
  const stop = ears.on(wanted, (event) => {
    queue.push(event);
    if (queue.length > LONGEST_QUEUE) hasLost = queue.splice(0, queue.length - LONGEST_QUEUE).length > 0;
    go();
  });
  inbox.stop();
  const giveUp = () => {
    isLate = true;
    go();
  };
  const timer = timeoutMs < 0 ? undefined : setTimeout(giveUp, timeoutMs);
  const ignore = statuses.add(() => go());
  try {
    for (;;) {
      const event = queue.shift();
      if (event) {
        if (hasLost) gaps.fire({ from, to: event.id, reason: 'overflow' });
        hasLost = false;
        from = event.id ?? from;
        yield event;
      } else if (isLate || status() === 'closed') return;
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

export type Wait = {
  readonly ears: Ears;
  readonly inbox: Inbox;
  readonly wanted: Wanted;
  readonly accepts: ((event: DevSyncEvent) => boolean) | undefined;
  readonly timeoutMs: number | undefined;
  /** The error of the core: a second class of that name would not be the one that applications know. */
  readonly fail: (info: ErrorInfo) => Error;
};

/** The next event that is accepted. */
export async function waitFor({ ears, inbox, wanted, accepts = () => true, timeoutMs = WAIT_MS, fail }: Wait): Promise<DevSyncEvent> {
  let status = ears.status();
  // It is idle again when this is over and nobody else listens.
  const ignore = ears.statuses.add((now) => {
    if (now !== 'idle') status = now;
  });
  try {
    for await (const event of iterate(ears, wanted, inbox, timeoutMs)) if (accepts(event)) return event;
  } finally {
    ignore();
  }
  if (ears.status() === 'closed') throw fail({ code: 'closed', message: 'The client is closed.', next: 'Make another one.' });
  const message = `No ${wanted} came within ${timeoutMs} ms; the connection is ${status}.`;
  throw fail({ code: 'timeout', message, next: status === 'away' ? 'No hub answers: run dev-sync serve.' : 'Look whether it was sent.' });
}
