import { once } from 'node:events';
import { createServer, type OutgoingHttpHeaders, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { limits } from '../shared/api.ts';
import { DevSyncError, type ErrorBody, type ErrorCode } from '../shared/errors.ts';
import { isLoopbackHost } from '../shared/hostNames.ts';
import type { Disposable } from '../shared/lifecycle.ts';
import type { Logger } from '../shared/logger.ts';
import { capConnections } from './connectionCap.ts';
import { findPortOwner } from './portOwner.ts';
import { securityHeaders } from './security/securityHeaders.ts';

export type HttpPortOptions = {
  readonly host: string;
  readonly port: number;
  readonly portPolicy: 'exact' | 'next-free';
  readonly logger: Logger;
  readonly bounds?: PortBounds;
};

/** What clients that send slowly, or open much, may take. */
export type PortBounds = Readonly<Record<'connections' | 'headersTimeoutMs' | 'requestTimeoutMs' | 'timeoutCheckMs', number>>;

/** A time-out may be late by one check. It holds for connections that send nothing at all, too. */
const defaultBounds: PortBounds = { ...limits, timeoutCheckMs: 5000 };

export type HttpPort = Disposable & { readonly port: number; readonly url: string };

/** How many ports after the wanted one are tried. */
const PORT_TRIES = 20;
const KEEP_ALIVE_MS = 30_000;
/** How long requests under way may finish when the hub ends. */
const CLOSE_GRACE_MS = 300;

/**
 * Opens the port. `localhost` means 127.0.0.1, and ::1 on the same port where the machine has it: clients differ in which of the
 * two they try first, so a port on which a stranger holds one of them counts as taken.
 *
 * @throws DevSyncError `port-in-use` or `bind-failed`
 */
export async function openHttpPort(handler: RequestListener, options: HttpPortOptions): Promise<HttpPort> {
  const { host, port, portPolicy, logger, bounds = defaultBounds } = options;
  const create = () => createHttpServer(handler, bounds);
  const tries = port === 0 || portPolicy === 'next-free' ? PORT_TRIES : 1;
  for (let attempt = 0; attempt < tries; attempt++) {
    const servers = await openServers(create, host, port === 0 ? 0 : port + attempt);
    if (!servers) continue;
    return toHttpPort(servers, host, capConnections(servers, bounds.connections, logger));
  }
  throw await portInUse(port, tries);
}

async function portInUse(port: number, tries: number): Promise<DevSyncError> {
  if (tries > 1)
    return new DevSyncError('port-in-use', { message: `The ports ${port} to ${port + tries - 1} are taken by other programs.` });
  const owner = await findPortOwner(port);
  return new DevSyncError('port-in-use', { message: `Port ${port} is taken by another program${owner ? `, ${owner}` : ''}.` });
}

/** Both servers, or undefined when the port is taken. */
async function openServers(create: () => Server, host: string, port: number): Promise<Server[] | undefined> {
  const first = await openServer(create, host === 'localhost' ? '127.0.0.1' : host, port);
  if (first === 'taken') return undefined;
  if (first === 'no-such-address') throw new DevSyncError('bind-failed', { message: `This machine has no address "${host}".` });
  if (host !== 'localhost') return [first];
  const second = await openServer(create, '::1', portOf(first)).catch(async (error) => {
    await closeServer(first);
    throw error;
  });
  if (second === 'no-such-address') return [first];
  if (second !== 'taken') return [first, second];
  await closeServer(first);
  return undefined;
}

async function openServer(create: () => Server, host: string, port: number): Promise<Server | 'taken' | 'no-such-address'> {
  const server = create();
  try {
    server.listen({ host, port, exclusive: true });
    await once(server, 'listening');
    return server;
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') return 'taken';
    if (code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT' || code === 'ENOTFOUND') return 'no-such-address';
    throw new DevSyncError('bind-failed', { message: `The hub could not open ${host}:${port}: ${code ?? String(cause)}.`, cause });
  }
}

function createHttpServer(handler: RequestListener, bounds: PortBounds): Server {
  const server = createServer(
    {
      maxHeaderSize: limits.headerBytes,
      headersTimeout: bounds.headersTimeoutMs,
      requestTimeout: bounds.requestTimeoutMs,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connectionsCheckingInterval: bounds.timeoutCheckMs,
      // Our gate answers a missing Host itself, in our error shape.
      requireHostHeader: false,
      noDelay: true,
    },
    handler,
  );
  const answers = new WeakMap<Duplex, ServerResponse>();
  server.on('request', ({ socket }, response) => answers.set(socket, response));
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const answer = answers.get(socket);
    // In the middle of a stream, words of ours would be taken for events.
    const isUnderWay = answer?.headersSent && !answer.writableFinished;
    if (socket.writable && error.code !== 'ECONNRESET' && !isUnderWay)
      refuse(socket, parserErrors[error.code ?? ''] ?? 'malformed-request', corsOf(answer));
    else socket.destroy();
  });
  // Without these two Node answers by itself, past our gate and not in our error shape. An unknown expectation may be ignored (RFC 9110).
  server.on('checkExpectation', handler);
  server.on('connect', (_request, socket) => refuse(socket, 'malformed-request'));
  return server;
}

const parserErrors: Readonly<Record<string, ErrorCode>> = {
  HPE_HEADER_OVERFLOW: 'header-too-large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request-timeout',
};

function errorBody(code: ErrorCode): ErrorBody {
  return { success: false, error: new DevSyncError(code).toInfo() };
}

/** Answers on a connection that the HTTP server has let go of, or never understood, and closes it. */
function refuse(socket: Duplex, code: ErrorCode, cors: OutgoingHttpHeaders = {}): void {
  // Nobody else listens any more, and a client that resets the connection must not end the process.
  socket.on('error', () => {});
  // Unread bytes would turn our goodbye into a reset, which can overtake the answer.
  socket.resume();
  socket.end(rawError(code, cors), () => socket.destroy());
}

/** What the gate has allowed the page of a request whose body does not arrive. Of what is no request nobody knows the page: it cannot read why. */
function corsOf(answer: ServerResponse | undefined): OutgoingHttpHeaders {
  const headers = answer && !answer.headersSent ? Object.entries(answer.getHeaders()) : [];
  return Object.fromEntries(headers.filter(([name]) => name === 'vary' || name.startsWith('access-control-')));
}

/** As there is no response object for it any more. */
function rawError(code: ErrorCode, cors: OutgoingHttpHeaders): string {
  const body = JSON.stringify(errorBody(code));
  const { status } = new DevSyncError(code);
  const headers = {
    ...securityHeaders,
    ...cors,
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
    Connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} Error\r\n${lines.join('')}\r\n${body}`;
}

function toHttpPort(servers: readonly Server[], host: string, cap: Disposable): HttpPort {
  const [first] = servers;
  const port = first ? portOf(first) : 0;
  const isHere = isLoopbackHost(host) || host === '0.0.0.0' || host === '::';
  const name = isHere ? 'localhost' : host;
  return {
    port,
    url: `http://${name}:${port}`,
    dispose: async () => {
      await Promise.all(servers.map(closeServer));
      await cap.dispose();
    },
  };
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

async function closeServer(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  const force = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS);
  await closed;
  clearTimeout(force);
}
