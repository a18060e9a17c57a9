import type { HubClient } from '../../client/hubClient.ts';
import { olderEvents } from '../../client/newestEvents.ts';
import { limits } from '../../shared/api.ts';
import { DevSyncError } from '../../shared/errors.ts';
import type { LoggedEvent } from '../../shared/events.ts';
import { FEED_CAPACITY, type OlderEvents } from '../../shared/panel.ts';

/** Where the rows of a log come from. */
export type HistoryClient = Pick<HubClient, 'history'>;

/** The end of a log, oldest first. */
type Tail = {
  readonly events: readonly LoggedEvent[];
  /** Whether the log has nothing before them. */
  readonly isWhole: boolean;
};

/** The newest events of a log, as many as the feed keeps. */
export async function tailOf(client: HistoryClient): Promise<Tail> {
  const { events: newest, prev } = await client.history({ limit: limits.historyPage });
  let tail: OlderEvents = { events: newest, older: prev };
  while (tail.older !== null && tail.events.length < FEED_CAPACITY) {
    const page = await olderEvents(client, tail.older, null);
    tail = { events: [...page.events, ...tail.events], older: page.older };
  }
  const events = tail.events.slice(-FEED_CAPACITY);
  return { events, isWhole: tail.older === null && events.length === tail.events.length };
}

/** The event that follows in the log, undefined at its end; null when the log does not know the id: it is another one, or began anew. */
export async function eventBehind(client: HistoryClient, id: string): Promise<LoggedEvent | undefined | null> {
  try {
    return (await client.history({ after: id, limit: 1 })).events[0];
  } catch (error) {
    if (error instanceof DevSyncError && error.code === 'unknown-id') return null;
    throw error;
  }
}
