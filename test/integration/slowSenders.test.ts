import assert from 'node:assert/strict';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { test } from 'node:test';
import { type HttpPort, openHttpPort, type PortBounds } from '../../src/server/httpPort.ts';
import { assertRefused } from '../support/answer.ts';
import { openSocket, parseAnswer } from '../support/rawHttp.ts';
import { type RecordingLogger, recordingLogger } from '../support/recordingLogger.ts';
import { startTestServer } from '../support/testServer.ts';
import { until } from '../support/until.ts';

const HEAD = 'POST / HTTP/1.1\r\nHost: localhost\r\n';
const END = '\r\n\r\n';
const LATE = 60_000;
/** Only the first bound can be what cuts off who sends no whole head, only the second who sends no whole body. */
const headsSoon: PortBounds = { connections: 100, headersTimeoutMs: 200, requestTimeoutMs: LATE, timeoutCheckMs: 50 };
const bodiesSoon: PortBounds = { ...headsSoon, requestTimeoutMs: 400 };

type TestPort = AsyncDisposable & HttpPort & { readonly log: RecordingLogger };

async function openPort(handler: RequestListener, bounds = bodiesSoon): Promise<TestPort> {
  const log = recordingLogger();
  const port = await openHttpPort(handler, { host: 'localhost', port: 0, portPolicy: 'exact', logger: log.logger, bounds });
  return { ...port, log, [Symbol.asyncDispose]: async () => void (await port.dispose()) };
}

/** Everything that comes, and whether anything will come yet. */
function read(socket: Socket): () => Buffer {
  let bytes = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk]);
  });
  return () => bytes;
}

/** Sends a byte at a time, for as long as it is let. */
function drip(socket: Socket): void {
  const timer = setInterval(() => socket.write('a'), 20);
  socket.on('close', () => clearInterval(timer));
}

const slow: readonly (readonly [what: string, head: string, drips: boolean, bounds: PortBounds])[] = [
  ['nothing at all', '', false, headsSoon],
  ['half a head', HEAD, false, headsSoon],
  ['its headers byte by byte', `${HEAD}X-A: `, true, headsSoon],
  ['no body', `${HEAD}Content-Length: 1000${END}`, false, bodiesSoon],
  ['its body byte by byte', `${HEAD}Content-Length: 1000${END}`, true, bodiesSoon],
  ['its chunks byte by byte', `${HEAD}Transfer-Encoding: chunked${END}fff\r\n`, true, bodiesSoon],
];

for (const [what, head, drips, bounds] of slow) {
  test(`who sends ${what} is told so and cut off`, async () => {
    await using port = await openPort((request) => void request.resume(), bounds);
    const socket = await openSocket(port.port);
    const bytes = read(socket);
    socket.write(head);
    if (drips) drip(socket);
    await until(() => socket.closed, 'the connection is closed');
    const answer = parseAnswer(bytes());
    assertRefused(answer ?? { status: 0, text: '{}' }, 408, 'request-timeout');
  });
}

test('a page whose body does not arrive may read why, and what is no request is told to nobody', async () => {
  const allow = (_request: unknown, response: ServerResponse) =>
    void response.setHeader('Access-Control-Allow-Origin', 'http://localhost:3000').setHeader('Vary', 'Origin').setHeader('X-Own', '1');
  await using port = await openPort(allow);
  const heads = [`${HEAD}Content-Length: 9${END}{`, `${HEAD}Transfer-Encoding: chunked${END}no\r\n`, HEAD, `${HEAD}no header${END}`];
  const answers = heads.map(async (head) => {
    const socket = await openSocket(port.port);
    const bytes = read(socket);
    socket.write(head);
    await until(() => socket.closed, 'the connection is closed');
    const { status, headers } = parseAnswer(bytes()) ?? { headers: new Map() };
    return [status, headers.get('access-control-allow-origin'), headers.get('vary'), headers.get('x-own')];
  });
  assert.deepEqual(await Promise.all(answers), [
    [408, 'http://localhost:3000', 'Origin', undefined],
    [400, 'http://localhost:3000', 'Origin', undefined],
    [408, undefined, undefined, undefined],
    [400, undefined, undefined, undefined],
  ]);
});

test('who sends the head of a second request slowly is cut off as well', async () => {
  await using port = await openPort((_request, response) => void response.end('first'), headsSoon);
  const socket = await openSocket(port.port);
  const bytes = read(socket);
  socket.write(`GET / HTTP/1.1\r\nHost: localhost${END}`);
  await until(() => bytes().includes('first'), 'the first answer');
  socket.write(HEAD);
  await until(() => socket.closed, 'the connection is closed');
  assert.match(bytes().toString(), /request-timeout/);
});

test('a stream is not cut off with them', async () => {
  const streams: { write(text: string): unknown }[] = [];
  await using port = await openPort((request, response) => {
    if (request.method !== 'GET') return void request.resume();
    response.write('open');
    streams.push(response);
  });
  const stream = await openSocket(port.port);
  const bytes = read(stream);
  stream.write(`GET / HTTP/1.1\r\nHost: localhost${END}`);
  await until(() => bytes().includes('open'), 'the stream is open');
  const sender = await openSocket(port.port);
  read(sender);
  sender.write(`${HEAD}Content-Length: 9${END}`);
  await until(() => sender.closed, 'a slow sender, who came later, is cut off');
  streams[0]?.write('still here');
  await until(() => bytes().includes('still here'), 'the stream goes on');
});

test('a thousand half-open requests do not keep honest posts waiting', async () => {
  await using server = await startTestServer();
  const sockets = await Promise.all(Array.from({ length: 1000 }, () => openSocket(server.port)));
  for (const [index, socket] of sockets.entries())
    socket.resume().write(['', 'G', HEAD, `${HEAD}Content-Length: 9${END}`][index % 4] ?? '');
  for (let n = 0; n < 20; n++) await server.publish(`honest.${n}`);
  assert.ok(sockets.every(({ closed }) => !closed));
  await server.hub.dispose();
  await until(() => sockets.every(({ closed }) => closed), 'they end with the hub');
});

/** Whether a connection is answered, or closed without a word. */
async function isServed(port: number, host: string): Promise<boolean> {
  const socket = await openSocket(port, host);
  const bytes = read(socket);
  socket.write(`GET / HTTP/1.1\r\nHost: localhost${END}`);
  await until(() => socket.closed || bytes().length > 0, 'an answer or the end');
  socket.destroy();
  return bytes().length > 0;
}

const hasIpv6 = await new Promise<boolean>((resolve) => {
  const server = createServer();
  server.on('error', () => resolve(false)).listen(0, '::1', () => void server.close(() => resolve(true)));
});

test('connections are counted on both addresses together, and one line in the log tells of a burst', { skip: !hasIpv6 }, async () => {
  await using port = await openPort((_request, response) => void response.end('served'), {
    ...headsSoon,
    headersTimeoutMs: LATE,
    connections: 4,
  });
  const sockets = [];
  for (const host of ['127.0.0.1', '::1', '::1', '127.0.0.1']) sockets.push(await openSocket(port.port, host));
  for (const host of ['127.0.0.1', '::1', '127.0.0.1']) assert.equal(await isServed(port.port, host), false, host);
  assert.equal(port.log.linesOf('warn').length, 1);
  sockets[0]?.destroy();
  for (const host of ['::1', '127.0.0.1']) await until(() => isServed(port.port, host), `${host} is served again`);
});
