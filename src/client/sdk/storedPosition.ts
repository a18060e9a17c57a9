import type { ConnectionOptions } from './connection.ts';

/** Of several connections of a page that hear the same, one goes on where it was. */
const owners = new Map<string, AbortSignal>();

/** A connection that goes on where this tab was before its page was loaded again, and remembers where it is while it lasts. */
export function resumed(connection: ConnectionOptions): ConnectionOptions {
  const { hub, types = [], position, signal, onMessage } = connection;
  const key = `dev-sync position ${hub.url} ${JSON.stringify(types)}`;
  const own = (use: () => string | undefined): string | undefined => {
    if (signal.aborted) return;
    if (!owners.has(key)) owners.set(key, signal);
    try {
      return owners.get(key) === signal ? use() : undefined;
    } catch {
      // A page that may store nothing goes on from now.
      return;
    }
  };
  const save = (now: string) => own(() => (sessionStorage[key] = now));
  signal.addEventListener('abort', () => {
    if (owners.get(key) !== signal) return;
    // What comes while nobody listens nobody waits for.
    owners.delete(key);
    sessionStorage.removeItem(key);
  });
  return {
    ...connection,
    position: own(() => sessionStorage[key]) ?? position,
    onPosition: save,
    onMessage: (message, now) => {
      save(now);
      onMessage(message, now);
    },
  };
}
