import { type HistoryAnswer, limits } from '../shared/api.ts';
import { DevSyncError } from '../shared/errors.ts';
import { type OlderEvents, SNAPSHOT_EVENTS } from '../shared/panel.ts';
import type { HubClient } from './hubClient.ts';

type HistoryClient = Pick<HubClient, 'history'>;

/** The newest events of a log, and the position from which its stream goes on. */
export type NewestEvents = OlderEvents & { readonly position: string };

/** @param start id of the event behind which the view begins. A log that was trimmed, or another one, does not know it and shows all */
export async function newestEvents(client: HistoryClient, start: string | null): Promise<NewestEvents> {
  const page = await client.history({ limit: SNAPSHOT_EVENTS });
  return { ...behind(page, start), position: page.events.at(-1)?.id ?? 'earliest' };
}

/** The page before an event. One that has left the log has nothing before it. */
export async function olderEvents(client: HistoryClient, before: string, start: string | null): Promise<OlderEvents> {
  try {
    return behind(await client.history({ limit: limits.historyPage, before }), start);
  } catch (error) {
    if (error instanceof DevSyncError && error.code === 'unknown-id') return { events: [], older: null };
    throw error;
  }
}

function behind({ events, prev }: HistoryAnswer, start: string | null): OlderEvents {
  const cut = start === null ? -1 : events.findIndex(({ id }) => id === start);
  return cut < 0 ? { events, older: prev } : { events: events.slice(cut + 1), older: null };
}
