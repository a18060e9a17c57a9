/** Where frontends wait for what the microphone hears, unless somebody says otherwise. */
export const DEFAULT_TARGET_URL = 'http://localhost:5173/api/webhook/receive';
export const DEFAULT_TARGET_TYPES: readonly string[] = ['audio_level', 'listening_status'];

/** Bounds of `TargetOptions.maxPerSecond`: slower is no use, and longer waits than a timer can be would not be waited for. */
export const targetRate = { min: 0.01, max: 1000 } as const;

/** A place that events are sent to, as settings and command line name it. */
export type TargetOptions = {
  /** http or https. A user and a password in it are sent, and never shown. */
  readonly url: string;
  /** Globs over event types; `DEFAULT_TARGET_TYPES` when absent. */
  readonly types?: readonly string[];
  /** Name of the secret that deliveries are signed with; unsigned when absent. */
  readonly secret?: string;
  /** At most so many requests a second; as fast as the target answers when absent. */
  readonly maxPerSecond?: number;
  /** Accepts any certificate of an https target on this machine. */
  readonly insecureLoopback?: boolean;
  /** False keeps it in the list, and sends nothing. */
  readonly enabled?: boolean;
};

/** How events leave as webhooks, and how signed ones come in. All of it is trusted configuration. */
export type WebhookOptions = {
  /** The default target when absent: a receiver that need not be there. */
  readonly targets?: readonly TargetOptions[];
  /** Host names beside those of this machine that targets may have. */
  readonly allowedHosts: readonly string[];
  /** A fact is given up when a receiver has refused it so often. A receiver that is not there has refused nothing. */
  readonly maxAttempts: number;
  /** A fact is given up when it is so old. */
  readonly maxAgeMs: number;
  /** Name of the secret that incoming posts must be signed with, unless they bring the token. */
  readonly incomingSecret?: string;
};

/** Secrets by their names. While one is being replaced there are two: the new one first. */
export type Secrets = Readonly<Record<string, readonly string[]>>;

/** `pending` waits or is being retried, `failed` was given up and can be retried by hand, `expired` had no receiver in time. */
export const deliveryStates = ['pending', 'delivered', 'failed', 'expired', 'discarded'] as const;
export type DeliveryState = (typeof deliveryStates)[number];

export type DeliveryAttempt = {
  /** When the request was sent, ISO-8601 UTC. */
  readonly at: string;
  /** HTTP status of the answer; null when there was none. */
  readonly status: number | null;
  /** From the request to the answer or to the failure. */
  readonly ms: number;
  /** Why it failed. */
  readonly error?: string;
  /** The beginning of the body of the answer, at most 2 KiB: text of a stranger. */
  readonly answer?: string;
};

/** What became of one event at one target. */
export type Delivery = {
  readonly id: string;
  readonly eventId: string;
  /** Type of the event. */
  readonly type: string;
  /** Address of the target, without user, password and query. */
  readonly target: string;
  readonly state: DeliveryState;
  /** Oldest first, the newest `limits.deliveryAttempts` of them. */
  readonly attempts: readonly DeliveryAttempt[];
  /** How many attempts there were in all. */
  readonly attemptCount: number;
  /** When the next attempt is due, of one that is being retried; ISO-8601 UTC. */
  readonly nextAt?: string;
};

/** Answer of `GET /dev/deliveries`, newest first. */
export type DeliveriesAnswer = { readonly success: true; readonly deliveries: readonly Delivery[] };
/** Answer of `POST /dev/deliveries/retry-failed`. */
export type RetryFailedAnswer = { readonly success: true; readonly retried: number };

/** `closed`: it answers; `open`: it failed several times and rests; `half-open`: it is being tried; `no-receiver`: nobody is at the default target. */
export type TargetState = 'closed' | 'open' | 'half-open' | 'no-receiver';

/** Figures of what passed the hub. `bytes` counts the JSON of the events. */
export type Traffic = {
  /** Since the hub was started. */
  readonly count: number;
  readonly bytes: number;
  /** In the last whole second, and in the last minute. */
  readonly perSecond: number;
  readonly perMinute: number;
};
export type TypeTraffic = Traffic & { readonly type: string };
export type SourceTraffic = Traffic & { readonly source: string | null };

export type TargetStats = {
  /** Stable name of the target, for `GET /dev/deliveries?target=`. */
  readonly key: string;
  /** Without user, password and query. */
  readonly url: string;
  readonly state: TargetState;
  /** When the state began, ISO-8601 UTC. */
  readonly since: string;
  /** Events and levels that it has taken since the hub was started. */
  readonly delivered: number;
  /** Attempts that failed since the hub was started. */
  readonly failures: number;
  /** Facts that were given up and wait for a person. */
  readonly failed: number;
  /** Facts that wait for their turn. */
  readonly queued: number;
  readonly perSecond: number;
  readonly perMinute: number;
  /** Of the newest answers; null when there is none yet. */
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  /** Why it rests, or why the newest attempt failed, also one from before the start of the hub. */
  readonly error?: string;
};

/**
 * Figures since the start of the hub, the busiest of the last minute first. At most 200 types and 200 sources (20 in what windows
 * receive), then one line `(other types)` or `(other sources)` for all the rest.
 */
export type Stats = {
  readonly since: string;
  readonly types: readonly TypeTraffic[];
  readonly sources: readonly SourceTraffic[];
  readonly targets: readonly TargetStats[];
};
/** Answer of `GET /dev/stats`. */
export type StatsAnswer = Stats & { readonly success: true };
