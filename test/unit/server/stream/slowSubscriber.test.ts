import assert from 'node:assert/strict';
import { afterEach, mock, test } from 'node:test';
import { HEARTBEAT_MS } from '../../../../src/shared/api.ts';
import { messagesOf, settled, startStreams, typesOf } from './streams.ts';

const KIB = 1024;
/** The lag that is let be, one write of the fan-out, one event. */
const MOST_BYTES = (256 + 64 + 10) * KIB;
const STALL_MS = 15_000;

afterEach(() => mock.timers.reset());

type Streams = ReturnType<typeof startStreams>;

/** Floods a stream whose reader takes nothing: 2 MiB, more than may wait. */
async function flood({ publish }: Streams, mebibytes = 2): Promise<string[]> {
  const ids: string[] = [];
  for (let step = 0; step < mebibytes * 16; step++) {
    ids.push(...(await publish('big', 7, 9.5 * KIB)));
    await settled(1);
  }
  return ids;
}

test('a reader that takes nothing costs a bounded amount of memory', async () => {
  const streams = startStreams();
  const { response } = streams.open();
  await settled();
  response.block();
  const start = response.handedBytes;
  await flood(streams);
  assert.ok(response.handedBytes - start > 256 * KIB, 'the lag was not used');
  assert.ok(response.handedBytes - start <= MOST_BYTES, `${response.handedBytes - start} bytes were handed over`);
});

test('a burst in one turn is bounded too', async () => {
  const { open, publish } = startStreams();
  const { response } = open();
  await settled();
  response.block();
  const start = response.handedBytes;
  await publish('big', 300, 9.5 * KIB);
  await settled();
  assert.ok(response.handedBytes - start <= MOST_BYTES, `${response.handedBytes - start} bytes were handed over`);
});

test('a replay to a reader that takes nothing stops after a chunk', async () => {
  const streams = startStreams();
  const position = streams.log.head();
  await flood(streams);
  const { response } = streams.open({ position });
  response.block();
  await settled(20);
  assert.ok(response.handedBytes <= 2 * 75 * KIB, `${response.handedBytes} bytes were handed over`);
});

test('a reader that was slow catches up, each event once and in order', async () => {
  const streams = startStreams();
  const { response } = streams.open();
  await settled();
  response.block();
  const ids = await flood(streams);
  while (response.readBytes < 128 * KIB) response.readOne();
  await flood(streams, 0.25).then((more) => ids.push(...more));
  response.unblock();
  await settled(100);
  const [last] = await streams.publish('last');
  await settled();
  assert.deepEqual(
    messagesOf(response).map(({ data }) => data.id),
    [undefined, ...ids, last],
  );
});

test('a reader that stalls is cut off after its time, with a reason in the log, and not before', async () => {
  const streams = startStreams();
  const { response } = streams.open({ client: 'curl' });
  await settled();
  response.block();
  await flood(streams);
  streams.clock.now += STALL_MS - 1;
  await streams.publish('more');
  await settled();
  assert.equal(response.destroyed, false);
  streams.clock.now += 1;
  await streams.publish('more');
  await settled();
  assert.equal(response.destroyed, true);
  assert.equal(streams.fanout.size, 0);
  const [line, ...others] = streams.recording.linesOf('warn');
  assert.match(line ?? '', /slow subscriber was cut off.* client=curl waitingBytes=\d{7,} stalledMs=15000/);
  assert.deepEqual(others, []);
});

test('a reader for which little waits is let be, however long it takes nothing', async () => {
  const streams = startStreams();
  const { response } = streams.open();
  await settled();
  response.block();
  await flood(streams, 1);
  streams.clock.now += 60 * 60_000;
  await streams.publish('more');
  await settled();
  assert.equal(response.destroyed, false);
});

test('what a reader has caught up with does not count against it later', async () => {
  const streams = startStreams();
  const { response } = streams.open();
  await settled();
  for (let round = 0; round < 3; round++) {
    response.block();
    await flood(streams, 1);
    streams.clock.now += STALL_MS;
    await streams.publish('more');
    await settled();
    response.unblock();
    await settled(100);
  }
  assert.equal(response.destroyed, false);
});

test('the heartbeat cuts off a stalled reader when nothing is published any more', async () => {
  mock.timers.enable({ apis: ['setInterval'] });
  const streams = startStreams();
  const { response } = streams.open();
  await settled();
  response.block();
  await flood(streams);
  streams.clock.now += STALL_MS;
  mock.timers.tick(HEARTBEAT_MS);
  await settled();
  assert.equal(response.destroyed, true);
});

test('a reader that makes progress is never cut off, however slow it is', async () => {
  const streams = startStreams();
  const { response } = streams.open();
  await settled();
  response.block();
  for (let step = 0; step < 6; step++) {
    await flood(streams, 0.5);
    streams.clock.now += STALL_MS - 1;
    const target = response.readBytes + response.writableLength;
    while (response.readBytes < target) response.readOne();
    await settled();
  }
  assert.equal(response.destroyed, false);
});

test('a reader that takes one write after the other is not cut off, though its buffer is never empty', async () => {
  const streams = startStreams();
  const { response } = streams.open();
  await settled();
  response.block();
  await flood(streams);
  for (let step = 0; step < 4; step++) {
    streams.clock.now += STALL_MS - 1;
    response.readOne();
    await settled();
    assert.ok(response.writableNeedDrain, 'the buffer was emptied: the test proves nothing');
    await streams.publish('more');
    await settled();
    assert.equal(response.destroyed, false);
  }
  streams.clock.now += STALL_MS;
  await streams.publish('more');
  await settled();
  assert.equal(response.destroyed, true);
});

test('a reader that was idle for long is not cut off by the first burst', async () => {
  const { clock, open, publish } = startStreams();
  const { response } = open();
  await settled();
  clock.now += 10 * 60_000;
  response.block();
  const ids = await publish('big', 300, 9.5 * KIB);
  await settled();
  response.unblock();
  await settled(100);
  assert.equal(response.destroyed, false);
  assert.equal(messagesOf(response).length, ids.length + 1);
});

test('a reader that is cut off is reported once, however much was published at once', async () => {
  const streams = startStreams();
  const { response } = streams.open();
  await settled();
  response.block();
  await flood(streams);
  streams.clock.now += STALL_MS;
  await streams.publish('big', 100, 9.5 * KIB);
  await settled();
  assert.equal(response.destroyed, true);
  assert.equal(streams.recording.linesOf('warn').length, 1);
});

test('a slow reader of few types is told of no gap when it missed nothing that it wants', async () => {
  const streams = startStreams({ maxEvents: 100, maxBytes: 2 ** 30 });
  const { response } = streams.open({ types: 'wanted' });
  await settled();
  response.block();
  await streams.publish('wanted', 1, 300 * KIB);
  await settled();
  await streams.publish('other', 200);
  await settled();
  await streams.publish('wanted', 2);
  await settled();
  response.unblock();
  await settled();
  assert.deepEqual(typesOf(response), ['connected', 'wanted', 'wanted', 'wanted']);
});

test('a reader that vanishes while it lags leaves quietly', async () => {
  const streams = startStreams();
  const { response } = streams.open();
  await settled();
  response.block();
  await flood(streams);
  response.destroy(new Error('ECONNRESET'));
  await flood(streams, 0.25);
  await settled();
  assert.equal(streams.fanout.size, 0);
  assert.deepEqual(streams.recording.linesOf('error'), []);
  assert.match(streams.recording.linesOf('debug').join('\n'), /A stream broke/);
});
