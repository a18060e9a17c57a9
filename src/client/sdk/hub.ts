import { isNode } from './address.ts';
import { type DevSyncClientError, type ErrorInfo, fail } from './clientError.ts';
import { restMs, retryPauseMs } from './pauses.ts';

/** So long after it was lost, about ten tries later, a hub that was there counts as away. One that never answered gets one try. */
const PATIENCE_MS = 60_000;
/** Signs of a person who comes back to the page, and perhaps has started a hub meanwhile. */
const signsOfReturn = ['focus', 'visibilitychange'];
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
  /** Somebody is back: those who wait try again, unless that was done a moment ago. */
  wake(): void;
};

function createHub(url: string): Hub {
  /** Those who wait for it to answer again. */
  const waiting = new Set<() => void>();
  let isThere = false;
  let lostAt = 0;
  let rests = 0;
  /** 0 while it is not away. */
  let restsUntil = 0;
  /** Settles when the request is over that finds out whether there is a hub. */
  let probe: Promise<void> | undefined;

  /** Each request to a hub that is away leaves a red line in the console of a browser. Elsewhere it costs nothing. */
  const isResting = () => !isNode && Date.now() < restsUntil;
  const wake = () => {
    if (!isResting()) for (const go of waiting) go();
  };
  const answered = () => {
    isThere = true;
    rests = restsUntil = 0;
    wake();
  };
  const failed = () => {
    const now = Date.now();
    if (isThere) lostAt = now;
    isThere = false;
    if (now - lostAt > PATIENCE_MS) restsUntil = now + restMs(rests++);
  };
  for (const sign of signsOfReturn) globalThis.addEventListener?.(sign, () => document.hidden || wake());

  return {
    url,
    isAway: () => restsUntil > 0,
    answered,
    failed,
    wake,
    async request(request) {
      const late = new AbortController();
      const limit = AbortSignal.any([late.signal, request.signal ?? late.signal]);
      const timer = setTimeout(() => late.abort(), ANSWER_MS);
      try {
        while (!isThere && probe && !limit.aborted) await probe;
        if (limit.aborted || isResting()) throw unreachable(url);
        const answer = ask({ ...request, url, limit }, answered, failed);
        const settled = () => {
          probe = undefined;
        };
        if (!isThere) probe = answer.then(settled, settled);
        return await answer;
      } finally {
        clearTimeout(timer);
      }
    },
    async pause(tries, signal) {
      let timer: ReturnType<typeof setTimeout> | undefined;
      let go = () => {};
      await new Promise<void>((resolve) => {
        go = signal.onabort = () => resolve();
        waiting.add(go);
        if (isNode || !restsUntil) timer = setTimeout(go, retryPauseMs(tries));
        // A program does not live on to wait for a hub that nobody has.
        if (restsUntil) (timer as unknown as { unref(): void } | undefined)?.unref();
      });
      waiting.delete(go);
      clearTimeout(timer);
    },
  };
}

type Question<T> = HubRequest<T> & { readonly url: string; readonly limit: AbortSignal };

async function ask<T>(question: Question<T>, answered: () => void, failed: () => void): Promise<T> {
  const { url, path, token, limit, signal, read, ...init } = question;
  try {
    // It could be anybody who holds the port.
    if (token) await (await import('./waiting.ts')).prove(url, token, limit, fail);
    const headers = {
      ...(token && { Authorization: `Bearer ${token}` }),
      ...(init.body && { 'Content-Type': 'application/json' }),
    };
    const response = await fetch(url + path, { ...init, signal: limit, headers, cache: 'no-store' });
    // What answers in another way is no hub.
    if (!response.ok) throw fail({ ...((await response.json()) as { error: ErrorInfo }).error, status: response.status });
    const answer = await read(response);
    answered();
    return answer;
  } catch (error) {
    const { status, next } = error as DevSyncClientError;
    // A hub that has too much to do is not to be asked again at once.
    if (next && status && status < 429) answered();
    // Who was closed has learned nothing about the hub.
    else if (!signal?.aborted) failed();
    throw next ? error : unreachable(url);
  }
}

function unreachable(url: string): DevSyncClientError {
  return fail({ code: 'hub-unreachable', message: `no hub at ${url}`, next: 'Run dev-sync serve' });
}

const hubs = new Map<string, Hub>();

/** The hub at an address: one for the whole page. */
export function hubAt(url: string): Hub {
  const hub = hubs.get(url) ?? createHub(url);
  hubs.set(url, hub);
  return hub;
}
