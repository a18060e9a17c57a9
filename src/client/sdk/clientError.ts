import { isNode } from './address.ts';
import type * as api from './api.ts';

/** How the hub says that something failed. */
export type ErrorInfo = Pick<api.DevSyncClientError, 'code' | 'message' | 'next'> & { readonly status?: number };

export class DevSyncClientError extends Error implements api.DevSyncClientError {
  override readonly name = 'DevSyncClientError';
  declare readonly code: string;
  declare readonly next: string;
  declare readonly status: number;
}

export function fail(info: ErrorInfo): DevSyncClientError {
  return Object.assign(new DevSyncClientError(), { status: 0, ...info });
}

/** Says what nobody else would say. Of a hub that is not there browsers do, and it could not serve the code for that. */
export function report(failure: ErrorInfo, options: Pick<api.DevSyncOptions, 'log'>): void {
  if (isNode || failure.code !== 'hub-unreachable') import('./extras.ts').then((extras) => extras.warn(failure, options)).catch(() => {});
}
