import type { Answer, HealthAnswer, HistoryAnswer, WatchBody, WebhookAnswer, WindowBody } from '../shared/api.ts';
import { routes } from '../shared/api.ts';
import type { ConsentAnswer, ConsentBody } from '../shared/consent.ts';
import { DevSyncError, fromErrorInfo } from '../shared/errors.ts';
import { isJsonObject, type JsonObject } from '../shared/json.ts';
import type { ListenBody, ListenDevicesAnswer, ListenStartAnswer, ListenStopAnswer } from '../shared/listening.ts';
import type { DeliveriesAnswer, DeliveryState, RetryFailedAnswer, StatsAnswer } from '../shared/webhooks.ts';

export type HubAddress = {
  readonly url: string;
  readonly token?: string;
};

export type OutgoingEvent = {
  readonly event_type: string;
  readonly data?: JsonObject;
  readonly source?: string;
};

/** The parameters of `GET /dev/history`. */
export type HistoryRequest = {
  readonly after?: string;
  readonly before?: string;
  /** Globs over event types, separated by commas. */
  readonly types?: string;
  readonly source?: string;
  /** Text that the JSON of an event must contain, any case. */
  readonly search?: string;
  readonly limit?: number;
};

/** The parameters of `GET /dev/deliveries`. */
export type DeliveriesRequest = {
  /** Id of an event. */
  readonly event?: string;
  /** Key or address of a target. */
  readonly target?: string;
  readonly state?: DeliveryState;
  readonly limit?: number;
};

/** The requests of the HTTP contract, one function each. Failures are DevSyncErrors with the hub's own words. */
export type HubClient = {
  health(nonce?: string): Promise<HealthAnswer>;
  send(event: OutgoingEvent): Promise<WebhookAnswer>;
  history(request?: HistoryRequest): Promise<HistoryAnswer>;
  /** Replaces what the attached window wants watched. */
  watch(body: WatchBody): Promise<void>;
  /** Says what is new about the attached window. */
  showWindow(body: WindowBody): Promise<void>;
  /** Answers what the hub asked this window about the microphone. */
  consent(body: ConsentBody): Promise<ConsentAnswer>;
  /** @param isRestart tells the other windows that another hub follows at once */
  shutDown(isRestart?: boolean): Promise<void>;
  /** Answers when sound arrives, which may take seconds. While listening it answers with the running session. */
  startListening(body: ListenBody): Promise<ListenStartAnswer>;
  stopListening(): Promise<ListenStopAnswer>;
  microphones(): Promise<ListenDevicesAnswer>;
  /** What passed the hub, and how its webhook targets are. */
  stats(): Promise<StatsAnswer>;
  /** What became of webhooks, newest first. */
  deliveries(request?: DeliveriesRequest): Promise<DeliveriesAnswer>;
  /** Sends one once more that failed, or that waits. */
  retryDelivery(id: string): Promise<void>;
  discardDelivery(id: string): Promise<void>;
  retryFailed(): Promise<RetryFailedAnswer>;
};

const TIMEOUT_MS = 5000;
/** Audio systems may take ten seconds to open or to list their devices; the hub gives up before we do. */
const AUDIO_TIMEOUT_MS = 20_000;
/** A search may have to read a log of gigabytes. */
const SEARCH_TIMEOUT_MS = 60_000;

/** @param parse reads the answers; another one than that of JavaScript may keep the digits of large integers */
export function createHubClient({ url, token }: HubAddress, parse: (text: string) => unknown = JSON.parse): HubClient {
  const request = async <T extends { readonly success: true }>(path: string, init: CallInit = {}): Promise<T> => {
    const answer = parseAnswer(await call(`${url}${path}`, init, token)) as Answer<T>;
    if (answer.success === false) throw fromErrorInfo(answer.error) ?? new DevSyncError('internal-error');
    if (answer.success !== true) throw notAHub(url);
    return answer;
  };
  const parseAnswer = (text: string): JsonObject => {
    try {
      const answer = parse(text);
      if (isJsonObject(answer)) return answer;
    } catch (cause) {
      throw notAHub(url, cause);
    }
    throw notAHub(url);
  };
  return {
    async health(nonce) {
      const query = nonce === undefined ? '' : `?nonce=${encodeURIComponent(nonce)}`;
      // Whoever answers here may be a stranger: the token stays home.
      return parseAnswer(await call(`${url}${routes.health}${query}`, {}, undefined)) as unknown as HealthAnswer;
    },
    send: (event) => request(routes.webhook, json(event)),
    history: (wanted = {}) => {
      const query = queryOf(wanted);
      const isSearch = ['types', 'source', 'search'].some((name) => query.has(name));
      return request(`${routes.history}?${query}`, isSearch ? { timeoutMs: SEARCH_TIMEOUT_MS } : {});
    },
    async watch(body) {
      await request(routes.watch, json(body));
    },
    async showWindow(body) {
      await request(routes.window, json(body));
    },
    // Opening a microphone is part of a yes.
    consent: (body) => request(routes.consent, { ...json(body), timeoutMs: AUDIO_TIMEOUT_MS }),
    async shutDown(isRestart = false) {
      await request(`${routes.shutdown}?restart=${isRestart}`, { method: 'POST' });
    },
    startListening: (body) => request(routes.listenStart, { ...json(body), timeoutMs: AUDIO_TIMEOUT_MS }),
    stopListening: () => request(routes.listenStop, { method: 'POST', timeoutMs: AUDIO_TIMEOUT_MS }),
    microphones: () => request(routes.listenDevices, { timeoutMs: AUDIO_TIMEOUT_MS }),
    stats: () => request(routes.stats),
    deliveries: (wanted = {}) => request(`${routes.deliveries}?${queryOf(wanted)}`),
    async retryDelivery(id) {
      await request(`${routes.deliveries}/${encodeURIComponent(id)}/retry`, { method: 'POST' });
    },
    async discardDelivery(id) {
      await request(`${routes.deliveries}/${encodeURIComponent(id)}/discard`, { method: 'POST' });
    },
    retryFailed: () => request(routes.retryFailed, { method: 'POST' }),
  };
}

function queryOf(wanted: HistoryRequest | DeliveriesRequest): URLSearchParams {
  return new URLSearchParams(Object.entries(wanted).map(([name, value]) => [name, String(value)]));
}

type CallInit = RequestInit & { readonly timeoutMs?: number };

function json(body: object): RequestInit {
  return { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } };
}

async function call(url: string, { timeoutMs = TIMEOUT_MS, ...init }: CallInit, token: string | undefined): Promise<string> {
  const headers = new Headers(init.headers);
  if (token !== undefined) headers.set('Authorization', `Bearer ${token}`);
  const response = await fetch(url, { ...init, headers, redirect: 'error', signal: AbortSignal.timeout(timeoutMs) }).catch((cause) => {
    throw new DevSyncError('hub-unreachable', { message: `No hub answers at ${new URL(url).origin}.`, cause });
  });
  return response.text().catch((cause) => {
    throw new DevSyncError('hub-unreachable', { message: `The answer of the hub at ${new URL(url).origin} broke off.`, cause });
  });
}

function notAHub(url: string, cause?: unknown): DevSyncError {
  return new DevSyncError('hub-unreachable', { message: `What answers at ${new URL(url).origin} is not a Dev Sync hub.`, cause });
}
