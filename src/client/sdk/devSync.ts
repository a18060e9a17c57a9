import { findAddress } from './address.ts';
import type * as api from './api.ts';
import { fail } from './clientError.ts';
import { createEars, type Ears, type Say, type Wanted } from './ears.ts';
import { hubAt } from './hub.ts';
import type { Reader } from './reader.ts';
import { createSender } from './sender.ts';

/** See api.ts. Inside, events are of any type: the map is a matter of those who call. */
export function createDevSync<Map extends api.EventMap<Map> = api.OpenEvents>(options: api.DevSyncOptions = {}): api.DevSync<Map> {
  const { url, token } = findAddress(options);
  const hub = hubAt(url);
  // biome-ignore lint/suspicious/noConsole: where the developer of an application looks, who has to ask for this level
  const say: Say = (words, data) => options.log === false || console.debug(`[dev-sync] ${words}`, data);
  const ears = createEars({ ...options, hub, token, say });
  const post = createSender(hub, token, options.source);

  const client = Object.assign(ears, {
    url,
    once: ((pattern, listener) => ears.on(pattern, listener, true)) as Ears['on'],
    async waitFor(wanted: Wanted, ...how: Parameters<Reader['waitFor']>) {
      return (await openReader(ears, wanted)).waitFor(...how);
    },
    async send(type: string, data: object = {}) {
      ears.assertOpen();
      const result = await post(type, data);
      say(`sent ${type}`, data);
      return result;
    },
    async *[Symbol.asyncIterator]() {
      yield* (await openReader(ears, '*')).iterate();
    },
  });
  return client as unknown as api.DevSync<Map>;
}

/** Collects events at once, for a reader whose code is loaded when the first of them comes. */
async function openReader(ears: Ears, wanted: Wanted): Promise<Reader> {
  const queue: api.DevSyncEvent[] = [];
  const stop = ears.on(wanted, (event) => void queue.push(event));
  const code = import('./extras.ts');
  code.catch(stop);
  return (await code).read(ears, wanted, { queue, stop }, fail);
}
