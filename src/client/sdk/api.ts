// The public surface of `dev-sync/client`, and all of it: the build copies this file as `client.d.ts`, so it holds declarations only and
// imports nothing. `index.ts` and `production.ts` are held against it.

/** The event types of an application and their data: `{ 'agent.created': { agent_id: string } }`. An interface will do as well. */
export type EventMap<Map> = { readonly [Type in keyof Map]: object };

/** Any type, any JSON object: what a client knows that was given no map. */
export type OpenEvents = { readonly [type: string]: Record<string, unknown> };

/** What Dev Sync itself sends; no map has to name these. */
export type OwnEvents = {
  readonly 'frontend.file_changed': {
    /** Relative to its workspace folder, forward slashes. */
    readonly file: string;
    readonly change: 'added' | 'changed' | 'removed';
    readonly folder: string;
    readonly timestamp: string;
  };
  readonly listening_status: {
    readonly isListening: boolean;
    readonly sessionId?: string | null;
    readonly status?: string | null;
    readonly timestamp?: string | null;
  };
  readonly audio_level: {
    /** 0 to 100. */
    readonly audioLevel: number;
    readonly timestamp?: string | null;
    readonly sessionId?: string | null;
    readonly status?: string | null;
    /** dBFS, −100 for silence. */
    readonly rmsDb?: number | null;
    readonly peakDb?: number | null;
    readonly clipped?: boolean | null;
  };
  readonly 'audio.sound_started': { readonly sessionId: string; readonly timestamp: string };
  readonly 'audio.sound_stopped': { readonly sessionId: string; readonly timestamp: string; readonly durationMs: number };
};

/** An event as the hub sends it. */
export type DevSyncEvent<Type extends string = string, Data = Record<string, unknown>> = {
  /** Opaque position in the hub's log, to resume from; `null` for gauges such as `audio_level`, which are not logged. */
  readonly id: string | null;
  readonly type: Type;
  readonly data: Data;
  /** When the hub took it, ISO-8601 UTC. */
  readonly timestamp: string;
  readonly source: string | null;
  /** The sender's own time stamp, when it gave one. */
  readonly sent_at?: string;
};

type TypesIn<Map> = Extract<keyof Map, string> | keyof OwnEvents;
type TemplateOf<Glob extends string> = Glob extends `${infer Head}*${infer Tail}` ? `${Head}${string}${TemplateOf<Tail>}` : Glob;
type TypesLike<Map, Pattern extends string> = string extends keyof Map ? TemplateOf<Pattern> : Extract<TypesIn<Map>, TemplateOf<Pattern>>;
type DataOf<Map, Type extends string> = string extends keyof Map
  ? Type extends keyof OwnEvents
    ? OwnEvents[Type]
    : Map[Extract<keyof Map, string>]
  : Type extends keyof Map
    ? Map[Type]
    : Type extends keyof OwnEvents
      ? OwnEvents[Type]
      : never;

/** A type of the map, or a glob in which `*` stands for any characters: `agent.created`, `agent.*`, `*`. */
export type Pattern<Map> = TypesIn<Map> | `${string}*`;

/** The events that a pattern means: with a map, the union of all types that it matches. */
export type EventOf<Map = OpenEvents, Wanted extends string = '*'> =
  TypesLike<Map, Wanted> extends infer Type ? (Type extends string ? DevSyncEvent<Type, DataOf<Map, Type>> : never) : never;

/**
 * - `idle` nobody listens, so there is no connection
 * - `connecting` on the way, or on the way back
 * - `open` events arrive
 * - `away` no hub answers; tried again when somebody comes back to the page (in Node: with pauses of up to 30 s)
 * - `refused` the hub wants a token, does not allow this origin or cannot do what is asked; not tried again by itself, unless
 *   it does not know the `token` option
 * - `closed` for good, by `close()`
 */
export type DevSyncStatus = 'idle' | 'connecting' | 'open' | 'away' | 'refused' | 'closed';

/** What a stream could not give. */
export type DevSyncGap = {
  /** The last event before the gap, when there was one. */
  readonly from: string | null;
  /** The first event behind it, when it is known. */
  readonly to: string | null;
  /** The hub does not keep it any more, does not know it, or was emptied; or a slow `for await` fell more than 10,000 events behind. */
  readonly reason: 'retention' | 'unknown_id' | 'cleared' | 'overflow';
};

export type DevSyncOptions = {
  /**
   * Where the hub is; a base that ends in `/api` will do, and `http://` may be left out. Else the hub that served this client, then `globalThis.__DEV_SYNC_URL__`,
   * `DEV_SYNC_URL` (Node), `VITE_DEV_SYNC_URL`, `NEXT_PUBLIC_DEV_SYNC_URL`, then `http://localhost:4848`.
   */
  readonly url?: string | URL;
  /** Only for hubs that want one. In Node `DEV_SYNC_TOKEN` is taken for the hub of `DEV_SYNC_URL`, if that knows it. */
  readonly token?: string;
  /** Globs over the types that this client wants at all; everything by default. */
  readonly types?: readonly string[];
  /** Starts behind this event instead of now; `earliest` needs the token. */
  readonly lastEventId?: string;
  /** Goes on where this tab was when the page was reloaded, unless `lastEventId` says where to start. Of clients alike, the first does. */
  readonly resume?: boolean;
  /** All tabs of this origin share one connection to the hub. */
  readonly shareConnection?: boolean;
  /** Who sends, at most 60 characters; goes with every event. */
  readonly source?: string;
  /** Says at `console.debug` what is sent and received, and as a warning what the hub refused, once each, unless this is false. */
  readonly log?: boolean;
};

/** What became of an event that was sent. */
export type SendResult = {
  /** Its id; `null` for gauges. */
  readonly id: string | null;
  readonly subscribersNotified: number;
  /** False when the hub keeps its log in memory only. */
  readonly isDurable: boolean;
};

/** A failure with a code, a sentence and what to do. The hub's own codes, besides `hub-unreachable`, `hub-not-proven`, `timeout` and `closed`. */
export declare class DevSyncClientError extends Error {
  override readonly name: 'DevSyncClientError';
  readonly code: string;
  readonly next: string;
  /** Of the hub's answer; 0 when none came. */
  readonly status: number;
  private constructor();
}

/** Takes an event away from its listener. Calling it twice does no harm. */
export type Unsubscribe = () => void;

/**
 * One client of one hub. It connects with the first listener and lets go after the last one. Once connected it comes back by itself and
 * goes on where it was, so that listeners hear every event once, in the order of the hub's log. `for await` hears all events; it ends with
 * `close()`, and rejects in the hub's own words when the hub refuses. After `close()` everything that listens or sends fails with `closed`.
 */
export type DevSync<Map extends EventMap<Map> = OpenEvents> = AsyncIterable<EventOf<Map>> & {
  readonly url: string;
  readonly status: DevSyncStatus;
  /**
   * Hears the events of these types. A listener that throws does not keep others from hearing.
   *
   * @throws DevSyncClientError `closed`; TypeError when the listener is no function
   */
  on<Wanted extends Pattern<Map>>(pattern: Wanted | readonly Wanted[], listener: (event: EventOf<Map, Wanted>) => void): Unsubscribe;
  once<Wanted extends Pattern<Map>>(pattern: Wanted | readonly Wanted[], listener: (event: EventOf<Map, Wanted>) => void): Unsubscribe;
  /**
   * The next event of these types that the predicate accepts.
   *
   * @param timeoutMs 30,000 unless given; `Infinity` for no limit
   * @throws DevSyncClientError `timeout`, `closed`, or in the hub's own words at once when it refuses
   */
  waitFor<Wanted extends Pattern<Map>>(
    pattern: Wanted | readonly Wanted[],
    predicate?: (event: EventOf<Map, Wanted>) => boolean,
    timeoutMs?: number,
  ): Promise<EventOf<Map, Wanted>>;
  /**
   * Sends one event. Events arrive in the order in which they were sent.
   *
   * @throws DevSyncClientError in the hub's own words, `closed`, `hub-unreachable`, or `hub-not-proven` when the program there does not know
   * the `token` option, so that nothing was sent
   */
  send<Type extends TypesIn<Map>>(
    type: Type,
    ...data: Record<never, never> extends DataOf<Map, Type> ? [data?: DataOf<Map, Type>] : [data: DataOf<Map, Type>]
  ): Promise<SendResult>;
  onStatus(listener: (status: DevSyncStatus) => void): Unsubscribe;
  onGap(listener: (gap: DevSyncGap) => void): Unsubscribe;
  close(): void;
};

/** A client of its own. `createDevSync<MyEvents>()` knows what events there are. */
export declare function createDevSync<Map extends EventMap<Map> = OpenEvents>(options?: DevSyncOptions): DevSync<Map>;

/** The client that `sendDevWebhook`, `subscribeToBackendEvents` and `useDevEvents` use. */
export declare function sharedDevSync(): DevSync;

/** Sets up that client. To be called before it is used: one that was in use already is closed, and its listeners hear nothing more. */
export declare function configureDevSync(options: DevSyncOptions): DevSync;

/** Sends one event; never rejects. False when no hub took it: why a hub refused is in the console. */
export declare function sendDevWebhook(eventType: string, data?: object): Promise<boolean>;

export type SubscribeOptions = Pick<DevSyncOptions, 'types' | 'lastEventId'>;

/** Hears every event, or those of these types. */
export declare function subscribeToBackendEvents<Data = Record<string, unknown>>(
  onEvent: (eventType: string, data: Data, event: DevSyncEvent) => void,
  options?: SubscribeOptions,
): Unsubscribe;
