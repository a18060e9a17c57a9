import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type ServerOptions as TlsOptions } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import type { JsonObject } from '../../../src/shared/json.ts';
import { until } from '../until.ts';

/** A request, in the order of arrival. */
export type Received = {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** As it came. */
  readonly body: string;
};

export type Payload = { readonly type: string; readonly data: JsonObject };

/** 200 and the text "ok" unless it says otherwise. */
export type Reply = { readonly status?: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string };
/** @param index how many requests there were before */
export type Respond = (received: Received, index: number) => Reply | Promise<Reply>;

/** A program that webhooks are sent to. */
export type Receiver = AsyncDisposable & {
  readonly port: number;
  readonly url: string;
  readonly received: readonly Received[];
  payloads(type?: string): Payload[];
  /** `webhook-id` of each request. */
  ids(): (string | undefined)[];
  /** The most requests that waited for their answers at one time. */
  peak(): number;
  /** Requests that wait for their answers. */
  open(): number;
  /** How many connections there have been. */
  connections(): number;
  /** Waits for so many requests. */
  untilReceived(count: number, timeoutMs?: number): Promise<readonly Received[]>;
};

export type ReceiverOptions = {
  /** Any when absent. */
  readonly port?: number;
  /** The one address it listens on. */
  readonly host?: string;
  readonly respond?: Respond;
  /** Speaks https with this key and certificate. */
  readonly tls?: TlsOptions;
};

export async function startReceiver({ port = 0, host = '127.0.0.1', respond = () => ({}), tls }: ReceiverOptions = {}): Promise<Receiver> {
  const received: Received[] = [];
  let [open, peak, connections] = [0, 0, 0];
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    peak = Math.max(peak, ++open);
    response.on('close', () => open--);
    const { method = '', url: path = '', headers } = request;
    const entry = { method, path, headers, body: await text(request) };
    received.push(entry);
    const { status = 200, headers: answered = {}, body = 'ok' } = await respond(entry, received.length - 1);
    response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', ...answered }).end(body);
  };
  // A request that its sender gave up has nobody to answer to.
  const listener = (request: IncomingMessage, response: ServerResponse) => void handle(request, response).catch(() => response.destroy());
  const server = tls ? createTlsServer(tls, listener) : createServer(listener);
  // Ours would close a connection that the hub is about to use again.
  server.keepAliveTimeout = 0;
  server.on('connection', (_socket: Socket) => connections++);
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address() as AddressInfo;
  return {
    port: address.port,
    url: `${tls ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${address.port}/hook`,
    received,
    payloads: (type) => received.map(({ body }) => JSON.parse(body) as Payload).filter((payload) => !type || payload.type === type),
    ids: () => received.map(({ headers }) => headers['webhook-id'] as string | undefined),
    peak: () => peak,
    open: () => open,
    connections: () => connections,
    async untilReceived(count, timeoutMs) {
      await until(() => received.length >= count, `${count} requests`, timeoutMs).catch((cause) => {
        throw new Error(`Only ${received.length} of ${count} requests came`, { cause });
      });
      return received;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
