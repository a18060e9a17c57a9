import type * as api from './api.ts';
import { type ErrorInfo, fail, report } from './clientError.ts';
import { type ConnectionOptions, keepConnected } from './connection.ts';
import { compileGlobs } from './globs.ts';
import { createListeners, type Listeners } from './listeners.ts';

export type Wanted = string | readonly string[];
export type Say = (words: string, ...data: readonly unknown[]) => void;

export type EarsOptions = Omit<api.DevSyncOptions, 'token'> & Pick<ConnectionOptions, 'hub' | 'token'> & { readonly say: Say };

/** All that a client hears. There is a connection while somebody listens. */
export type Ears = {
  /** @param isOnce whether it hears one event only */
  on(pattern: Wanted, listener: (event: api.DevSyncEvent) => void, isOnce?: boolean): api.Unsubscribe;
  readonly status: api.DevSyncStatus;
  /** Why it is refused, or away. */
  readonly reason?: ErrorInfo | undefined;
  /** @throws DevSyncClientError `closed` */
  assertOpen(): void;
  close(): void;
  readonly gaps: Listeners<api.DevSyncGap>;
  readonly onGap: Listeners<api.DevSyncGap>['add'];
  readonly onStatus: Listeners<api.DevSyncStatus>['add'];
};

export function createEars({ say, ...options }: EarsOptions): Ears {
  const events = createListeners<api.DevSyncEvent>();
  const gaps = createListeners<api.DevSyncGap>();
  const statuses = createListeners<api.DevSyncStatus>();
  const state: { status: api.DevSyncStatus; reason?: ErrorInfo | undefined } = { status: 'idle' };
  let start = options.lastEventId ?? '';
  let running: AbortController | undefined;

  const setStatus: ConnectionOptions['onStatus'] = (next, failure) => {
    if (next === state.status || state.status === 'closed') return;
    state.status = next;
    state.reason = failure;
    // A stream that breaks has no words.
    if (failure?.next) report(failure, options);
    statuses.fire(next);
  };
  const onMessage: ConnectionOptions['onMessage'] = ({ type, ...rest }) => {
    if (type === 'stream.gap') gaps.fire(rest.data as api.DevSyncGap);
    if (/^(connected$|stream\.)/.test(type)) return;
    say(`received ${type}`, rest.data);
    events.fire({ id: null, type, ...rest } as api.DevSyncEvent);
  };
  const connect = async () => {
    running = new AbortController();
    const connection = { ...options, position: start, signal: running.signal, onStatus: setStatus, onMessage };
    setStatus('connecting');
    // Who comes back later wants what is new, not what nobody waited for.
    start = '';
    const extras = (options.resume || options.shareConnection) && (await import('./extras.ts').catch(() => {}));
    void (extras ? extras.keep : keepConnected)(connection, keepConnected);
  };
  const end = (next: 'idle' | 'closed') => {
    running?.abort();
    running = undefined;
    setStatus(next);
  };
  /** When the present task is done: who leaves and comes back in one go, as React does, has never been away. */
  const update = () =>
    queueMicrotask(() => {
      if (!events.size()) end('idle');
      else if (!running && state.status !== 'closed') void connect();
    });

  const assertOpen = () => {
    if (state.status === 'closed') throw fail({ code: 'closed', message: 'The client is closed.', next: 'Create another.' });
  };

  return Object.assign(state, {
    on(pattern: Wanted, listener: (event: api.DevSyncEvent) => void, isOnce?: boolean) {
      assertOpen();
      if (typeof listener !== 'function') throw TypeError('The listener is no function');
      const matches = compileGlobs([pattern].flat());
      const stop = () => {
        remove();
        update();
      };
      const remove = events.add((event) => {
        if (!matches(event.type)) return;
        if (isOnce) stop();
        listener(event);
      });
      update();
      return stop;
    },
    assertOpen,
    close: () => end('closed'),
    gaps,
    onStatus: statuses.add,
    onGap: gaps.add,
  } satisfies Omit<Ears, keyof typeof state>);
}
