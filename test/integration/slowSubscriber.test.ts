import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { okJson } from '../support/answer.ts';
import { idsOf, openStream } from '../support/openStream.ts';
import { openSocket } from '../support/rawHttp.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';
import { until } from '../support/until.ts';

const PAD = 'x'.repeat(1000);
/** More than the kernel holds for a connection that nobody reads, with a wide margin. */
const FLOOD_BATCHES = 12;
const BATCH_EVENTS = 4000;
const LONGER_THAN_STALL_MS = 60_000;
/** For 48 MiB on a busy machine. */
const CATCH_UP_MS = 30_000;
/** 16 KiB in 100 ms are 160 KiB/s. */
const STEADY_BYTES = 16 * 1024;
const STEADY_MS = 100;

/** About 4 MiB. */
async function publishBatch(server: TestServer): Promise<void> {
  const batch = Array.from({ length: BATCH_EVENTS }, (_, n) => ({ event_type: 'flood', data: { n, pad: PAD } }));
  okJson(await server.post('/dev/webhook', batch));
}

/** A subscriber that reads nothing until it is told to. HTTP/1.0, so that the stream comes without chunk marks. */
async function openUnread(server: TestServer): Promise<Socket> {
  const socket = await openSocket(server.port);
  socket.pause();
  socket.write('GET /dev/events?client=sleeper HTTP/1.0\r\nHost: localhost\r\n\r\n');
  await until(async () => okJson(await server.ask('/dev/health')).subscribers === 1, 'the sleeper is subscribed');
  return socket;
}

/** Starts to read; the ids of the events gather in the list that is answered. */
function gatherIds(socket: Socket): string[] {
  const ids: string[] = [];
  let isFirst = true;
  const onEvent = ({ id }: EventSourceMessage) => {
    // The first id is the position in "connected".
    if (id !== undefined && !isFirst) ids.push(id);
    isFirst = false;
  };
  const parser = createParser({ onEvent });
  socket.on('data', (chunk: Buffer) => parser.feed(chunk.toString()));
  socket.resume();
  return ids;
}

for (const [kind, isInMemory] of [
  ['on the disk', false],
  ['in memory', true],
] as const) {
  test(`who reads nothing is cut off with a logged reason, misses nothing later and disturbs nobody: log ${kind}`, {
    timeout: 60_000,
  }, async () => {
    await using server = await startTestServer({ isInMemory });
    const sleeper = await openUnread(server);
    await using reader = await openStream(server.url);
    const position = (await reader.next()).id;
    for (let batch = 0; batch < FLOOD_BATCHES; batch++) await publishBatch(server);
    assert.deepEqual(server.log.linesOf('warn'), [], 'a full queue alone is no reason before the stall time is over');
    server.advance(LONGER_THAN_STALL_MS);
    await server.publish('after');

    await until(() => server.log.linesOf('warn').some((line) => /slow subscriber.*client=sleeper/.test(line)), 'the sleeper is cut off');
    const all = idsOf(await reader.until('after'));
    assert.equal(all.length, FLOOD_BATCHES * BATCH_EVENTS + 1);
    assert.equal(okJson(await server.ask('/dev/health')).subscribers, 1);

    const seen = gatherIds(sleeper);
    await until(() => sleeper.closed, 'the connection ends');
    assert.ok(seen.length < all.length, 'The kernel took everything: the test proves nothing');
    await using back = await openStream(server.url, { headers: { 'Last-Event-ID': seen.at(-1) ?? position ?? '' } });
    const caughtUp = idsOf(await back.until('after')).slice(1);
    assert.deepEqual([...seen, ...caughtUp], all);
  });

  test(`who has fallen behind and reads again in time is not cut off and gets everything: log ${kind}`, { timeout: 60_000 }, async () => {
    await using server = await startTestServer({ isInMemory });
    const sleeper = await openUnread(server);
    for (let batch = 0; batch < FLOOD_BATCHES; batch++) await publishBatch(server);
    const newest = await server.publish('after');
    const ids = gatherIds(sleeper);
    await until(() => ids.at(-1) === newest, 'the sleeper catches up', CATCH_UP_MS);
    server.advance(LONGER_THAN_STALL_MS);
    const last = await server.publish('live.again');
    await until(() => ids.at(-1) === last, 'the sleeper is live again');

    assert.equal(ids.length, FLOOD_BATCHES * BATCH_EVENTS + 2);
    assert.deepEqual([new Set(ids).size, ...ids.slice(-2)], [ids.length, newest, last]);
    assert.deepEqual(server.log.linesOf('warn'), []);
  });
}

test('who reads slowly without a pause is not cut off, however large the events are', { timeout: 60_000 }, async () => {
  await using server = await startTestServer();
  const reader = await openUnread(server);
  const large = { pad: 'x'.repeat(1_000_000) };
  let read = 0;
  const total = 24 * large.pad.length;
  for (let published = 0; read < total && !reader.closed; ) {
    // Always more than may wait: a reader that seems to stall would be cut off by the next event.
    if (published * large.pad.length < read + 12 * large.pad.length) {
      await server.publish('large', large);
      published++;
    }
    const chunk: Buffer | null = reader.read(STEADY_BYTES);
    // The hub's clock goes as it would if this reader took its time.
    if (chunk) server.advance((STEADY_MS * chunk.length) / STEADY_BYTES);
    read += chunk?.length ?? 0;
    await setImmediate();
  }
  assert.deepEqual(server.log.linesOf('warn'), []);
  assert.ok(read >= total, `${read} bytes were read`);
  reader.destroy();
});

for (const [name, idleMs] of [
  ['at once', 0],
  ['after a long silence', 60 * 60_000],
] as const) {
  test(`a fast reader survives a batch of 8 MiB ${name}`, { timeout: 60_000 }, async () => {
    await using server = await startTestServer();
    await using streams = new AsyncDisposableStack();
    const readers = [];
    for (let count = 0; count < 5; count++) readers.push(streams.use(await openStream(server.url)));
    for (const reader of readers) await reader.next();
    server.advance(idleMs);
    const batch = Array.from({ length: 8 }, (_, n) => ({ event_type: 'large', data: { n, pad: 'x'.repeat(1_040_000) } }));
    okJson(await server.post('/dev/webhook', batch));
    await server.publish('end');
    for (const reader of readers) assert.equal((await reader.until('end')).length, 9);
    assert.deepEqual(server.log.linesOf('warn'), []);
  });
}
