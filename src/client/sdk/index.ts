import type * as api from './api.ts';
import { createDevSync } from './devSync.ts';

export type * from './api.ts';
export { DevSyncClientError } from './clientError.ts';
export { createDevSync } from './devSync.ts';

let settings: api.DevSyncOptions = {};
let shared: api.DevSync | undefined;

export const sharedDevSync: typeof api.sharedDevSync = () => {
  shared ??= createDevSync(settings);
  return shared;
};

export const configureDevSync: typeof api.configureDevSync = (options) => {
  settings = options;
  shared?.close();
  shared = undefined;
  return sharedDevSync();
};

export const sendDevWebhook: typeof api.sendDevWebhook = (eventType, data = {}) =>
  sharedDevSync()
    .send(eventType, data as Record<string, unknown>)
    .then(Boolean, () => false);

export const subscribeToBackendEvents: typeof api.subscribeToBackendEvents = (onEvent, { types = ['*'], lastEventId } = {}) => {
  const listener = (event: api.DevSyncEvent) => onEvent(event.type, event.data as Parameters<typeof onEvent>[1], event);
  if (!lastEventId) return sharedDevSync().on(types as readonly '*'[], listener);
  // Another start means another stream.
  const client = createDevSync({ ...settings, types, lastEventId });
  client.on('*', listener);
  return () => client.close();
};
