import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSteadyClock } from '../../../../src/server/audio/steadyClock.ts';

test('the clock goes with the wall clock, and never back with it', () => {
  let wall = 1000;
  const now = createSteadyClock(() => new Date(wall));
  const at = (time: number) => {
    wall = time;
    return now();
  };
  assert.deepEqual([at(1000), at(1500), at(9000)], [1000, 1500, 9000]);
  assert.deepEqual([at(2000), at(2000), at(2500)], [9000, 9000, 9500]);
  assert.deepEqual([at(0), at(10)], [9500, 9510]);
});
