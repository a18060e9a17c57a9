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
