import * as client from './index.ts';
import * as production from './production.ts';

export type * from './api.ts';

declare const process: { readonly env: { readonly NODE_ENV?: string } };

// Node says by a variable, not by a condition, what it runs for. Bundlers that write its value here leave the other side out, but only where
// they see these very words.
export const DevSyncClientError = process.env.NODE_ENV === 'production' ? production.DevSyncClientError : client.DevSyncClientError;
export const configureDevSync = process.env.NODE_ENV === 'production' ? production.configureDevSync : client.configureDevSync;
export const createDevSync = process.env.NODE_ENV === 'production' ? production.createDevSync : client.createDevSync;
export const sendDevWebhook = process.env.NODE_ENV === 'production' ? production.sendDevWebhook : client.sendDevWebhook;
export const sharedDevSync = process.env.NODE_ENV === 'production' ? production.sharedDevSync : client.sharedDevSync;
export const subscribeToBackendEvents =
  process.env.NODE_ENV === 'production' ? production.subscribeToBackendEvents : client.subscribeToBackendEvents;
