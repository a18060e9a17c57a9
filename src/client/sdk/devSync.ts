import { findAddress } from './address.ts';
import type * as api from './api.ts';
import { fail } from './clientError.ts';
import { createEars, type Ears, type Log, type Wanted } from './ears.ts';
import { hubAt } from './hub.ts';
import { createSender } from './sender.ts';

/** See api.ts. Inside, events are of any type: the map is a matter of those who call. */
export function createDevSync<Map extends api.EventMap<Map> = api.OpenEvents>(options: api.DevSyncOptions = {}): api.DevSync<Map> {
  const { url, token } = findAddress(options);
  const hub = hubAt(url);
  // biome-ignore lint/suspicious/noConsole: where the developer of an application looks, who has to ask for this level
  const log: Log = (words, ...data) => options.log === false || console.debug(`[dev-sync] ${words}`, ...data);
  const ears = createEars({ ...options, hub, token, log });
  const { on, status, statuses, gaps, close } = ears;
  const post = createSender(hub, token, options.source);

  const once: Ears['on'] = (pattern, listener) => {
    const unsubscribe = on(pattern, (event) => {
      unsubscribe();
      listener(event);
    });
    return unsubscribe;
  };
  const client = {
    url,
    get status() {
      return status();
    },
    on,
    once,
    async waitFor(wanted: Wanted, accepts?: (event: api.DevSyncEvent) => boolean, timeoutMs?: number) {
      const { waitFor, inbox } = await openInbox(on, wanted);
      return waitFor({ ears, inbox, wanted, accepts, timeoutMs, fail });
    },
    async send(type: string, data: object = {}) {
      const result = await post(type, data);
      log(`sent ${type}`, data);
      return result;
    },
    onStatus: statuses.add,
    onGap: gaps.add,
    close,
    async *[Symbol.asyncIterator]() {
      const { iterate, inbox } = await openInbox(on, '*');
      yield* iterate(ears, '*', inbox);
    },
  };
  return client as unknown as api.DevSync<Map>;
}

/** Collects events at once, for readers whose code is loaded when the first of them comes. */
async function openInbox(on: Ears['on'], wanted: Wanted) {
  const queue: api.DevSyncEvent[] = [];
  const stop = on(wanted, (event) => void queue.push(event));
  const code = import('./waiting.ts');
  code.catch(stop);
  return { ...(await code), inbox: { queue, stop } };
}
