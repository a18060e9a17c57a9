import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BlockMeasure, toDb, toPercent } from '../../../../src/server/audio/level.ts';
import { fromDb, sineBlocks } from './blocks.ts';

function measureAll(samples: readonly number[], blockSize: number): number {
  const measure = new BlockMeasure();
  let clips = 0;
  for (let start = 0; start < samples.length; start += blockSize) {
    clips += measure.measure(Float32Array.from(samples.slice(start, start + blockSize)), 0).clips;
  }
  return clips;
}

test('a full-scale sine has −3.01 dBFS RMS and 0 dBFS peak, and does not clip', () => {
  for (const { sumSquares, samples, peak, clips } of sineBlocks({ amplitude: 1, seconds: 0.1, hertz: 997 })) {
    assert.ok(Math.abs(toDb(Math.sqrt(sumSquares / samples)) + 3.01) < 0.02);
    assert.ok(Math.abs(toDb(peak)) < 0.01);
    assert.equal(clips, 0);
  }
});

test('three samples in a row at full scale are one clip, however long the run is', () => {
  assert.equal(measureAll([0, 1, 1, 0, -1, 1, 0], 100), 0);
  assert.equal(measureAll([0, 1, -1, 1, 1, 1, 0], 100), 1);
  assert.equal(measureAll([1, 1, 1, 0, 1, 1, 1], 100), 2);
});

test('a run of clipped samples is seen across the border of two blocks, and counted once', () => {
  for (const blockSize of [1, 2, 3, 4]) assert.equal(measureAll([0, 1, 1, 1, 1, 0], blockSize), 1, `blocks of ${blockSize}`);
});

test('16-bit sources clip at 32766 of 32768', () => {
  const sample = (value: number) => value / 32_768;
  assert.equal(measureAll([32_766, 32_767, -32_768].map(sample), 100), 1);
  assert.equal(measureAll([32_764, 32_764, 32_764].map(sample), 100), 0);
});

test('a sine that is driven 1.5 times over full scale clips', () => {
  const [block] = sineBlocks({ amplitude: 1.5, seconds: 0.02 });
  assert.ok((block?.clips ?? 0) > 0);
});

test('silence reads −100 dB, and so does everything below', () => {
  assert.equal(toDb(0), -100);
  assert.equal(toDb(fromDb(-120)), -100);
  assert.ok(Math.abs(toDb(fromDb(-60)) + 60) < 1e-9);
});

const table = [
  [-90, 0, 0.0032, 3.16],
  [-60, 0, 0.1, 100],
  [-40, 33.33, 1, 100],
  [-23.01, 61.65, 7.07, 100],
  [-6, 90, 50.12, 100],
  [0, 100, 100, 100],
  [6, 100, 100, 100],
] as const;

for (const [db, onDb, onLinear, onSeed] of table) {
  test(`${db} dBFS is ${onDb} % on the scale in dB, ${onLinear} % of the amplitude, ${onSeed} % by the simple formula`, () => {
    const rms = fromDb(db);
    assert.ok(Math.abs(toPercent(rms, 'db') - onDb) < 0.01);
    assert.ok(Math.abs(toPercent(rms, 'linear') - onLinear) < 0.01);
    assert.ok(Math.abs(toPercent(rms, 'seed') - onSeed) < 0.01);
  });
}
