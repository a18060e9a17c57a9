import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { IntervalLevel, type Level } from '../../../../src/server/audio/intervalLevel.ts';
import { levelBlocks, RATE } from './blocks.ts';

function levels(interval: IntervalLevel, rmsDb: number, seconds: number): Level[] {
  return [...levelBlocks(rmsDb, seconds)].map((block) => interval.add(block, RATE)).filter((level) => level !== undefined);
}

for (const intervalMs of [20, 100, 1000]) {
  test(`with ${intervalMs} ms there are ${10_000 / intervalMs} levels in 10 s`, () => {
    assert.equal(levels(new IntervalLevel(intervalMs, 'db'), -20, 10).length, 10_000 / intervalMs);
  });
}

test('an interval that is no multiple of a block keeps its pace', () => {
  fc.assert(
    fc.property(fc.integer({ min: 20, max: 1000 }), (intervalMs) => {
      const count = levels(new IntervalLevel(intervalMs, 'db'), -20, 20).length;
      return Math.abs(count - 20_000 / intervalMs) <= 1;
    }),
  );
});

test('the level is the RMS over the whole interval, with the highest peak of it', () => {
  const interval = new IntervalLevel(100, 'db');
  const loud = levels(interval, -20, 0.04);
  const [level] = levels(interval, -100, 0.06);
  assert.deepEqual(loud, []);
  assert.ok(level && Math.abs(level.rmsDb - (-20 + 10 * Math.log10(0.4))) < 0.01, `${level?.rmsDb}`);
  assert.equal(level.peakDb, -20);
  assert.equal(level.clipped, false);
});

test('a clip anywhere in the interval marks its level, and not the next one', () => {
  const interval = new IntervalLevel(40, 'db');
  const block = { at: 0, samples: 960, sumSquares: 960, peak: 1, clips: 0 };
  interval.add({ ...block, clips: 1 }, RATE);
  assert.equal(interval.add(block, RATE)?.clipped, true);
  interval.add(block, RATE);
  assert.equal(interval.add(block, RATE)?.clipped, false);
});

test('the percentage follows the chosen scale', () => {
  const [level] = levels(new IntervalLevel(20, 'linear'), -20, 0.02);
  assert.equal(level?.audioLevel, 10);
});
