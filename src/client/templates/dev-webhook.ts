// Dev Sync, in development only: in production nothing of it runs. Where no hub
// is on, the browser says so in one line, and nothing else happens.

export type DevSyncEvent = {
  /** Its place in the log of the hub; gauges such as `audio_level` have none. */
  readonly id: string | null;
  readonly type: string;
  readonly data: Record<string, unknown>;
  readonly timestamp: string;
  readonly source: string | null;
  readonly sent_at?: string;
};

export type SubscribeOptions = {
  /** Globs, such as `agent.*`; all events by default. */
  types?: readonly string[];
  /** Starts behind this event instead of now. */
  lastEventId?: string;
};

/** Tells the hub of an event. False when no hub took it; never rejects. */
export async function sendDevWebhook(eventType: string, data: object = {}): Promise<boolean> {
  if (DEVELOPMENT) {
    const client = await load();
    if (client) return client.sendDevWebhook(eventType, data);
  }
  return false;
}

/** Hears events of backend, editor and other pages, until what it returns is called. */
export function subscribeToBackendEvents<Data = Record<string, unknown>>(
  onEvent: (eventType: string, data: Data, event: DevSyncEvent) => void,
  options: SubscribeOptions = {},
): () => void {
  let isOver = false;
  let unsubscribe = () => {};
  if (DEVELOPMENT) {
    void load().then((client) => {
      if (client && !isOver) {
        unsubscribe = client.subscribeToBackendEvents(onEvent, options);
      }
    });
  }
  return () => {
    isOver = true;
    unsubscribe();
  };
}

type Client = {
  sendDevWebhook: typeof sendDevWebhook;
  subscribeToBackendEvents: typeof subscribeToBackendEvents;
};
type Surroundings = { process?: { env?: { DEV_SYNC_CLIENT?: string } } };

let loading: Promise<Client | undefined> | undefined;

/** The hub serves the client to pages; terminals of VS Code name a copy for Node. */
function load(): Promise<Client | undefined> {
  const { DEV_SYNC_CLIENT } = (globalThis as Surroundings).process?.env ?? {};
  const url = (HUB_URL || 'http://localhost:4848').replace(/\/$/, '');
  const client = DEV_SYNC_CLIENT || `${url}/dev/client.js`;
  loading ??= import(/* @vite-ignore */ client).catch(() => undefined);
  return loading as Promise<Client | undefined>;
}
