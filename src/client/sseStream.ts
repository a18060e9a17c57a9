import { createParser } from 'eventsource-parser';
import { DevSyncError, fromErrorInfo } from '../shared/errors.ts';
import type { HubAddress } from './hubClient.ts';
import { notAHub } from './notAHub.ts';

export type SseOptions = HubAddress & {
  /** Route and query. */
  readonly path: string;
  /** Hears of every message: its data as parsed JSON, and the newest position. */
  readonly onData: (data: unknown, id: string | undefined) => void;
  /** Awaited behind each piece of the stream, so that who is slow holds up the hub and not the memory. */
  readonly onPiece?: () => Promise<void>;
  /** Reads the data; another one than that of JavaScript may keep the digits of large integers. */
  readonly parse?: (text: string) => unknown;
  readonly signal: AbortSignal;
};

/**
 * Follows one SSE route of the hub until the stream ends. Resolves when the hub closed it or `signal` fired.
 *
 * @throws DevSyncError when the hub refuses, cannot be reached, or when the connection breaks
 */
export async function followSse(options: SseOptions): Promise<void> {
  const { onData, onPiece, parse = JSON.parse, signal } = options;
  const response = await open(options);
  const parser = createParser({ onEvent: ({ data, id }) => onData(parse(data), id) });
  const decoder = new TextDecoder();
  try {
    for await (const chunk of chunksOf(response)) {
      parser.feed(decoder.decode(chunk, { stream: true }));
      await onPiece?.();
    }
  } catch (cause) {
    if (!signal.aborted) throw new DevSyncError('hub-unreachable', { message: 'The connection to the hub broke.', cause });
  }
}

/** A loop over the body itself would do, but for Safari. */
async function* chunksOf({ body }: Response): AsyncGenerator<Uint8Array> {
  const reader = body?.getReader();
  try {
    for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) yield next.value;
  } finally {
    // Who stops reading lets go of the connection; one that is over already cannot be let go of.
    await reader?.cancel().catch(() => {});
  }
}

async function open({ url, token, path, signal }: SseOptions): Promise<Response> {
  const headers = new Headers({ Accept: 'text/event-stream', ...(token !== undefined && { Authorization: `Bearer ${token}` }) });
  const response = await fetch(`${url}${path}`, { headers, signal, redirect: 'error', cache: 'no-store' }).catch((cause) => {
    throw new DevSyncError('hub-unreachable', { message: `No hub answers at ${url}.`, cause });
  });
  if (response.ok) {
    if (/^text\/event-stream\b/i.test(response.headers.get('content-type') ?? '')) return response;
    // Servers of pages have one for every address.
    await response.body?.cancel().catch(() => {});
    throw notAHub(url);
  }
  const body = (await response.json().catch(() => ({}))) as { error?: unknown };
  throw fromErrorInfo(body.error) ?? notAHub(url);
}
