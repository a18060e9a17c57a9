import { DevSyncError } from '../../shared/errors.ts';
import { Batch } from './batch.ts';
import { type Clock, steadyClock } from './clock.ts';
import type { ImportedEvent } from './importedEvent.ts';
import { type Posted, type PostOptions, postBatch } from './postBatch.ts';
import { PublishFailure } from './publishFailure.ts';
import { scheduleOf } from './schedule.ts';

export type ReplayTiming = 'at-once' | 'original';

export type ReplayOptions = Omit<PostOptions, 'clock'> & {
  readonly events: readonly ImportedEvent[];
  readonly timing: ReplayTiming;
  /** Hears how many are published so far. */
  readonly onProgress: (published: number) => void;
  readonly clock?: Clock;
};

/** Events so near to each other go in one post: no page is held up for posting too much, and no eye sees it. */
const SPACING_MS = 10;
/** Timers of JavaScript know no longer times. */
const LONGEST_WAIT_MS = 2 ** 31 - 1;

/**
 * Publishes the events of a file in their order, at once or with the distances that they had. Those are kept against the clock: what is
 * late, because the hub was, comes as soon as it can. Nothing is published twice (see `postBatch`). Resolves with the count of those that
 * are published; that is not all of them only when `signal` fired.
 *
 * @throws PublishFailure with the code of the hub; its message says how many are published, and how many perhaps
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
    const { texts } = takeBatch(events, published, (index) => (schedule[index] ?? 0) <= elapsed);
    const posted = await postBatch(texts, { ...options, clock });
    if (posted.kind === 'cancelled') break;
    if (posted.kind === 'failed') throw withCount(posted, { published, batch: texts.length, all: events.length });
    published += texts.length;
    onProgress(published);
  }
  return published;
}

function takeBatch(events: readonly ImportedEvent[], from: number, isDue: (index: number) => boolean): Batch {
  const batch = new Batch();
  for (let at = from; isDue(at); at++) {
    const event = events[at];
    if (event === undefined || !batch.add(event)) break;
  }
  return batch;
}

type Counts = { readonly published: number; readonly batch: number; readonly all: number };

function withCount({ error, isDoubtful }: Extract<Posted, { kind: 'failed' }>, { published, batch, all }: Counts): unknown {
  if (!(error instanceof DevSyncError)) return error;
  const perhaps = isDoubtful ? batch : 0;
  const doubt = perhaps === 0 ? '' : `, and perhaps ${perhaps.toLocaleString('en-US')} more`;
  const count = `${published.toLocaleString('en-US')} of ${all.toLocaleString('en-US')} events are published${doubt}.`;
  return new PublishFailure(error.code, { message: `${error.message} ${count}`, next: error.next, cause: error, published, perhaps });
}
