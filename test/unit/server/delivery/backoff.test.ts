import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backoffMs, retryAfterMs } from '../../../../src/server/delivery/backoff.ts';

const NOW = Date.parse('2024-01-01T00:00:00.000Z');

test('the most that is waited doubles from 250 ms to 30 s', () => {
  const most = Array.from({ length: 10 }, (_, index) => backoffMs(index + 1, () => 1));
  assert.deepEqual(most, [250, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
  assert.equal(
    backoffMs(10_000, () => 1),
    30_000,
  );
});

test('the jitter takes any part of it, down to nothing', () => {
  assert.deepEqual([backoffMs(3, () => 0), backoffMs(3, () => 0.25)], [0, 250]);
});

for (const [header, expected] of [
  ['3', 3000],
  ['0', 0],
  ['Mon, 01 Jan 2024 00:00:07 GMT', 7000],
  ['Sun, 31 Dec 2023 23:59:00 GMT', 0],
  ['soon', 0],
  ['-5', 0],
  ['', 0],
  [undefined, 0],
] as const) {
  test(`Retry-After: ${header} asks for ${expected} ms`, () => assert.equal(retryAfterMs(header, NOW), expected));
}
