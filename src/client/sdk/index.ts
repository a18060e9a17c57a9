import type * as api from './api.ts';
import { report } from './clientError.ts';
import { createDevSync } from './devSync.ts';

export type * from './api.ts';
export { DevSyncClientError } from './clientError.ts';
export { createDevSync } from './devSync.ts';

let settings: api.DevSyncOptions = {};
let shared: api.DevSync | undefined;

export const sharedDevSync: typeof api.sharedDevSync = () => (shared ??= createDevSync(settings));

export const configureDevSync: typeof api.configureDevSync = (options) => {
  shared?.close();
  settings = options;
  shared = undefined;
  return sharedDevSync();
};

export const sendDevWebhook: typeof api.sendDevWebhook = (eventType, data = {}) =>
  sharedDevSync()
    .send(eventType, data as Record<string, unknown>)
    .catch((failure) => report(failure, settings))
    .then(Boolean);

export const subscribeToBackendEvents: typeof api.subscribeToBackendEvents = (onEvent, { types = ['*'], lastEventId } = {}) => {
  // What is none is not to become one.
  const listener = onEvent && ((event: api.DevSyncEvent) => onEvent(event.type, event.data as Parameters<typeof onEvent>[1], event));
  // Another start means another stream.
  const client = lastEventId ? createDevSync({ ...settings, types, lastEventId }) : sharedDevSync();
  return client.on(types as readonly '*'[], listener);
};
