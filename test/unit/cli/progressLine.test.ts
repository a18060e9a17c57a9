import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { progressLine } from '../../../src/cli/progressLine.ts';

test('a line has a bar, the share, the count, the pace and what is left', () => {
  assert.equal(
    progressLine({ count: 50_000, share: 0.5 }, 10_000, 80),
    `▕${'█'.repeat(19)}${' '.repeat(19)}▏  50%  50,000 events  5,000/s  10 s left`,
  );
});

test('what there is no room for is left out, the last first', () => {
  const at = (columns: number) => progressLine({ count: 50_000, share: 0.5 }, 10_000, columns).replace(/^.*▏/, '').trim();
  assert.deepEqual([50, 45, 20, 10].map(at), [
    '50%  50,000 events  5,000/s  10 s left',
    '50%  50,000 events  5,000/s  10 s left',
    '50%  50,000 events',
    '50%',
  ]);
});

test('where nobody knows how much there is, there is no bar and no end', () => {
  assert.equal(progressLine({ count: 1234, share: undefined }, 2000, 80), '1,234 events  617/s');
});

test('in the first second nothing is guessed', () => {
  assert.match(progressLine({ count: 10, share: 0.1 }, 999, 80), /▏ {2}10% {2}10 events$/);
});

test('no line is wider than the terminal, and no bar is full before the end', () => {
  const property = fc.property(
    fc.nat(),
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.integer({ min: 0, max: 10 ** 9 }),
    fc.integer({ min: 1, max: 200 }),
    (count, share, elapsedMs, columns) => {
      const line = progressLine({ count, share }, elapsedMs, columns);
      assert.ok(line.length <= columns, line);
      if (share < 1) assert.doesNotMatch(line, /▕█+▏/);
    },
  );
  fc.assert(property);
});
