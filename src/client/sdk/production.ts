import type * as api from './api.ts';

export type * from './api.ts';

// What the client is in production: the same names, and nothing behind them.

export class DevSyncClientError extends Error {}

type Nothing = () => Nothing;
/** A listener that is never told, and the way to end that. */
const nothing: Nothing = () => nothing;

const client = {
  url: '',
  status: 'idle',
  on: nothing,
  once: nothing,
  onStatus: nothing,
  onGap: nothing,
  close: nothing,
  waitFor: async () => {
    throw Error('no hub');
  },
  send: async () => ({ id: null, subscribersNotified: 0, isDurable: false }),
  async *[Symbol.asyncIterator]() {},
};

const getClient = () => client;

export const sendDevWebhook: typeof api.sendDevWebhook = async () => false;

export { getClient as configureDevSync, getClient as createDevSync, getClient as sharedDevSync, nothing as subscribeToBackendEvents };
