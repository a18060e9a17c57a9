import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gaugeMessage, messageOf, takenAt } from '../../../../src/server/delivery/message.ts';
import { toGaugeRecord, toLogRecord } from '../../../../src/server/log/record.ts';

const timestamp = '2024-01-01T00:00:00.000Z';

test('a target is sent type and data, and nothing else of the event', () => {
  const record = toLogRecord('id-1', {
    type: 'a.b',
    data: { n: 1, text: 'ü\u2028' },
    source: 'cli',
    sentAt: timestamp,
    timestamp,
    hops: 'x, y',
  });
  const { id, body, hops } = messageOf(record);
  assert.deepEqual([id, hops, JSON.parse(body)], ['id-1', 'x, y', { type: 'a.b', data: { n: 1, text: 'ü\u2028' } }]);
  assert.equal(takenAt(record), Date.parse(timestamp));
});

test('integers that JavaScript cannot hold keep their digits', () => {
  const json = '{"id":"i","type":"a","data":{"n":12345678901234567890},"timestamp":"2024-01-01T00:00:00.000Z","source":null}';
  assert.equal(messageOf({ id: 'i', type: 'a', source: null, hops: null, json }).body, '{"type":"a","data":{"n":12345678901234567890}}');
});

test('each gauge is a message of its own, and remembers where it has been', () => {
  const record = toGaugeRecord({ type: 'audio_level', data: { audioLevel: 3 }, source: null, timestamp, hops: 'x' });
  const [first, second] = [gaugeMessage(record), gaugeMessage(record)];
  assert.deepEqual([first.body, first.hops], ['{"type":"audio_level","data":{"audioLevel":3}}', 'x']);
  assert.notEqual(first.id, second.id);
});
