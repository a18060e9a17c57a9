import type { DevSyncEvent, DevSyncGap, DevSyncStatus } from './api.ts';
import type { DevSyncClientError, ErrorInfo } from './clientError.ts';
import type { Hub } from './hub.ts';
import { type BlockListener, createSseParser } from './sse.ts';

/** One message of the stream: an event, or word of the stream itself, which says where it is or what it could not give. */
export type Message = Omit<DevSyncEvent, 'id' | 'data'> & { readonly id?: string; readonly data: DevSyncEvent['data'] | DevSyncGap };

export type ConnectionOptions = {
  readonly hub: Hub;
  readonly token: string | undefined;
  /** Globs over types; none for everything. */
  readonly types?: readonly string[];
  /** Starts behind this event; empty for now. */
  readonly position: string;
  /** Hears every message, and where the stream is now. */
  readonly onMessage: (message: Message, position: string) => void;
  /** Hears what it is when that may have changed, and why. */
  readonly onStatus: (status: DevSyncStatus, failure?: ErrorInfo) => void;
  /** Hears where the stream is with every sign of life, also when nothing has come that this client wants. */
  readonly onPosition?: ((position: string) => void) | undefined;
  /** Ends it. */
  readonly signal: AbortSignal;
};

/** Follows the stream of a hub until `signal` fires or the hub refuses; comes back after each break, behind the last message. */
export async function keepConnected(options: ConnectionOptions): Promise<void> {
  const { hub, signal, onStatus, onMessage } = options;
  let { position } = options;
  let tries = 0;
  const onBlock: BlockListener = (data, now) => {
    if (signal.aborted) return;
    position = now ?? position;
    options.onPosition?.(position);
    if (!data) return;
    const message = JSON.parse(data) as Message;
    if (message.type === 'connected') {
      tries = 0;
      onStatus('open');
    }
    onMessage(message, position);
  };
  while (!signal.aborted) {
    const failure = await follow(options, position, onBlock).catch((error: DevSyncClientError) => error);
    if (signal.aborted) return;
    if (failure && failure.status < 429 && failure.code !== 'hub-unreachable') {
      onStatus('refused', failure);
      // Trying again would get the same answer: the hub wants a token, say. One that proves itself may come yet.
      if (failure.status) return;
    } else onStatus(hub.isAway() ? 'away' : 'connecting', failure);
    await hub.pause(tries++, signal);
  }
}

/** Reads one stream to its end. */
async function follow({ hub, token, types = [], signal }: ConnectionOptions, position: string, onBlock: BlockListener): Promise<undefined> {
  const query = new URLSearchParams({ types: `${types}`, last_event_id: position });
  const body = await hub.request({ path: `/dev/events?${query}`, token, signal, read });
  try {
    await body.pipeThrough(new TextDecoderStream()).pipeTo(new WritableStream({ write: createSseParser(onBlock) }));
  } finally {
    if (!signal.aborted) hub.failed();
  }
}

function read({ headers, body }: Response): ReadableStream<Uint8Array<ArrayBuffer>> {
  if (!body || !/event-stream/.test(headers.get('Content-Type') ?? '')) throw Error();
  return body;
}
