import assert from 'node:assert/strict';
import { test } from 'node:test';
import { durationText, scheduleOf, spanOf } from '../../../../src/client/eventFiles/schedule.ts';

const schedule = (...times: readonly (number | null)[]) => scheduleOf(times.map((at) => ({ at })));

test('events keep their distances', () => assert.deepEqual([...schedule(1000, 1250, 5000)], [0, 250, 4000]));

test('what happened before the event above it, or nobody knows when, comes with that one', () => {
  assert.deepEqual([...schedule(null, 1000, 900, null, 1200, 1100)], [0, 0, 0, 0, 200, 200]);
  assert.deepEqual([...schedule(null, null)], [0, 0]);
  assert.deepEqual([...schedule()], []);
});

test('how long it takes and the longest pause are known before', () => {
  assert.deepEqual(spanOf(schedule(0, 1000, 9000, 9500)), { durationMs: 9500, longestPauseMs: 8000 });
  assert.deepEqual(spanOf(schedule()), { durationMs: 0, longestPauseMs: 0 });
});

test('a duration reads as people say it', () => {
  const texts = [0, 420, 9_999, 45_900, 130_000, 3_599_999, 12_000_000, 183_600_000].map(durationText);
  assert.deepEqual(texts, ['0 s', '0.4 s', '10 s', '45 s', '2 min 10 s', '59 min 59 s', '3 h 20 min', '2 d 3 h']);
});
