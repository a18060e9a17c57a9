import assert from 'node:assert/strict';
import { afterEach, mock, test } from 'node:test';
import { type EventRecord, toGaugeRecord } from '../../../../src/server/log/record.ts';
import { Statistics } from '../../../../src/server/stats/statistics.ts';
import { OTHER_TYPES } from '../../../../src/server/stats/trafficCounter.ts';
import { Audience } from '../../../../src/server/stream/audience.ts';
import { Emitter } from '../../../../src/shared/emitter.ts';
import type { Stats, TargetStats } from '../../../../src/shared/webhooks.ts';
import { draft } from '../log/drafts.ts';
import type { SlowResponse } from '../stream/slowResponse.ts';
import { messagesOf, settled, startStreams } from '../stream/streams.ts';

const target: TargetStats = {
  key: '0a1b2c3d',
  url: 'http://localhost:5173/hook',
  state: 'closed',
  since: '2026-01-01T00:00:00.000Z',
  delivered: 0,
  failures: 0,
  failed: 0,
  queued: 0,
  perSecond: 0,
  perMinute: 0,
  p50Ms: null,
  p95Ms: null,
};

afterEach(() => mock.reset());

/** Statistics of a log, of gauges and of one target whose figures the test sets, with a real audience. */
function startStatistics() {
  mock.timers.enable({ apis: ['setInterval'] });
  const streams = startStreams();
  const gauges = new Emitter<readonly EventRecord[]>();
  const deliveries = new Emitter<void>();
  const figures = { target };
  const audience = new Audience();
  const statistics = new Statistics({
    since: '2026-01-01T00:00:00.000Z',
    passing: [streams.log.onDidAppend, gauges.event],
    deliveries: { targets: () => [figures.target], onDidChange: deliveries.event },
    audience,
    now: () => new Date(streams.clock.now),
  });
  const attach = (client = 'window') => {
    const opened = streams.open({ isCounted: false, client });
    audience.add(opened.subscriber);
    return opened.response;
  };
  return { ...streams, gauges, deliveries, figures, statistics, attach };
}

/** What a window heard as `stream.stats`. */
function statsOf(response: SlowResponse): Stats[] {
  return messagesOf(response)
    .filter(({ data }) => data.type === 'stream.stats')
    .map(({ data }) => data.data as Stats);
}

test('facts and gauges are counted, each once, from the start on', async () => {
  const { statistics, publish, gauges } = startStatistics();
  await publish('fact', 3);
  gauges.fire([toGaugeRecord(draft({ type: 'audio_level' }))]);
  const { since, types, targets } = statistics.read();
  assert.deepEqual([since, targets], ['2026-01-01T00:00:00.000Z', [target]]);
  assert.deepEqual(
    types.map(({ type, count, perMinute }) => [type, count, perMinute]),
    [
      ['fact', 3, 3],
      ['audio_level', 1, 1],
    ],
  );
});

test('an answer has at most 200 types, a window gets 20, and each a line for all others', async () => {
  const { statistics, publish, attach } = startStatistics();
  for (let n = 0; n < 300; n++) await publish(`type.${n}`);
  const response = attach();
  await settled();
  const { types } = statistics.read();
  assert.deepEqual([types.length, types.at(-1)?.type, types.at(-1)?.count], [201, OTHER_TYPES, 100]);
  const [shown] = statsOf(response);
  assert.deepEqual([shown?.types.length, shown?.types.at(-1)?.type, shown?.types.at(-1)?.count], [21, OTHER_TYPES, 280]);
});

test('a window hears the figures when it attaches, right after the state of the hub', async () => {
  const { attach } = startStatistics();
  const response = attach();
  await settled();
  assert.deepEqual(
    messagesOf(response).map(({ data }) => data.type),
    ['connected', 'stream.status', 'stream.stats'],
  );
  assert.deepEqual(statsOf(response), [{ since: '2026-01-01T00:00:00.000Z', types: [], sources: [], targets: [target] }]);
});

test('a window that attaches is told alone', async () => {
  const { attach } = startStatistics();
  const first = attach();
  attach();
  await settled();
  assert.equal(statsOf(first).length, 1);
});

test('windows and panels hear what passes, and nobody else does', async () => {
  const { attach, open, publish } = startStatistics();
  const responses = [attach('window'), attach('panel'), open().response];
  await publish('fact');
  await settled();
  assert.deepEqual(
    responses.map((response) => statsOf(response).map(({ types }) => types[0]?.count)),
    [[undefined, 1], [undefined, 1], []],
  );
});

test('windows hear of a change at a target', async () => {
  const { attach, deliveries, figures } = startStatistics();
  const response = attach();
  figures.target = { ...target, state: 'open', failures: 5, error: 'ECONNREFUSED' };
  deliveries.fire();
  await settled();
  assert.deepEqual(statsOf(response).at(-1)?.targets, [figures.target]);
});

test('after its end it counts and sends nothing', async () => {
  const { attach, deliveries, figures, publish, statistics } = startStatistics();
  const response = attach();
  await statistics.dispose();
  await publish('late');
  figures.target = { ...target, queued: 1 };
  deliveries.fire();
  const late = attach();
  await settled();
  assert.deepEqual([statsOf(response).length, statsOf(late).length, statistics.read().types], [1, 0, []]);
});

test('without a window no timer runs', async () => {
  const { attach, publish } = startStatistics();
  attach().destroy();
  await settled();
  const timers = mock.method(globalThis, 'setInterval');
  await publish('fact', 5);
  assert.equal(timers.mock.callCount(), 0);
});

test('a window that does not read gets the newest figures when it does, and they do not pile up', async () => {
  const { attach, deliveries, figures } = startStatistics();
  const response = attach();
  for (const last of [500, 1000]) {
    response.block();
    const handed = response.handedBytes;
    for (let failures = last - 499; failures <= last; failures++) {
      figures.target = { ...target, failures };
      deliveries.fire();
      mock.timers.tick(1000);
    }
    assert.ok(response.handedBytes - handed < 64 * 1024);
    assert.ok(response.listenerCount('drain') <= 1);
    response.unblock();
    await settled();
    const heard = statsOf(response).map(({ targets }) => targets[0]?.failures);
    assert.deepEqual([heard.at(-1), heard.length < 200, new Set(heard).size], [last, true, heard.length]);
  }
});
