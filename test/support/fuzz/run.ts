import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import type { TestContext } from 'node:test';
import fc from 'fast-check';
import { ask, errorOf, jsonOf, okJson } from '../answer.ts';
import { type ServedHub, serveCli } from '../cli.ts';
import { childrenOf, isAlive, residentBytes } from '../processes.ts';
import { openSocket, parseAnswer, type RawAnswer } from '../rawHttp.ts';
import { until, within } from '../until.ts';
import { type FuzzRequest, fuzzBytes, fuzzRequest } from './requests.ts';

export type FuzzPlan = {
  readonly minutes: number;
  /** So many at least, however long it takes. */
  readonly requests: number;
  /** Repeats the choices of another run, though not its timing. */
  readonly seed: number;
};

const REQUESTS_AT_ONCE = 25;
const RUNS_PER_ROUND = 40;
const ROUND_LIMIT_MS = 120_000;
const MIB = 1024 * 1024;
/**
 * What the hub may have more at the end than after the first fifth. In one run of ten its allocator took a quarter of a GiB at some time,
 * kept it and took no more, while the JavaScript heap stayed at 16 MiB; a leak of 100 bytes a request would be more than that in half an hour.
 */
const GROWTH_BYTES = 320 * MIB;
/** What is worth a line of the hub and no failure of it: it is what was asked for. */
const EXPECTED = /^warn: (The microphone was switched on without the token|A page posts too much)/;

type FuzzedHub = ServedHub & { readonly token: string };

/** Sends random requests to the built hub, right and wrong ones, and wants a proper answer to each of them and a hub that is well. */
export async function proveFuzz(t: TestContext, { minutes, requests, seed }: FuzzPlan): Promise<void> {
  await using served = await serveCli(['--port', '0', '--no-webhooks', '--audio-backend', 'tone', '--print-token']);
  const hub: FuzzedHub = { ...served, token: String(served.ready.token) };
  const started = performance.now();
  const part = () => (performance.now() - started) / (minutes * 60_000);
  const sizes: number[] = [];
  let count = 0;
  t.diagnostic(`seed ${seed}`);
  for (let round = 0; part() < 1 || count < requests; round++) {
    await proveRound(hub, seed + round);
    count += RUNS_PER_ROUND * REQUESTS_AT_ONCE;
    if (part() > sizes.length / 10) sizes.push(residentBytes(hub.pid));
  }
  t.diagnostic(`${count} requests; the hub had ${sizes.map((bytes) => Math.round(bytes / MIB)).join(', ')} MiB`);
  await assertWell(hub);
  const warm = Math.max(...sizes.slice(0, 3));
  assert.ok((sizes.at(-1) ?? 0) - warm < GROWTH_BYTES, `The hub grew from ${warm} to ${sizes.at(-1)} bytes`);
}

/** A failure names its seed, the path to the shortest counterexample, and that. */
async function proveRound(hub: FuzzedHub, seed: number): Promise<void> {
  const several = fc.array(fuzzRequest, { minLength: REQUESTS_AT_ONCE, maxLength: REQUESTS_AT_ONCE });
  const property = fc.asyncProperty(several, (all) => exchangeAll(hub, all));
  await fc.assert(property, { seed, numRuns: RUNS_PER_ROUND, interruptAfterTimeLimit: ROUND_LIMIT_MS, markInterruptAsFailure: true });
}

async function exchangeAll(hub: FuzzedHub, all: readonly FuzzRequest[]): Promise<void> {
  const sockets = await Promise.all(all.map((one) => exchange(hub, one)));
  for (const [index, socket] of sockets.entries()) {
    // Node loses the handle of a connection that is reset while its end is on the way.
    if (all[index]?.end === 'reset' && socket.writable) socket.resetAndDestroy();
    else socket.destroy();
  }
}

/** Leaves the connection open unless it shall end at once: the hub may go on with a stream. */
async function exchange({ port, token }: FuzzedHub, one: FuzzRequest): Promise<Socket> {
  const socket = await openSocket(port);
  const isWhole = one.sent === 1;
  const answered = readAnswer(socket, one.method === 'HEAD');
  socket.write(fuzzBytes(one, token));
  if (!isWhole) socket.end();
  const answer = await within(answered, `an answer to ${one.method} ${one.path}`, 30_000);
  assert.ok(answer || !isWhole, 'The hub closed the connection without an answer');
  if (answer) assertProper(one, answer);
  if (one.end === 'at once') socket.destroy();
  return socket;
}

function readAnswer(socket: Socket, isHead: boolean): Promise<RawAnswer | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<RawAnswer | undefined>();
  let bytes: Buffer = Buffer.alloc(0);
  const read = (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk]);
    try {
      const answer = parseAnswer(bytes, isHead);
      if (!answer) return;
      // Of a stream the head is enough; the rest is read and forgotten.
      socket.off('data', read).resume();
      resolve(answer);
    } catch (error) {
      reject(error);
    }
  };
  socket.on('data', read).on('close', () => resolve(undefined));
  return promise;
}

function assertProper({ method }: FuzzRequest, { status, headers, text }: RawAnswer): void {
  assert.notEqual(status, 500, text);
  assert.ok((status >= 200 && status < 300) || status >= 400, `status ${status}`);
  if (method === 'HEAD' || status === 204 || headers.get('content-type')?.startsWith('text/event-stream')) return;
  if (headers.get('content-type')?.startsWith('text/plain')) assert.match(text, /^Dev Sync is on/);
  else if (status < 300) jsonOf({ text });
  else errorOf({ text });
}

async function assertWell(hub: FuzzedHub): Promise<void> {
  const headers = { Authorization: `Bearer ${hub.token}` };
  okJson(await ask(hub.port, '/api/listen/stop', { method: 'POST', headers }));
  assert.ok(isAlive(hub.pid));
  assert.equal(okJson(await ask(hub.port, '/dev/health')).pid, hub.pid);
  await until(async () => okJson(await ask(hub.port, '/dev/health')).subscribers === 0, 'no stream is left');
  await until(() => childrenOf(hub.pid).length === 0, 'nothing captures sound');
  for (const line of hub.stdout().trimEnd().split('\n')) jsonOf({ text: line });
  const words = hub.stderr().split('\n');
  assert.deepEqual(
    words.filter((line) => /^(error|warn): |^ +at /.test(line) && !EXPECTED.test(line)),
    [],
  );
}
