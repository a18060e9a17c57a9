import type { ReadableLog } from '../server/index.ts';
import type { StreamGap } from '../shared/api.ts';

type Records = Awaited<ReturnType<ReadableLog['readAfter']>>;

export type FollowOptions = {
  /** Takes the next events; resolves when more may come. */
  readonly print: (records: Records) => Promise<void>;
  /** Hears of events that are gone before it was their turn. */
  readonly onGap: (gap: StreamGap) => void;
  /** After this, what is in the log is printed and nothing more. */
  readonly ended: Promise<void>;
};

const CHUNK_BYTES = 64 * 1024;

/** Prints what is appended from now on. What waits for a slow reader waits in the log, which is bounded, and nowhere else. */
export async function followLog(log: ReadableLog, { print, onGap, ended }: FollowOptions): Promise<void> {
  let cursor = log.head();
  let isEnded = false;
  let hasNews = false;
  let wake = () => {};
  const subscription = log.onDidAppend(() => {
    hasNews = true;
    wake();
  });
  void ended.then(() => {
    isEnded = true;
    wake();
  });
  for (;;) {
    hasNews = false;
    const gap = log.gapAfter(cursor);
    if (gap) {
      onGap(gap);
      cursor = log.start();
    }
    const records = await log.readAfter(cursor, CHUNK_BYTES);
    cursor = records.at(-1)?.id ?? cursor;
    if (records.length > 0) {
      await print(records);
    } else if (!hasNews) {
      if (isEnded) break;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }
  await subscription.dispose();
}
