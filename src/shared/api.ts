import type { MicrophonePermission } from './consent.ts';
import type { ErrorInfo } from './errors.ts';
import type { LoggedEvent } from './events.ts';
import { isLoopbackHost } from './hostNames.ts';
import type { Listening } from './listening.ts';

export const DEFAULT_PORT = 4848;

/** Bounds of the HTTP contract. Bytes, milliseconds and counts as the names say. */
export const limits = {
  eventBytes: 1024 * 1024,
  batchBytes: 8 * 1024 * 1024,
  batchEvents: 10_000,
  typeCharacters: 200,
  sourceCharacters: 60,
  /** Deeper JSON breaks common parsers on the listening side. */
  jsonDepth: 64,
  /** Numbers of one body that are kept as their text, because JavaScript would change them. Each is an object. */
  exactNumbers: 100_000,
  historyPage: 1000,
  historyPageDefault: 100,
  streams: 2048,
  connections: 4096,
  headerBytes: 16 * 1024,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  /** What may wait for a subscriber in memory before it is cut off. */
  subscriberQueueBytes: 1024 * 1024,
  idempotencyMs: 5 * 60_000,
  /** More keys than this push the oldest out before their time. */
  idempotencyKeys: 100_000,
  idempotencyKeyCharacters: 200,
  nonceCharacters: 200,
  /** A repeated `webhook-id` is known for so long: senders retry for hours. */
  webhookIdMs: 24 * 60 * 60_000,
  webhookTargets: 50,
  /** A target that has not answered by then has failed. */
  deliveryMs: 5000,
  /** Of an answer so much is kept. */
  deliveryAnswerBytes: 2048,
  /** Of a delivery so many attempts are kept. */
  deliveryAttempts: 50,
  /** Deliveries that are remembered, beside those that are pending or wait for a person. */
  deliveries: 5000,
  /** Requests to all targets together. */
  deliveriesInFlight: 32,
  /** Posts of one origin, unless the settings say otherwise; one that goes on beyond it for 2 s is held to it. */
  perOriginPerSecond: 200,
  /** A person who has not answered by then has not allowed the microphone. */
  microphoneQuestionMs: 30_000,
  /** The same asker is not asked again before; after repeated refusals it takes longer. */
  microphoneAskAgainMs: 60_000,
  /** Origins that a window may name as allowed to use the microphone. */
  microphonePermissions: 200,
  /** How long *Always* lasts. */
  microphonePermissionMs: 30 * 24 * 60 * 60_000,
  originCharacters: 300,
  /** Events whose deliveries are asked for at once. */
  deliveryEvents: 100,
  /** Posts whose headers are remembered. */
  posts: 5000,
  queryCharacters: 2000,
} as const;

export const DAY_MS = 24 * 60 * 60_000;

/** How much a log keeps; the oldest events leave first, at the bound that is reached first. */
export type Retention = {
  readonly maxEvents: number;
  /** Characters of JSON. The newest event stays, however large it is. */
  readonly maxBytes: number;
  readonly maxAgeMs: number;
};

/** What the log keeps unless it is told otherwise. */
export const defaultRetention: Retention = { maxEvents: 100_000, maxBytes: 128 * 1024 * 1024, maxAgeMs: 7 * DAY_MS };

export const HEARTBEAT_MS = 15_000;
export const RETRY_MS = 1000;
/** How long a hub that belongs to editor windows waits for the next one after the last is gone. */
export const LINGER_MS = 15_000;

export const routes = {
  webhook: '/dev/webhook',
  trigger: '/dev/trigger',
  events: '/dev/events',
  health: '/dev/health',
  history: '/dev/history',
  watch: '/dev/watch',
  window: '/dev/window',
  consent: '/dev/consent',
  shutdown: '/dev/shutdown',
  stats: '/dev/stats',
  deliveries: '/dev/deliveries',
  retryFailed: '/dev/deliveries/retry-failed',
  client: '/dev/client.js',
  clientExtras: '/dev/client/extras.js',
  clientTypes: '/dev/client.d.ts',
  openapi: '/dev/openapi.json',
  receive: '/api/webhook/receive',
  listenStart: '/api/listen/start',
  listenStop: '/api/listen/stop',
  listenStatus: '/api/listen/status',
  listenDevices: '/api/listen/devices',
  listenLevels: '/api/listen/levels',
} as const;

/** Answer of `POST /dev/webhook` for one event. `id` is null for gauges, `durable: false` says that the log is in memory only. */
export type WebhookAnswer = {
  readonly success: true;
  readonly message: string;
  readonly id: string | null;
  readonly subscribers_notified: number;
  readonly durable?: false;
  readonly duplicate?: true;
};

/** Answer of `POST /dev/webhook` for a batch. */
export type BatchAnswer = {
  readonly success: true;
  readonly message: string;
  readonly accepted: number;
  readonly first_id: string | null;
  readonly last_id: string | null;
  readonly subscribers_notified: number;
  readonly durable?: false;
  readonly duplicate?: true;
};

export type TriggerAnswer = Omit<WebhookAnswer, 'message'>;
export type ReceiveAnswer = Pick<WebhookAnswer, 'success' | 'id' | 'durable' | 'duplicate'>;

export type LogHealth = {
  readonly events: number;
  /** Position of the oldest and newest event that is kept; null when there is none. */
  readonly oldest: string | null;
  readonly newest: string | null;
  /** Whether what is acknowledged survives the death of the process (not of the power). */
  readonly persistent: boolean;
  /** File of a persistent log. */
  readonly path?: string;
  /** Why a log that should be persistent is not. */
  readonly problem?: ErrorInfo;
};

export type HealthAnswer = {
  readonly name: 'dev-sync';
  readonly version: string;
  readonly pid: number;
  readonly startedAt: string;
  readonly url: string;
  readonly subscribers: number;
  readonly log: LogHealth;
  /** HMAC-SHA256 of the nonce under the token, hexadecimal: shows that this is the hub of the state file. */
  readonly proof?: string;
};

/** Answer of `GET /dev/history`. `next` goes into `after=`, `prev` into `before=`; null where nothing is left. */
export type HistoryAnswer = {
  readonly success: true;
  readonly events: readonly LoggedEvent[];
  readonly next: string | null;
  readonly prev: string | null;
};

/** How an event came in. Headers that may hold secrets have lost their values. */
export type EventPost = {
  /** When the hub took it, ISO-8601 UTC. */
  readonly at: string;
  readonly method: string;
  /** With its query, without a token. */
  readonly path: string;
  /** Address of the sender, as `127.0.0.1`. */
  readonly address: string;
  /** In their order, as the sender wrote the names. A value that is not shown is null. */
  readonly headers: readonly (readonly [name: string, value: string | null])[];
  /** Size of the body. */
  readonly bytes: number;
  /** How many events came with it. */
  readonly events: number;
};

/** Answer of `GET /dev/history/:id/post`; null for an event that was no post, or when that is not kept any more. */
export type EventPostAnswer = { readonly success: true; readonly post: EventPost | null };

export type DeleteHistoryAnswer = { readonly success: true; readonly deleted: number };

/** Payload of `stream.gap`: what a resumed stream cannot replay. */
export type StreamGap = {
  readonly from: string;
  /** The oldest event that is kept, or null. */
  readonly to: string | null;
  readonly reason: 'retention' | 'unknown_id' | 'cleared';
};

/** Payload of `stream.status`, which only windows and panels receive: at once, then on every change. */
export type StreamStatus = {
  readonly subscribers: number;
  /** What the hub cannot do at present, as "files are not watched". */
  readonly problems: readonly ErrorInfo[];
  /** Our own microphone, whoever started it. */
  readonly listening: Listening;
};

/** Payload of `stream.closing`, the goodbye to windows and panels. A stream that ends without it broke. */
export type StreamClosing = {
  /** Another hub follows at once. */
  readonly restarting: boolean;
};

/** Payload of `stream.cleared`, which windows and panels receive: the log is empty now, and so should they be. */
export type StreamCleared = { readonly deleted: number };

/** What a window wants watched while its stream is open. */
export type WatchRequest = {
  readonly folders: readonly { readonly name: string; readonly path: string }[];
  /** Globs relative to the folder. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
};

/** Body of `POST /dev/watch`. `window` is the id that the window gave as `GET /dev/events?client=window&window=`. */
export type WatchBody = WatchRequest & { readonly window: string };

/** Body of `POST /dev/window` (token): what an attached window says about itself. What is absent stays as it was. */
export type WindowBody = {
  /** Id of the attached window. */
  readonly window: string;
  /** A person has just turned to this window; questions go there from now on. */
  readonly focused?: true;
  /** All pages that may use the microphone of their own accord, in place of those named before. */
  readonly permissions?: readonly MicrophonePermission[];
  /** Where a browser reaches the hub from outside (Codespaces, SSH, containers); null when that is `url` itself. */
  readonly externalUrl?: string | null;
};

/** Content of the state file `<user state folder>/dev-sync/hubs/<port>.json`. */
export type HubState = {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly startedAt: string;
  /** Name of the workspace that started the hub, for "joined the hub of …". */
  readonly name: string;
  /** Where the hub writes its own words; null for a hub in a terminal. */
  readonly logPath: string | null;
  /** Folder of the event log; null when the hub was told to keep it in memory. It tells whose hub this is. */
  readonly dataDir: string | null;
  /** Whether the log was on the disk when the hub began; false beside a folder means that another hub has it, or that the disk failed. */
  readonly persistent: boolean;
  /** What `startServer` was called with, so that a window can start a crashed hub again as it was. Without the token. */
  readonly options: object;
  readonly token: string;
};

/** Whether a hub with these options, perhaps those that one of any version left in its state file, takes no request without its token. */
export function isLocked(options: object): boolean {
  const { requireToken, host } = options as Readonly<Record<string, unknown>>;
  return requireToken === true || (typeof host === 'string' && !isLoopbackHost(host));
}

/** Where a hub is, and whether each request to it needs its token. */
export type HubAddress = { readonly url: string; readonly requiresToken?: boolean };

/** Lines to copy that make a first event appear. */
export type QuickStart = {
  readonly postInTerminal: string;
  readonly followInTerminal: string;
  readonly followInPage: string;
  readonly postInPage: string;
};

/**
 * The quick start, in one place: start page and empty panel show the same lines. Terminals of VS Code know the token, so there they work
 * as they are; in a page somebody has to write it in place of `<token>`.
 */
export function quickStart({ url, requiresToken = false }: HubAddress): QuickStart {
  const header = requiresToken ? ' -H "Authorization: Bearer $DEV_SYNC_TOKEN"' : '';
  const query = requiresToken ? '?token=<token>' : '';
  const member = requiresToken ? `, Authorization: 'Bearer <token>'` : '';
  const body = `JSON.stringify({ event_type: 'test.event', data: { message: 'Hello from the page' } })`;
  return {
    postInTerminal: `${curlPost(url)}${header}`,
    followInTerminal: `curl -N ${url}${routes.events}${header}`,
    followInPage: `new EventSource('${url}${routes.events}${query}').onmessage = (event) => console.log(JSON.parse(event.data))`,
    postInPage: `fetch('${url}${routes.webhook}', { method: 'POST', headers: { 'Content-Type': 'application/json'${member} }, body: ${body} })`,
  };
}

/** The line that README, announcements and error hints show. */
export function curlPost(url: string, route: string = routes.webhook): string {
  return `curl -X POST ${url}${route} -H "Content-Type: application/json" -d '{"event_type":"test.event","data":{"message":"Hello from curl!"}}'`;
}
