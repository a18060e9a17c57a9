import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pace } from '../../../../src/server/delivery/pace.ts';

test('requests are spaced, and time that nobody used is not saved up', () => {
  const clock = { now: 1000 };
  const pace = new Pace(10, () => clock.now);
  assert.equal(pace.waitMs, 0);
  pace.take();
  assert.equal(pace.waitMs, 100);
  clock.now += 60;
  assert.equal(pace.waitMs, 40);
  clock.now += 5000;
  pace.take();
  assert.equal(pace.waitMs, 100);
});

test('without a bound nobody waits', () => {
  const pace = new Pace(undefined, () => 1000);
  pace.take();
  assert.equal(pace.waitMs, 0);
});
