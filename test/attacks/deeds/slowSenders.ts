import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { assertRefused } from '../../support/answer.ts';
import { residentBytes } from '../../support/processes.ts';
import { openSocket, parseAnswer } from '../../support/rawHttp.ts';
import { until } from '../../support/until.ts';
import { bytesOf, FROM_PAGE, get, LOCALHOST, postEvent } from '../table/attack.ts';
import type { Deed } from './deeds.ts';

const SOCKETS = 1000;
const DRIP_MS = 500;
const MIB = 1024 * 1024;
/** Ten MiB a second, 300 until the hub has had enough. */
const PUMP_MS = 100;
/** Ten seconds for the headers, thirty for the whole, and five until somebody looks; the rest is for a busy machine. */
const HEADERS_MS = 20_000;
const REQUEST_MS = 45_000;

/** The beginnings of requests: nothing, a part of the head, a part of the body. */
const halves = ['', 'GET /dev/events HT', get('/dev/health').slice(0, -2), postEvent(FROM_PAGE).slice(0, -80)];

export const halfOpen: Deed = async (hub) => {
  const sockets = await Promise.all(Array.from({ length: SOCKETS }, () => openSocket(hub.port)));
  for (const [index, socket] of sockets.entries()) socket.resume().write(halves[index % halves.length] ?? '');
  for (let n = 0; n < 50; n++) await hub.publish();
  assert.equal(sockets.filter(({ closed }) => closed).length, 0, 'The posts came before the half-open sockets were closed');
  await until(() => sockets.every(({ closed }) => closed), 'the half-open sockets are closed', HEADERS_MS);
};

export const slowHeaders: Deed = ({ port }) => assertTimedOut(port, get('/dev/health', `X-A: ${'a'.repeat(1000)}`), HEADERS_MS);

export const slowBody: Deed = async ({ port }) => {
  const whole = postEvent(`X-A: ${'a'.repeat(1000)}`);
  const head = whole.slice(0, whole.indexOf('\r\n\r\n') + 4).replace(/Content-Length: \d+/, 'Content-Length: 1000');
  await assertTimedOut(port, ' '.repeat(1000), REQUEST_MS, head);
};

export const endlessBody: Deed = async ({ port, pid }) => {
  const socket = await openSocket(port);
  const before = residentBytes(pid);
  socket.resume().write(bytesOf('POST /dev/webhook HTTP/1.1', [LOCALHOST, 'Content-Type: application/json', 'Transfer-Encoding: chunked']));
  const chunk = `${MIB.toString(16)}\r\n${' '.repeat(MIB)}\r\n`;
  const pump = setInterval(() => void (socket.writableNeedDrain || socket.write(chunk)), PUMP_MS);
  try {
    await until(() => socket.closed, 'the hub has had enough', REQUEST_MS);
  } finally {
    clearInterval(pump);
    socket.destroy();
  }
  const grownBytes = residentBytes(pid) - before;
  assert.ok(grownBytes < 128 * MIB, `The hub grew by ${grownBytes} bytes`);
};

/** Sends at once what comes first, then byte by byte, and reads why the hub has had enough. */
async function assertTimedOut(port: number, bytes: string, timeoutMs: number, first = ''): Promise<void> {
  const socket = await openSocket(port);
  const answer = readAll(socket);
  socket.write(first);
  let sent = 0;
  const drip = setInterval(() => socket.write(bytes.slice(sent, ++sent)), DRIP_MS);
  try {
    await until(() => socket.closed, 'the hub has had enough', timeoutMs);
  } finally {
    clearInterval(drip);
    socket.destroy();
  }
  const refusal = parseAnswer(answer());
  assert.ok(refusal, 'The hub closed the connection without an answer');
  assertRefused(refusal, 408, 'request-timeout');
}

function readAll(socket: Socket): () => Buffer {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks);
}
