import type { Answer, HealthAnswer, HistoryAnswer, WatchBody, WebhookAnswer } from '../shared/api.ts';
import { routes } from '../shared/api.ts';
import { DevSyncError, fromErrorInfo } from '../shared/errors.ts';
import type { JsonObject } from '../shared/json.ts';
import type { ListenBody, ListenDevicesAnswer, ListenStartAnswer, ListenStopAnswer } from '../shared/listening.ts';

export type HubAddress = {
  readonly url: string;
  readonly token?: string;
};

export type OutgoingEvent = {
  readonly event_type: string;
  readonly data?: JsonObject;
  readonly source?: string;
};

export type HistoryRequest = {
  readonly after?: string;
  readonly before?: string;
  readonly limit?: number;
};

/** The requests of the HTTP contract, one function each. Failures are DevSyncErrors with the hub's own words. */
export type HubClient = {
  health(nonce?: string): Promise<HealthAnswer>;
  send(event: OutgoingEvent): Promise<WebhookAnswer>;
  history(request?: HistoryRequest): Promise<HistoryAnswer>;
  /** Replaces what the attached window wants watched. */
  watch(body: WatchBody): Promise<void>;
  /** @param isRestart tells the other windows that another hub follows at once */
  shutDown(isRestart?: boolean): Promise<void>;
  /** Answers when sound arrives, which may take seconds. While listening it answers with the running session. */
  startListening(body: ListenBody): Promise<ListenStartAnswer>;
  stopListening(): Promise<ListenStopAnswer>;
  microphones(): Promise<ListenDevicesAnswer>;
};

const TIMEOUT_MS = 5000;
/** Audio systems may take ten seconds to open or to list their devices; the hub gives up before we do. */
const AUDIO_TIMEOUT_MS = 20_000;

export function createHubClient({ url, token }: HubAddress): HubClient {
  const request = async <T extends { readonly success: true }>(path: string, init: CallInit = {}): Promise<T> => {
    const answer = (await call(`${url}${path}`, init, token)) as Answer<T>;
    if (answer.success === false) throw fromErrorInfo(answer.error) ?? new DevSyncError('internal-error');
    return answer;
  };
  return {
    async health(nonce) {
      const query = nonce === undefined ? '' : `?nonce=${encodeURIComponent(nonce)}`;
      // Whoever answers here may be a stranger: the token stays home.
      return (await call(`${url}${routes.health}${query}`, {}, undefined)) as HealthAnswer;
    },
    send: (event) => request(routes.webhook, json(event)),
    history: ({ after, before, limit } = {}) => {
      const query = new URLSearchParams();
      if (after !== undefined) query.set('after', after);
      if (before !== undefined) query.set('before', before);
      if (limit !== undefined) query.set('limit', String(limit));
      return request(`${routes.history}?${query}`);
    },
    async watch(body) {
      await request(routes.watch, json(body));
    },
    async shutDown(isRestart = false) {
      await request(`${routes.shutdown}?restart=${isRestart}`, { method: 'POST' });
    },
    startListening: (body) => request(routes.listenStart, { ...json(body), timeoutMs: AUDIO_TIMEOUT_MS }),
    stopListening: () => request(routes.listenStop, { method: 'POST', timeoutMs: AUDIO_TIMEOUT_MS }),
    microphones: () => request(routes.listenDevices, { timeoutMs: AUDIO_TIMEOUT_MS }),
  };
}

type CallInit = RequestInit & { readonly timeoutMs?: number };

function json(body: object): RequestInit {
  return { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } };
}

async function call(url: string, { timeoutMs = TIMEOUT_MS, ...init }: CallInit, token: string | undefined): Promise<unknown> {
  const headers = new Headers(init.headers);
  if (token !== undefined) headers.set('Authorization', `Bearer ${token}`);
  const response = await fetch(url, { ...init, headers, redirect: 'error', signal: AbortSignal.timeout(timeoutMs) }).catch((cause) => {
    throw new DevSyncError('hub-unreachable', { message: `No hub answers at ${new URL(url).origin}.`, cause });
  });
  return response.json().catch((cause) => {
    throw new DevSyncError('hub-unreachable', { message: `What answers at ${new URL(url).origin} is not a Dev Sync hub.`, cause });
  });
}
