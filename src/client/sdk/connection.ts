import type { DevSyncEvent, DevSyncGap, DevSyncStatus } from './api.ts';
import type { DevSyncClientError } from './clientError.ts';
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
  readonly onStatus: (status: DevSyncStatus) => void;
  /** Hears where the stream is, also when nothing has come that this client wants. */
  readonly onPosition?: ((position: string) => void) | undefined;
  /** Hears every sign of life. */
  readonly onAlive?: () => void;
  /** Ends it. */
  readonly signal: AbortSignal;
};

/** Follows the stream of a hub until `signal` fires or the hub refuses; comes back after each break, behind the last message. */
export async function keepConnected(options: ConnectionOptions): Promise<void> {
  const { hub, signal, onStatus, onMessage } = options;
  let { position } = options;
  let tries = 0;
  const onBlock: BlockListener = (data, now) => {
    position = now ?? position;
    if (!signal.aborted) options.onPosition?.(position);
    if (!data) return;
    const message = JSON.parse(data) as Message;
    if (message.type === 'connected') {
      tries = 0;
      onStatus('open');
    }
    onMessage(message, position);
  };
  for (;;) {
    if (!hub.isAway()) onStatus('connecting');
    try {
      await follow(options, position, onBlock);
    } catch (error) {
      // Trying again would get the same answer: the hub wants a token, or another one.
      if (/40[13]/.test(`${(error as DevSyncClientError).status}`)) return onStatus('refused');
    }
    if (signal.aborted) return;
    if (hub.isAway()) onStatus('away');
    await hub.pause(tries++, signal);
  }
}

/** Reads one stream to its end. */
async function follow(
  { hub, token, types = [], signal, onAlive }: ConnectionOptions,
  position: string,
  onBlock: BlockListener,
): Promise<void> {
  const query = new URLSearchParams({ types: `${types}`, last_event_id: position });
  const body = await hub.request({ path: `/dev/events?${query}`, token, signal, read });
  const parse = createSseParser(onBlock);
  try {
    // Safari does not iterate over bodies.
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      parse(part.value);
      onAlive?.();
    }
  } finally {
    if (!signal.aborted) hub.failed();
  }
}

function read({ headers, body }: Response): ReadableStream<Uint8Array<ArrayBuffer>> {
  if (!body || !headers.get('Content-Type')?.includes('event-stream')) throw Error();
  return body;
}
