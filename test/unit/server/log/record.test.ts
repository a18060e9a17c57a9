import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toGaugeRecord, toLogRecord } from '../../../../src/server/log/record.ts';

/** Everything that `str.splitlines()` of Python, or a line reader of another language, takes for the end of a line. */
const BREAKS = /[\p{Cc}\p{Zl}\p{Zp}]/u;
const hostile = 'a\nb\rc\vd\fe\x1cf\x1dg\x1eh\u0085i\u2028j\u2029k💥\ud83d';
const draft = {
  type: `t${hostile}`,
  data: { [`key${hostile}`]: hostile, list: [hostile] },
  source: hostile,
  sentAt: hostile,
  timestamp: 'now',
};
const event = { type: draft.type, data: draft.data, timestamp: 'now', source: hostile, sent_at: hostile };

test('a record is one line to everybody, and parsers give back what was posted', () => {
  const fact = toLogRecord('x-1', draft);
  const gauge = toGaugeRecord(draft);
  for (const { json } of [fact, gauge]) assert.doesNotMatch(json, BREAKS);
  assert.deepEqual(JSON.parse(fact.json), { id: 'x-1', ...event });
  assert.deepEqual(JSON.parse(gauge.json), event);
});
