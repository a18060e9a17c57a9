import type {
  BatchAnswer,
  DeleteHistoryAnswer,
  EventPost,
  EventPostAnswer,
  HealthAnswer,
  HistoryAnswer,
  WatchBody,
  WebhookAnswer,
  WindowBody,
} from '../shared/api.ts';
import { routes } from '../shared/api.ts';
import type { ConsentAnswer, ConsentBody } from '../shared/consent.ts';
import { DevSyncError, fromErrorInfo } from '../shared/errors.ts';
import { isJsonObject, type JsonObject } from '../shared/json.ts';
import type { ListenBody, ListenDevicesAnswer, ListenStartAnswer, ListenStatusAnswer, ListenStopAnswer } from '../shared/listening.ts';
import type { DeliveriesAnswer, DeliveryState, RetryFailedAnswer, StatsAnswer } from '../shared/webhooks.ts';
import { notAHub } from './notAHub.ts';

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
  /** In the query language of the panel. */
  readonly query?: string;
  readonly limit?: number;
};

/** The parameters of `GET /dev/deliveries`. */
export type DeliveriesRequest = {
  /** Ids of events, separated by commas, at most `limits.deliveryEvents`. */
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
  /** Publishes events in their order, all or none; each is JSON text, which keeps its digits. With the same key again nothing is published. */
  sendBatch(events: readonly string[], key: string): Promise<BatchAnswer>;
  history(request?: HistoryRequest): Promise<HistoryAnswer>;
  /** JSON text of an event, byte for byte as the hub has it; null when it is not kept any more. */
  historyEvent(id: string): Promise<string | null>;
  /** How an event came in; null when it was no post, or when one of them is not kept any more. */
  postOf(id: string): Promise<EventPost | null>;
  /** Deletes the whole log. Answers how many events that were. */
  clearHistory(): Promise<number>;
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
  /** What the microphone is doing. */
  listening(): Promise<ListenStatusAnswer>;
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
/** A search may have to read a log of gigabytes, and who empties the log may have to wait for the disk. */
const SEARCH_TIMEOUT_MS = 60_000;

/** @param parse reads the answers; another one than that of JavaScript may keep the digits of large integers */
export function createHubClient(address: HubAddress, parse: (text: string) => unknown = JSON.parse): HubClient {
  const { request, requestText, requestHealth, requestListening } = createRequests(address, parse);
  return {
    health: (nonce) => requestHealth(nonce === undefined ? routes.health : `${routes.health}?nonce=${encodeURIComponent(nonce)}`),
    send: (event) => request(routes.webhook, json(event)),
    sendBatch: (events, key) => {
      const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': key };
      return request(routes.webhook, { method: 'POST', body: `[${events.join()}]`, headers });
    },
    history: (wanted = {}) => {
      const query = queryOf(wanted);
      const isSearch = ['types', 'source', 'search', 'query'].some((name) => query.has(name));
      return request(`${routes.history}?${query}`, isSearch ? { timeoutMs: SEARCH_TIMEOUT_MS } : {});
    },
    historyEvent: (id) => ifKept(() => requestText(`${routes.history}/${encodeURIComponent(id)}`)),
    postOf: (id) => ifKept(async () => (await request<EventPostAnswer>(`${routes.history}/${encodeURIComponent(id)}/post`)).post),
    async clearHistory() {
      const init = { method: 'DELETE', timeoutMs: SEARCH_TIMEOUT_MS };
      return (await request<DeleteHistoryAnswer>(routes.history, init)).deleted;
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
    listening: () => requestListening(),
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

/** How requests to one hub go out, and how its answers are read. */
function createRequests({ url, token }: HubAddress, parse: (text: string) => unknown) {
  const parseAnswer = (text: string): JsonObject => {
    try {
      const answer = parse(text);
      if (isJsonObject(answer)) return answer;
    } catch (cause) {
      throw notAHub(url, cause);
    }
    throw notAHub(url);
  };
  const ask = async (path: string, init: CallInit = {}) => {
    const text = await call(`${url}${path}`, init, token);
    const answer = parseAnswer(text);
    if (answer.success === false) throw fromErrorInfo(answer.error) ?? new DevSyncError('internal-error');
    return { text, answer };
  };
  return {
    request: async <T extends { readonly success: true }>(path: string, init?: CallInit): Promise<T> => {
      const { answer } = await ask(path, init);
      if (answer.success !== true) throw notAHub(url);
      return answer as unknown as T;
    },
    /** Its answer has no word about success in it. */
    requestListening: async () => {
      const { answer } = await ask(routes.listenStatus);
      if (typeof answer.isListening !== 'boolean') throw notAHub(url);
      return answer as unknown as ListenStatusAnswer;
    },
    /** For what the hub answers as it is in the log, without a word around it. */
    requestText: async (path: string): Promise<string> => {
      const { text, answer } = await ask(path);
      if (typeof answer.id !== 'string') throw notAHub(url);
      return text;
    },
    /** Whoever answers here may be a stranger: the token stays home. */
    requestHealth: async (path: string) => parseAnswer(await call(`${url}${path}`, {}, undefined)) as unknown as HealthAnswer,
  };
}

/** Null for what the log has let go of. */
async function ifKept<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof DevSyncError && error.code === 'unknown-id') return null;
    throw error;
  }
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
