import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextDelay } from '../../../../../webview/host/browser/backoff.ts';

test('pauses between tries double up to ten seconds', () => {
  const pauses = Array.from({ length: 8 }, (_, attempt) => nextDelay(attempt, 1));
  assert.deepEqual(pauses, [250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000]);
});

test('chance shortens a pause by half at most', () => {
  assert.deepEqual([nextDelay(3, 0), nextDelay(3, 0.5)], [1000, 1500]);
});
