import assert from 'node:assert/strict';
import { afterEach, mock, test } from 'node:test';
import { HEARTBEAT_MS } from '../../../../src/shared/api.ts';
import { interpret } from '../../shared/whatwgParser.ts';
import { messagesOf, settled, startStreams, typesOf } from './streams.ts';

afterEach(() => mock.timers.reset());

test('a stream begins with the greeting at its position, then hears what comes', async () => {
  const { open, publish, log } = startStreams();
  await publish('before');
  const [start, { response }] = [log.head(), open()];
  const [id] = await publish('after');
  await settled();
  const [greeting, event, ...rest] = messagesOf(response);
  assert.deepEqual(greeting, { data: { type: 'connected', message: 'SSE connected' }, position: start });
  assert.equal(event?.data.type, 'after');
  assert.deepEqual([event?.data.id, event?.position], [id, id]);
  assert.deepEqual(rest, []);
  assert.equal(interpret(response.chunks).retryMs, 1000);
});

test('a stream that resumes hears what it missed, and what comes meanwhile, once', async () => {
  const { open, publish } = startStreams();
  const [first] = await publish('first');
  await publish('missed', 3);
  const { response } = open(first === undefined ? {} : { position: first });
  await publish('meanwhile');
  await settled();
  await publish('live');
  await settled();
  assert.deepEqual(typesOf(response), ['connected', 'missed', 'missed', 'missed', 'meanwhile', 'live']);
});

for (const [case_, reason] of [
  ['was trimmed', 'retention'],
  ['was cleared', 'cleared'],
  ['is unknown', 'unknown_id'],
] as const) {
  test(`a stream whose position ${case_} is told so first, then hears all that is kept`, async () => {
    const { log, open, publish } = startStreams({ maxEvents: 2, maxBytes: 2 ** 30 });
    const origin = log.head();
    const ids = await publish('old', 4);
    if (reason === 'cleared') await log.clear();
    const from = reason === 'unknown_id' ? 'of-another-log' : origin;
    const { response } = open({ position: from, types: 'old' });
    await settled();
    const to = reason === 'cleared' ? null : (ids[2] ?? '');
    const [greeting, gap, ...rest] = messagesOf(response);
    assert.equal(greeting?.position, log.start());
    assert.deepEqual(gap, { data: { type: 'stream.gap', data: { from, to, reason } }, position: log.start() });
    assert.deepEqual(
      rest.map(({ position }) => position),
      reason === 'cleared' ? [] : ids.slice(2),
    );
  });
}

test('a foreign reader whose position is unknown is told of nothing that is kept, and hears what comes', async () => {
  const { log, open, publish } = startStreams();
  await publish('old', 4);
  const { response } = open({ position: 'guessed', isForeign: true });
  await publish('new');
  await settled();
  const [greeting, gap, event] = messagesOf(response);
  assert.deepEqual(gap?.data, { type: 'stream.gap', data: { from: 'guessed', to: null, reason: 'unknown_id' } });
  assert.equal(greeting?.position, gap?.position);
  assert.deepEqual([event?.data.type, event?.position], ['new', log.head()]);
});

test('a foreign reader that falls behind what is kept had its position, and hears the rest', async () => {
  const { open, publish } = startStreams({ maxEvents: 2, maxBytes: 2 ** 30 });
  const { response } = open({ isForeign: true });
  await settled();
  response.block();
  await publish('big', 1, 300_000);
  await settled();
  const ids = [...(await publish('late')), ...(await publish('late')), ...(await publish('late'))];
  await settled();
  response.unblock();
  await settled(20);
  assert.deepEqual(typesOf(response), ['connected', 'big', 'stream.gap', 'late', 'late']);
  assert.deepEqual(messagesOf(response)[2]?.data.data, { from: messagesOf(response)[1]?.position, to: ids[1], reason: 'retention' });
});

test('a gauge reaches live streams that want it, without an id', async () => {
  const { open, publish, pushGauge } = startStreams();
  const [all, levels, others] = [open(), open({ types: 'audio_*' }), open({ types: 'agent.*' })];
  await settled();
  const [id] = await publish('fact');
  pushGauge();
  await settled();
  const gauge = messagesOf(all.response).at(-1);
  assert.deepEqual([gauge?.data.type, gauge?.position], ['audio_level', id]);
  assert.ok(gauge && !('id' in gauge.data));
  assert.deepEqual(typesOf(levels.response), ['connected', 'audio_level']);
  assert.deepEqual(typesOf(others.response), ['connected']);
});

test('what is published in one turn leaves in one write per stream', async () => {
  const { open, publish } = startStreams();
  const { response } = open();
  await settled();
  const before = response.chunks.length;
  await Promise.all([publish('a', 20), publish('b', 30)]);
  await settled();
  assert.equal(response.chunks.length - before, 1);
  assert.equal(messagesOf(response).length, 51);
});

test('after a flush that took long, what is published is gathered for as long', async () => {
  const { clock, open, publish } = startStreams();
  const { response } = open();
  await settled();
  response.onWrite = () => {
    clock.now += 5;
  };
  await publish('a');
  await settled();
  await publish('b');
  await settled(50);
  clock.now += 4;
  await publish('c');
  await settled(50);
  assert.deepEqual(typesOf(response), ['connected', 'a']);
  clock.now += 1;
  await settled();
  assert.deepEqual(typesOf(response), ['connected', 'a', 'b', 'c']);
});

test('counts the streams that hear a type, windows left out, until they close', async () => {
  const { fanout, open } = startStreams();
  const { response } = open();
  open({ types: 'agent.*' });
  open({ types: 'agent.*,rental.*' });
  open({ isCounted: false });
  assert.deepEqual([fanout.count(), fanout.size], [3, 4]);
  assert.equal(fanout.count(new Set(['agent.created'])), 3);
  assert.equal(fanout.count(new Set(['rental.created'])), 2);
  assert.equal(fanout.count(new Set(['rental.created', 'agent.created'])), 3);
  assert.equal(fanout.count(new Set(['other'])), 1);
  assert.equal(fanout.count(new Set()), 0);
  response.destroy();
  await settled();
  assert.deepEqual([fanout.count(), fanout.size], [2, 3]);
});

test('a stream is counted before its replay is over', async () => {
  const { fanout, open, publish, log } = startStreams();
  const start = log.head();
  await publish('old', 100, 10_000);
  const { response } = open({ position: start });
  response.block();
  await settled();
  assert.equal(fanout.count(new Set(['old'])), 1);
});

test('the heartbeat is a comment, and gives filtered streams a position', async () => {
  mock.timers.enable({ apis: ['setInterval'] });
  const { open, publish, log } = startStreams();
  const [all, filtered] = [open(), open({ types: 'agent.*' })];
  await settled();
  await publish('other', 3);
  await settled();
  mock.timers.tick(HEARTBEAT_MS);
  await settled();
  for (const { response } of [all, filtered]) assert.match(Buffer.concat(response.chunks).toString(), /\n\n: heartbeat\n\n/);
  assert.deepEqual(typesOf(filtered.response), ['connected']);
  assert.equal(interpret(filtered.response.chunks).lastEventId, log.head());
  assert.equal(interpret(all.response.chunks).lastEventId, log.head());
});

test('a heartbeat does not run ahead of what a stream has been sent', async () => {
  mock.timers.enable({ apis: ['setInterval'] });
  const { open, publish, log } = startStreams();
  const start = log.head();
  await publish('agent.created', 40, 10_000);
  const { response } = open({ types: 'agent.*', position: start });
  response.block();
  await settled();
  mock.timers.tick(HEARTBEAT_MS);
  response.unblock();
  await settled(20);
  const positions = messagesOf(response).map(({ position }) => position);
  assert.equal(positions.length, 41);
  assert.equal(new Set(positions).size, 41);
});

test('closing sends what is queued, ends every stream and leaves nothing behind', async () => {
  const { fanout, log, open, publish } = startStreams();
  const { response } = open();
  await settled();
  await publish('last');
  fanout.dispose();
  await settled();
  assert.ok(response.writableFinished);
  assert.deepEqual(typesOf(response), ['connected', 'last']);
  await log.append([]);
  await publish('unheard');
  await settled();
  assert.equal(fanout.size, 0);
  assert.deepEqual(typesOf(response), ['connected', 'last']);
});
