// Dev Sync, in development only: in production nothing of it runs. Where no hub
// is on, the browser says so in one line, and nothing else happens.

/**
 * @typedef {object} DevSyncEvent
 * @property {string | null} id Its place in the log of the hub; gauges such as `audio_level` have none.
 * @property {string} type
 * @property {Record<string, any>} data
 * @property {string} timestamp
 * @property {string | null} source
 * @property {string} [sent_at]
 */

/**
 * Tells the hub of an event. False when no hub took it; never rejects.
 *
 * @param {string} eventType
 * @param {object} [data]
 * @returns {Promise<boolean>}
 */
export async function sendDevWebhook(eventType, data = {}) {
  if (DEVELOPMENT) {
    const client = await load();
    if (client) return client.sendDevWebhook(eventType, data);
  }
  return false;
}

/**
 * Hears events of backend, editor and other pages, until what it returns is called.
 *
 * @param {(eventType: string, data: Record<string, any>, event: DevSyncEvent) => void} onEvent
 * @param {{ types?: readonly string[], lastEventId?: string }} [options] Globs, such as `agent.*`; the event to start behind
 * @returns {() => void}
 */
export function subscribeToBackendEvents(onEvent, options = {}) {
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

/**
 * @typedef {object} Client
 * @property {typeof sendDevWebhook} sendDevWebhook
 * @property {typeof subscribeToBackendEvents} subscribeToBackendEvents
 */

/** @typedef {{ process?: { env?: { DEV_SYNC_CLIENT?: string } } }} Surroundings */

/** @type {Promise<Client | undefined> | undefined} */
let loading;

/** The hub serves the client to pages; terminals of VS Code name a copy for Node. */
function load() {
  const { DEV_SYNC_CLIENT } = /** @type {Surroundings} */ (globalThis).process?.env ?? {};
  const url = (HUB_URL || 'http://localhost:4848').replace(/\/$/, '');
  const client = DEV_SYNC_CLIENT || `${url}/dev/client.js`;
  loading ??= import(/* @vite-ignore */ client).catch(() => undefined);
  return /** @type {Promise<Client | undefined>} */ (loading);
}
