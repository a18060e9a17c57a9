import { createParser } from 'eventsource-parser';
import { DevSyncError, fromErrorInfo } from '../shared/errors.ts';
import type { HubAddress } from './hubClient.ts';

export type SseOptions = HubAddress & {
  /** Route and query. */
  readonly path: string;
  /** Hears of every message: its data as parsed JSON, and the newest position. */
  readonly onData: (data: unknown, id: string | undefined) => void;
  readonly signal: AbortSignal;
};

/**
 * Follows one SSE route of the hub until the stream ends. Resolves when the hub closed it or `signal` fired.
 *
 * @throws DevSyncError when the hub refuses, cannot be reached, or when the connection breaks
 */
export async function followSse(options: SseOptions): Promise<void> {
  const { onData, signal } = options;
  const response = await open(options);
  const parser = createParser({ onEvent: ({ data, id }) => onData(JSON.parse(data), id) });
  const decoder = new TextDecoder();
  try {
    for await (const chunk of response.body ?? []) parser.feed(decoder.decode(chunk, { stream: true }));
  } catch (cause) {
    if (!signal.aborted) throw new DevSyncError('hub-unreachable', { message: 'The connection to the hub broke.', cause });
  }
}

async function open({ url, token, path, signal }: SseOptions): Promise<Response> {
  const headers = new Headers({ Accept: 'text/event-stream', ...(token !== undefined && { Authorization: `Bearer ${token}` }) });
  const response = await fetch(`${url}${path}`, { headers, signal, redirect: 'error', cache: 'no-store' }).catch((cause) => {
    throw new DevSyncError('hub-unreachable', { message: `No hub answers at ${url}.`, cause });
  });
  if (response.ok) return response;
  const body = (await response.json().catch(() => ({}))) as { error?: unknown };
  throw fromErrorInfo(body.error) ?? new DevSyncError('hub-unreachable', { message: `What answers at ${url} is not a Dev Sync hub.` });
}
