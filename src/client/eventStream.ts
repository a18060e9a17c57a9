import { routes } from '../shared/api.ts';
import type { HubAddress } from './hubClient.ts';
import { followSse, type SseOptions } from './sseStream.ts';

/** One message of `GET /dev/events`; `position` is what a later stream can resume from. */
export type StreamMessage = {
  readonly data: { readonly type: string } & Readonly<Record<string, unknown>>;
  readonly position: string | undefined;
};

export type StreamOptions = HubAddress &
  Pick<SseOptions, 'onPiece' | 'parse'> & {
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
export function followEvents({ client, window, lastEventId, onMessage, ...address }: StreamOptions): Promise<void> {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ client, window, last_event_id: lastEventId })) if (value) query.set(name, value);
  const onData = (data: unknown, position: string | undefined) => onMessage({ data: data as StreamMessage['data'], position });
  return followSse({ ...address, path: `${routes.events}?${query}`, onData });
}
