import type { HistoryRequest, HubClient } from '../client/hubClient.ts';
import { type HistoryAnswer, limits } from '../shared/api.ts';
import { DevSyncError } from '../shared/errors.ts';
import type { LoggedEvent } from '../shared/events.ts';

type Page = Pick<HistoryAnswer, 'events' | 'next' | 'prev'>;

export type PagesOptions = {
  readonly client: Pick<HubClient, 'history'>;
  /** The limit may be larger than that of a page, and `Infinity`. */
  readonly wanted: HistoryRequest & { readonly limit: number };
  /** Hears of events that left the log before they were read. */
  readonly onGap: () => void;
  /** Hears that the log has more than the limit lets through. */
  readonly onMore: () => void;
};

/**
 * The events that are wanted, the oldest first: with `after` the first ones behind it, otherwise the newest.
 *
 * @throws DevSyncError what the hub refuses
 */
export function historyPages(options: PagesOptions): AsyncIterable<readonly LoggedEvent[]> {
  const { after } = options.wanted;
  return after === undefined ? newestPages(options) : pagesAfter(after, options);
}

/** Holds one page at a time. */
async function* pagesAfter(first: string, { client, wanted, onGap, onMore }: PagesOptions): AsyncGenerator<readonly LoggedEvent[]> {
  let left = wanted.limit;
  let isBegun = false;
  for (let after: string | null = first; after !== null; ) {
    if (left === 0) return onMore();
    const request = { ...wanted, after, limit: Math.min(left, limits.historyPage) };
    const page: Page = await client.history(request).catch((error) => {
      if (!isBegun || !isGone(error)) throw error;
      onGap();
      // All that is kept is newer than what was read. When the end of what is wanted is gone too, nothing of it is left.
      return { events: [], next: error.path === 'after' ? 'earliest' : null, prev: null };
    });
    isBegun = true;
    yield page.events;
    left -= page.events.length;
    after = page.next;
  }
}

/** They are found backwards, so all of them are held before the first is given. */
async function* newestPages({ client, wanted, onGap, onMore }: PagesOptions): AsyncGenerator<readonly LoggedEvent[]> {
  const pages: (readonly LoggedEvent[])[] = [];
  let left = wanted.limit;
  let before: string | null | undefined = wanted.before;
  while (before !== null && left > 0) {
    const request = { ...wanted, ...(before !== undefined && { before }), limit: Math.min(left, limits.historyPage) };
    const page: Page = await client.history(request).catch((error) => {
      if (pages.length === 0 || !isGone(error)) throw error;
      onGap();
      return { events: [], next: null, prev: null };
    });
    pages.push(page.events);
    left -= page.events.length;
    before = page.prev;
  }
  if (before !== null) onMore();
  yield* pages.reverse();
}

function isGone(error: unknown): error is DevSyncError {
  return error instanceof DevSyncError && error.code === 'unknown-id';
}
