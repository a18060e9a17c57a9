import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { LevelFeed } from '../../../src/client/levelFeed.ts';
import type { LevelStreamOptions } from '../../../src/client/levelStream.ts';
import { DevSyncError } from '../../../src/shared/errors.ts';
import type { MeterFrame } from '../../../src/shared/listening.ts';
import { createLogger } from '../../../src/shared/logger.ts';

const BUNDLE_MS = 33;
const RETRY_MS = 250;
const hub = { url: 'http://localhost:4848', token: 'a' };

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout'] });
});

const frame = (t: number): MeterFrame => ({
  ...{ t, rmsDb: -20, peakDb: -17, holdDb: -17, vuDb: -20 },
  ...{ percent: 66, clipped: false, clipCount: 0, sessionId: 'one' },
});

type Stream = LevelStreamOptions & { end(): void; break(): void };

/** A feed at the edge of a hub whose streams the test holds in its hands. */
function open() {
  const streams: Stream[] = [];
  const follow = (options: LevelStreamOptions) => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    options.signal.addEventListener('abort', () => resolve());
    streams.push({ ...options, end: resolve, break: () => reject(new DevSyncError('hub-unreachable')) });
    return promise;
  };
  const feed = new LevelFeed({ follow, logger: createLogger(() => {}) });
  const heard: number[][] = [];
  feed.onDidReceive((frames) => heard.push(frames.map(({ t }) => t)));
  const alive = () => streams.filter(({ signal }) => !signal.aborted).length;
  return { feed, streams, heard, alive };
}

test('frames come in their order, in bundles', () => {
  const { feed, streams, heard } = open();
  feed.listenTo(hub);
  for (const t of [1, 2]) streams[0]?.onFrame(frame(t));
  mock.timers.tick(BUNDLE_MS - 1);
  assert.deepEqual(heard, []);
  mock.timers.tick(1);
  streams[0]?.onFrame(frame(3));
  mock.timers.tick(BUNDLE_MS);
  assert.deepEqual(heard, [[1, 2], [3]]);
  feed.dispose();
});

test('one stream is open exactly while there is something to hear', async () => {
  const { feed, streams, alive } = open();
  assert.equal(alive(), 0);
  feed.listenTo(hub);
  feed.listenTo({ ...hub });
  assert.equal(alive(), 1);
  assert.deepEqual([streams[0]?.url, streams[0]?.token], [hub.url, hub.token]);
  feed.listenTo(undefined);
  await turn();
  mock.timers.tick(RETRY_MS);
  assert.deepEqual([alive(), streams.length], [0, 1]);
  feed.listenTo(hub);
  assert.equal(alive(), 1);
  feed.dispose();
  assert.equal(alive(), 0);
});

test('another hub at the same address is another stream', () => {
  const { feed, streams, alive } = open();
  feed.listenTo(hub);
  feed.listenTo({ ...hub, token: 'b' });
  assert.deepEqual([alive(), streams.at(-1)?.token], [1, 'b']);
  feed.dispose();
});

for (const way of ['end', 'break'] as const) {
  test(`a stream that ${way}s while the microphone is on is taken up again after a pause`, async () => {
    const { feed, streams, heard } = open();
    feed.listenTo(hub);
    for (let round = 1; round <= 3; round++) {
      streams[round - 1]?.[way]();
      await turn();
      mock.timers.tick(RETRY_MS - 1);
      await turn();
      assert.equal(streams.length, round);
      mock.timers.tick(1);
      await turn();
      assert.equal(streams.length, round + 1);
    }
    streams.at(-1)?.onFrame(frame(9));
    mock.timers.tick(BUNDLE_MS);
    assert.deepEqual(heard, [[9]]);
    feed.dispose();
  });
}

test('nothing is taken up, and nothing is heard, after the end', async () => {
  const { feed, streams, heard } = open();
  feed.listenTo(hub);
  streams[0]?.onFrame(frame(1));
  streams[0]?.break();
  await turn();
  feed.listenTo(undefined);
  streams[0]?.onFrame(frame(2));
  mock.timers.tick(10 * RETRY_MS);
  await turn();
  assert.equal(streams.length, 1);
  assert.deepEqual(heard, []);
});
