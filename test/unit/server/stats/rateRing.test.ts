import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RateRing } from '../../../../src/server/stats/rateRing.ts';

/** A ring whose clock stands still until it is moved; it begins in the middle of a second. */
function startRing(start = 1_800_000_000_500) {
  const clock = { now: start };
  const ring = new RateRing(() => clock.now);
  const rates = () => {
    const perMinute = ring.perMinute();
    return [ring.perSecond(), perMinute];
  };
  return { clock, ring, rates };
}

test('what just happened is in the minute, and in the second when that is over', () => {
  const { clock, ring, rates } = startRing();
  ring.add();
  ring.add(4);
  assert.deepEqual(rates(), [0, 5]);
  clock.now += 499;
  assert.deepEqual(rates(), [0, 5]);
  clock.now += 1;
  assert.deepEqual(rates(), [5, 5]);
  clock.now += 1000;
  assert.deepEqual(rates(), [0, 5]);
});

test('the present second does not count as a whole one', () => {
  const { clock, ring, rates } = startRing();
  ring.add(2);
  clock.now += 1000;
  ring.add(7);
  assert.deepEqual(rates(), [2, 9]);
});

test('what happened leaves the minute when its second is 60 seconds old', () => {
  const { clock, ring, rates } = startRing(1_800_000_000_000);
  ring.add(3);
  clock.now += 1000;
  ring.add(2);
  clock.now += 58_999;
  assert.deepEqual(rates(), [0, 5]);
  clock.now += 1;
  assert.deepEqual(rates(), [0, 2]);
  clock.now += 1000;
  assert.deepEqual(rates(), [0, 0]);
});

test('a pause of 59 seconds leaves what was before, one of 60 does not', () => {
  const { clock, ring, rates } = startRing();
  ring.add(3);
  clock.now += 59_000;
  assert.deepEqual(rates(), [0, 3]);
  ring.add();
  clock.now += 60_000;
  assert.deepEqual(rates(), [0, 0]);
});

test('a steady rate is told as it is, for hours', () => {
  const { clock, ring, rates } = startRing();
  for (let second = 0; second < 2 * 3600; second++) {
    ring.add(10);
    clock.now += 1000;
  }
  ring.add(10);
  assert.deepEqual(rates(), [10, 600]);
});

for (const jump of [60_000, 61_000, 3_600_000, -1000, -3_600_000]) {
  test(`a clock that jumps by ${jump / 1000} s leaves nothing of before, and counting goes on`, () => {
    const { clock, ring, rates } = startRing();
    ring.add(5);
    clock.now += jump;
    assert.deepEqual(rates(), [0, 0]);
    ring.add(2);
    clock.now += 1000;
    assert.deepEqual(rates(), [2, 2]);
  });
}

test('agrees with a plain list of times, whatever the pauses', () => {
  const { clock, ring, rates } = startRing();
  const seconds: number[] = [];
  let seed = 42;
  for (let step = 0; step < 3000; step++) {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    clock.now += seed % 40 === 0 ? 45_000 : seed % 700;
    ring.add();
    const second = Math.floor(clock.now / 1000);
    seconds.push(second);
    const within = (from: number, to: number) => seconds.filter((at) => at >= from && at <= to).length;
    assert.deepEqual(rates(), [within(second - 1, second - 1), within(second - 59, second)], `step ${step}`);
  }
});
