import { useMemo, useSyncExternalStore } from 'react';
import type * as api from './api.ts';
import { sharedDevSync } from './index.ts';
import type * as reactApi from './reactApi.ts';

const LIMIT = 100;

type Events = reactApi.DevEvents<api.DevSyncEvent>;

/** On a server, and until something is heard. */
const nothing: Events = { events: [], last: undefined, status: 'idle' };

export const useDevEvents = ((pattern: string | readonly string[], options: reactApi.UseDevEventsOptions<api.OpenEvents> = {}): Events => {
  const { client = sharedDevSync(), limit = LIMIT } = options;
  // A list that is written anew for each rendering means the same.
  const wanted = JSON.stringify([pattern].flat());
  const { subscribe, snapshot } = useMemo(() => createStore(client, JSON.parse(wanted), limit), [client, wanted, limit]);
  return useSyncExternalStore(subscribe, snapshot, () => nothing);
}) as typeof reactApi.useDevEvents;

/** The newest events of some types, as React reads them: the same object until something has changed. */
function createStore(client: api.DevSync, patterns: readonly string[], limit: number) {
  let current: Events = { ...nothing, status: client.status };
  let arrived: api.DevSyncEvent[] = [];

  const subscribe = (onChange: () => void): api.Unsubscribe => {
    // It may have changed since the component was drawn. React looks at the snapshot after this.
    if (current.status !== client.status) current = { ...current, status: client.status };
    // A client that was closed says no more, and no page is to break by that.
    if (client.status === 'closed') return () => {};
    /** Those that come in one piece are drawn at once. */
    const flush = () => {
      const events = limit > 0 ? [...current.events, ...arrived].slice(-limit) : [];
      arrived = [];
      current = { events, last: events.at(-1), status: client.status };
      onChange();
    };
    const stops = [
      client.on(patterns as readonly '*'[], (event) => {
        if (arrived.push(event) === 1) queueMicrotask(flush);
      }),
      client.onStatus(flush),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  };
  return { subscribe, snapshot: () => current };
}
