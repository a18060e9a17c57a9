import { isNode } from './address.ts';
import { type DevSyncClientError, type ErrorInfo, fail } from './clientError.ts';
import { createListeners, type Listeners } from './listeners.ts';
import { FIRST_REST_MS, LONGEST_REST_MS, retryPauseMs } from './pauses.ts';

/** So long after it was lost, about ten tries later, a hub that was there counts as away. One that never answered gets one try. */
const PATIENCE_MS = 60_000;
/** A hub answers sooner; what takes longer is something else that holds the port. */
const ANSWER_MS = 10_000;

export type HubRequest<T> = Pick<RequestInit, 'method' | 'body' | 'keepalive'> & {
  readonly path: string;
  readonly token: string | undefined;
  /** Ends it, also while the body comes. */
  readonly signal?: AbortSignal;
  /** Takes what was answered. It throws when no hub answers so. */
  readonly read: (response: Response) => T | Promise<T>;
};

/** A hub, as far as this page knows it. All clients of the page share it: while nothing answers they ask one at a time, and seldom. */
export type Hub = {
  readonly url: string;
  /** Whether nobody waits for it any more. */
  isAway(): boolean;
  /**
   * What was read of the hub's answer.
   *
   * @throws DevSyncClientError in the hub's words, `hub-not-proven`, or `hub-unreachable`, at the latest after ANSWER_MS
   */
  request<T>(request: HubRequest<T>): Promise<T>;
  /** Notes that the hub answered: here, or to another tab. */
  answered(): void;
  /** Notes that the hub did not answer, or went away. */
  failed(): void;
  /** Waits until another try makes sense: some time, or until somebody is back at the page, or another request was answered. */
  pause(tries: number, signal: AbortSignal): Promise<void>;
  /** Somebody is back: those who wait try again, at the earliest FIRST_REST_MS after the last try. */
  wake(): void;
};

function createHub(url: string): Hub {
  /** Those who wait for it to answer again. */
  const waiting = createListeners<void>();
  let isThere = false;
  let lostAt = 0;
  let failedAt = 0;
  /** How long it is left alone since then; 0 while it is not away. */
  let restMs = 0;
  /** Settles when the request is over that finds out whether there is a hub. */
  let probe: Promise<unknown> | undefined;

  /** Each request to a hub that is away leaves a red line in the console of a browser. Elsewhere it costs nothing. */
  const restLeftMs = () => (isNode ? 0 : failedAt + restMs - Date.now());
  const wake = () => {
    restMs = Math.min(restMs, FIRST_REST_MS);
    // Of several that end together only the first finds somebody. Clocks are not exact, and who comes too early is sent away.
    setTimeout(() => waiting.fire(), restLeftMs() + 9);
  };
  const answered = () => {
    isThere = true;
    restMs = 0;
    wake();
  };
  const failed = () => {
    failedAt = Date.now();
    if (isThere) lostAt = failedAt;
    isThere = false;
    if (failedAt - lostAt > PATIENCE_MS) restMs = Math.min(LONGEST_REST_MS, restMs * 2 || FIRST_REST_MS);
  };
  const unreachable = () => fail({ code: 'hub-unreachable', message: `No hub at ${url}.`, next: 'Run dev-sync serve.' });
  /** What those are told whose request came to nothing. */
  const judge = (error: DevSyncClientError, signal?: AbortSignal) => {
    const { status, next } = error;
    // A hub that has too much to do is not to be asked again at once. Who was closed has learned nothing about it, nor who does not know it.
    if (!next || status >= 429) signal?.aborted || failed();
    else if (status) answered();
    return next ? error : unreachable();
  };
  // A person comes back to the page, and perhaps has started a hub meanwhile.
  for (const sign of ['focus', 'visibilitychange']) globalThis.addEventListener?.(sign, () => document.hidden || wake());

  return {
    url,
    isAway: () => restMs > 0,
    answered,
    failed,
    wake,
    async request(request) {
      const late = new AbortController();
      const limit = AbortSignal.any([late.signal, request.signal ?? late.signal]);
      const timer = setTimeout(() => late.abort(), ANSWER_MS);
      try {
        while (probe && !isThere) await probe;
        if (restLeftMs() > 0) throw unreachable();
        const answer = ask(url, request, limit);
        const end = () => {
          probe = undefined;
        };
        if (!isThere) probe = answer.then(end, end);
        const value = await answer;
        answered();
        return value;
      } catch (error) {
        throw judge(error as DevSyncClientError, request.signal);
      } finally {
        clearTimeout(timer);
      }
    },
    pause: (tries, signal) => wait(waiting, signal, retryPauseMs(tries), restMs > 0),
  };
}

/** Until it is time, or those who wait are called, or the signal fires. In a page nobody is on the clock for a hub that is away. */
function wait(waiting: Listeners<void>, signal: AbortSignal, pauseMs: number, isAway: boolean): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      clearTimeout(timer);
      resolve(leave());
    };
    const leave = waiting.add(go);
    const timer = isNode || !isAway ? setTimeout(go, pauseMs) : undefined;
    // A program does not live on to wait for a hub that nobody has.
    if (isAway) (timer as unknown as { unref(): void } | undefined)?.unref();
    signal.onabort = go;
  });
}

async function ask<T>(url: string, { path, token, read, ...init }: HubRequest<T>, signal: AbortSignal): Promise<T> {
  // It could be anybody who holds the port.
  const headers = {
    ...(token && (await (await import('./extras.ts')).authorize(url, token, signal, fail))),
    ...(init.body && { 'Content-Type': 'application/json' }),
  };
  const response = await fetch(url + path, { ...init, signal, headers, cache: 'no-store' });
  // What answers in another way is no hub.
  if (!response.ok) throw fail({ ...((await response.json()) as { error: ErrorInfo }).error, status: response.status });
  return read(response);
}

const hubs: Record<string, Hub> = {};

/** The hub at an address: one for the whole page. */
export function hubAt(url: string): Hub {
  hubs[url] ??= createHub(url);
  return hubs[url];
}
