import { isNode } from './address.ts';
import type * as api from './api.ts';
import { type ConnectionOptions, keepConnected } from './connection.ts';
import { compileGlobs } from './globs.ts';
import { createListeners, type Listeners } from './listeners.ts';

export type Wanted = string | readonly string[];
export type Log = (words: string, ...data: readonly unknown[]) => void;

export type EarsOptions = Pick<api.DevSyncOptions, 'lastEventId' | 'resume' | 'shareConnection'> &
  Pick<ConnectionOptions, 'hub' | 'token' | 'types'> & { readonly log: Log };

/** Events for a reader whose code is still on the way. */
export type Inbox = {
  readonly queue: api.DevSyncEvent[];
  /** Lets no more events in. */
  readonly stop: () => void;
};

/** All that a client hears. There is a connection while somebody listens. */
export type Ears = {
  on(pattern: Wanted, listener: (event: api.DevSyncEvent) => void): api.Unsubscribe;
  status(): api.DevSyncStatus;
  close(): void;
  readonly gaps: Listeners<api.DevSyncGap>;
  readonly statuses: Listeners<api.DevSyncStatus>;
};

export function createEars({ lastEventId = '', resume, shareConnection, log, ...options }: EarsOptions): Ears {
  const { url } = options.hub;
  const events = createListeners<api.DevSyncEvent>();
  const gaps = createListeners<api.DevSyncGap>();
  const statuses = createListeners<api.DevSyncStatus>();
  let status: api.DevSyncStatus = 'idle';
  let start = lastEventId;
  let running: AbortController | undefined;

  const setStatus = (next: api.DevSyncStatus) => {
    if (next === status || status === 'closed') return;
    status = next;
    // Browsers say it themselves, in red.
    if (isNode && next === 'away') log(`no hub at ${url}`);
    statuses.fire(next);
  };
  const onMessage: ConnectionOptions['onMessage'] = ({ type, ...rest }) => {
    if (type === 'stream.gap') gaps.fire(rest.data as api.DevSyncGap);
    if (/^(connected$|stream\.)/.test(type)) return;
    log(`received ${type}`, rest.data);
    events.fire({ id: null, type, ...rest } as api.DevSyncEvent);
  };
  const connect = async () => {
    running = new AbortController();
    const { signal } = running;
    const onStatus: typeof setStatus = (next) => signal.aborted || setStatus(next);
    let connection: ConnectionOptions = { ...options, position: start, signal, onStatus, onMessage };
    // Who comes back later wants what is new, not what nobody waited for.
    start = '';
    // Who says where to start does not go on elsewhere.
    const memory = resume && !lastEventId && (await import('./waiting.ts').catch(() => {}));
    if (memory) connection = memory.resumed(connection);
    const tabs = shareConnection && !isNode && (await import('./share.ts').catch(() => {}));
    void (tabs ? tabs.keepShared : keepConnected)(connection, keepConnected);
  };
  const stop = (next: 'idle' | 'closed') => {
    running?.abort();
    running = undefined;
    setStatus(next);
  };
  /** When the present task is done: who leaves and comes back in one go, as React does, has never been away. */
  const update = () =>
    queueMicrotask(() => {
      if (!events.size()) stop('idle');
      else if (!running && status !== 'closed') void connect();
    });

  return {
    on(pattern, listener) {
      const matches = compileGlobs([pattern].flat());
      const remove = events.add((event) => matches(event.type) && listener(event));
      update();
      return () => {
        remove();
        update();
      };
    },
    status: () => status,
    close: () => stop('closed'),
    gaps,
    statuses,
  };
}
