import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Hub } from '../../../src/server/hub.ts';
import { messagesOf, settled, startStreams } from './stream/streams.ts';

const now = new Date('2024-05-06T07:08:09.010Z');

function startHub() {
  const streams = startStreams();
  return { ...streams, hub: new Hub(streams.log, streams.fanout, () => now) };
}

const draft = (type: string) => ({ type, data: {}, source: null });

test('facts get an id and a place in the log, gauges neither', async () => {
  const { hub, log } = startHub();
  const { accepted, firstId, lastId } = await hub.publish([draft('audio_level'), draft('a'), draft('audio_level'), draft('b')]);
  assert.deepEqual([accepted, log.health().events], [4, 2]);
  assert.equal(lastId, log.head());
  assert.equal((await log.get(firstId ?? '')).type, 'a');
});

test('only gauges leave the log as it is', async () => {
  const { hub, log } = startHub();
  const published = await hub.publish([draft('audio_level')]);
  assert.deepEqual(published, { accepted: 1, firstId: null, lastId: null, notified: 0 });
  assert.equal(log.health().events, 0);
});

test('the hub stamps its own time, with milliseconds, and keeps that of the sender', async () => {
  const { hub, log } = startHub();
  await hub.publish([{ ...draft('a'), sentAt: '1999' }]);
  const { timestamp, sent_at } = JSON.parse((await log.get(log.head())).json);
  assert.deepEqual([timestamp, sent_at], ['2024-05-06T07:08:09.010Z', '1999']);
});

test('a stream that hears one of several types is notified once', async () => {
  const { hub, open } = startHub();
  open();
  open({ types: 'a' });
  open({ types: 'c' });
  open({ types: 'audio_level', isCounted: false });
  const { notified } = await hub.publish([draft('a'), draft('b'), draft('audio_level'), draft('a')]);
  assert.equal(notified, 2);
});

test('events of one turn reach a stream in the order in which they were published', async () => {
  const { hub, open } = startHub();
  const { response } = open();
  await settled();
  const published = await Promise.all(['a', 'b', 'c'].map((type) => hub.publish([draft(type), draft(`${type}2`)])));
  await settled();
  const heard = messagesOf(response).slice(1);
  assert.deepEqual(
    heard.map(({ data }) => data.type),
    ['a', 'a2', 'b', 'b2', 'c', 'c2'],
  );
  assert.deepEqual(
    heard.map(({ data }) => data.id),
    published.flatMap(({ firstId, lastId }) => [firstId, lastId]),
  );
});
