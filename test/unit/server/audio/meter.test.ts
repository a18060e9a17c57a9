import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BlockLevel } from '../../../../src/server/audio/level.ts';
import { Meter, type MeterReading } from '../../../../src/server/audio/meter.ts';
import { fromDb, levelBlocks, RATE, sineBlocks } from './blocks.ts';

function read(meter: Meter, blocks: Iterable<BlockLevel>): MeterReading[] {
  return Array.from(blocks, (block) => meter.update(block, RATE));
}

function last(readings: readonly MeterReading[]): MeterReading {
  const reading = readings.at(-1);
  assert.ok(reading);
  return reading;
}

for (const dbfs of [0, -6, -20, -40, -60]) {
  test(`a sine of ${dbfs} dBFS reads ${(dbfs - 3.01).toFixed(2)} dB RMS and ${dbfs} dB peak`, () => {
    const { rmsDb, peakDb, vuDb } = last(read(new Meter('db'), sineBlocks({ amplitude: fromDb(dbfs), seconds: 2 })));
    assert.ok(Math.abs(rmsDb - (dbfs - 3.01)) <= 0.02, `RMS ${rmsDb}`);
    assert.ok(Math.abs(peakDb - dbfs) <= 0.02, `peak ${peakDb}`);
    assert.ok(Math.abs(vuDb - (dbfs - 3.01)) <= 0.02, `VU ${vuDb}`);
  });
}

for (const blockMs of [1, 10, 20]) {
  test(`VU reaches 99 % of a step after 300 ± 15 ms, with blocks of ${blockMs} ms`, () => {
    const meter = new Meter('db');
    const full = last(read(new Meter('db'), sineBlocks({ amplitude: 0.5, seconds: 3, blockMs })));
    const target = full.vuDb + 10 * Math.log10(0.99);
    const reached = read(meter, sineBlocks({ amplitude: 0.5, seconds: 1, blockMs })).find(({ vuDb }) => vuDb >= target);
    assert.ok(reached && Math.abs(reached.t - 300) <= 15 + blockMs / 2, `after ${reached?.t} ms`);
  });
}

test('the peak rises at once and falls 20 dB in 1.7 ± 0.1 s', () => {
  const meter = new Meter('db');
  const { t: start, peakDb } = last(read(meter, sineBlocks({ amplitude: 1, seconds: 0.02 })));
  assert.ok(Math.abs(peakDb) < 0.01);
  const fallen = read(meter, levelBlocks(-100, 3, start)).find((reading) => reading.peakDb <= -20);
  assert.ok(fallen && Math.abs(fallen.t - start - 1700) <= 100, `after ${(fallen?.t ?? 0) - start} ms`);
});

test('the hold line stays 1.5 s on the highest peak, and then follows the peak', () => {
  const meter = new Meter('db');
  const { t: start } = last(read(meter, sineBlocks({ amplitude: 0.5, seconds: 0.1 })));
  const held = read(meter, levelBlocks(-100, 3, start));
  const released = held.find(({ holdDb }) => holdDb < -6.1);
  assert.ok(released && released.t - start >= 1500 && released.t - start <= 1550, `after ${(released?.t ?? 0) - start} ms`);
  assert.equal(last(held).holdDb, last(held).peakDb);
});

test('a higher peak takes the hold line over', () => {
  const meter = new Meter('db');
  read(meter, levelBlocks(-30, 1));
  assert.ok(Math.abs(last(read(meter, levelBlocks(-10, 0.02))).holdDb + 10) < 0.01);
});

test('RMS is that of the last 100 ms: 90 ms after a tone has ended a tenth of its power is left', () => {
  const meter = new Meter('db');
  read(meter, levelBlocks(-20, 1));
  const readings = read(meter, levelBlocks(-100, 0.12));
  assert.deepEqual(
    readings.map(({ rmsDb }) => Math.round(rmsDb * 10) / 10),
    [-21, -22.2, -24, -27, -100, -100],
  );
});

test('clips are counted over the session, also when the capture was interrupted', () => {
  const meter = new Meter('db');
  const [loud] = sineBlocks({ amplitude: 2, seconds: 0.02, hertz: 100 });
  assert.ok(loud);
  const first = meter.update(loud, RATE);
  assert.ok(first.clipped && first.clipCount > 0);
  meter.restart();
  const [quiet] = levelBlocks(-40, 0.02);
  assert.ok(quiet);
  const second = meter.update(quiet, RATE);
  assert.equal(second.clipped, false);
  assert.equal(second.clipCount, first.clipCount);
  assert.ok(Math.abs(second.peakDb + 40) < 0.01, 'what was heard before the interruption is forgotten');
});

test('silence reads −100 everywhere and 0 %', () => {
  const { rmsDb, peakDb, holdDb, vuDb, percent } = last(read(new Meter('db'), levelBlocks(Number.NEGATIVE_INFINITY, 1)));
  assert.deepEqual({ rmsDb, peakDb, holdDb, vuDb, percent }, { rmsDb: -100, peakDb: -100, holdDb: -100, vuDb: -100, percent: 0 });
});
