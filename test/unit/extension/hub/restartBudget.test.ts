import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { RestartBudget } from '../../../../src/extension/hub/restartBudget.ts';

const WINDOW_MS = 3 * 60_000;

function start() {
  const clock = { now: 1_700_000_000_000 };
  return { clock, budget: new RestartBudget(() => clock.now) };
}

test('five restarts with growing pauses, then a person is asked', () => {
  const { clock, budget } = start();
  const delays = Array.from({ length: 6 }, () => {
    clock.now += 1000;
    return budget.spend();
  });
  assert.deepEqual(delays, [250, 500, 1000, 2000, 4000, undefined]);
});

test('a restart is forgotten after three minutes, and not before', () => {
  const { clock, budget } = start();
  for (let count = 0; count < 5; count++) budget.spend();
  clock.now += WINDOW_MS - 1;
  assert.equal(budget.spend(), undefined);
  clock.now += 1;
  assert.equal(budget.spend(), 250);
});

test('asking when nothing is left costs nothing', () => {
  const { clock, budget } = start();
  for (let count = 0; count < 5; count++) budget.spend();
  for (let count = 0; count < 100; count++) assert.equal(budget.spend(), undefined);
  clock.now += WINDOW_MS;
  assert.equal(budget.spend(), 250);
});

test('a refill begins anew', () => {
  const { budget } = start();
  for (let count = 0; count < 6; count++) budget.spend();
  budget.refill();
  assert.deepEqual([budget.spend(), budget.spend()], [250, 500]);
});

test('there are never more than five restarts in three minutes, whenever the hub crashes', () => {
  const property = fc.property(fc.array(fc.nat({ max: 120_000 }), { maxLength: 60, size: 'max' }), (pauses) => {
    const { clock, budget } = start();
    const restarts: number[] = [];
    for (const pause of pauses) {
      clock.now += pause;
      const delay = budget.spend();
      const recent = restarts.filter((at) => clock.now - at < WINDOW_MS).length;
      assert.equal(delay, recent < 5 ? 250 * 2 ** recent : undefined);
      if (delay !== undefined) restarts.push(clock.now);
    }
  });
  fc.assert(property);
});
