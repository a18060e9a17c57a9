import { createParser } from 'eventsource-parser';
import { routes } from '../shared/api.ts';
import { DevSyncError, fromErrorInfo } from '../shared/errors.ts';
import type { HubAddress } from './hubClient.ts';

/** One message of `GET /dev/events`; `position` is what a later stream can resume from. */
export type StreamMessage = {
  readonly data: { readonly type: string } & Readonly<Record<string, unknown>>;
  readonly position: string | undefined;
};

export type StreamOptions = HubAddress & {
  readonly client?: string;
  readonly lastEventId?: string;
  /** Id of an editor window, with `client: 'window'`. */
  readonly window?: string;
  readonly onMessage: (message: StreamMessage) => void;
  readonly signal: AbortSignal;
};

/**
 * Follows the stream until it ends. Resolves when the hub closed it or `signal` fired.
 *
 * @throws DevSyncError when the hub refuses or cannot be reached
 */
export async function followEvents(options: StreamOptions): Promise<void> {
  const { onMessage, signal } = options;
  const response = await open(options);
  const parser = createParser({ onEvent: ({ data, id }) => onMessage({ data: JSON.parse(data), position: id }) });
  const decoder = new TextDecoder();
  try {
    for await (const chunk of response.body ?? []) parser.feed(decoder.decode(chunk, { stream: true }));
  } catch (cause) {
    if (!signal.aborted) throw new DevSyncError('hub-unreachable', { message: 'The connection to the hub broke.', cause });
  }
}

async function open({ url, token, client, lastEventId, window, signal }: StreamOptions): Promise<Response> {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ client, window, last_event_id: lastEventId })) if (value) query.set(name, value);
  const headers = new Headers({ Accept: 'text/event-stream', ...(token !== undefined && { Authorization: `Bearer ${token}` }) });
  const response = await fetch(`${url}${routes.events}?${query}`, { headers, signal, redirect: 'error', cache: 'no-store' }).catch(
    (cause) => {
      throw new DevSyncError('hub-unreachable', { message: `No hub answers at ${url}.`, cause });
    },
  );
  if (response.ok) return response;
  const body = (await response.json().catch(() => ({}))) as { error?: unknown };
  throw fromErrorInfo(body.error) ?? new DevSyncError('hub-unreachable', { message: `What answers at ${url} is not a Dev Sync hub.` });
}
