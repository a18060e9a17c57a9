import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RecentLevel } from '../../../../src/extension/statusBar/recentLevel.ts';
import type { MeterFrame } from '../../../../src/shared/listening.ts';

function start() {
  const clock = { now: 1_700_000_000_000 };
  const level = new RecentLevel(() => clock.now);
  const push = (...levels: readonly number[]) => level.push(levels.map(frame));
  return { clock, level, push };
}

const frame = (rmsDb: number): MeterFrame => ({
  ...{ t: 0, rmsDb, peakDb: rmsDb + 3, holdDb: rmsDb + 3, vuDb: rmsDb },
  ...{ percent: 0, clipped: false, clipCount: 0, sessionId: 'one' },
});

test('a short sound between two looks is seen, once', () => {
  const { level, push } = start();
  push(-60, -12, -58);
  push(-59);
  assert.equal(level.take(), -12);
  push(-57);
  assert.equal(level.take(), -57);
});

test('between two frames the newest level stays', () => {
  const { level, push } = start();
  push(-12, -58);
  level.take();
  assert.equal(level.take(), -58);
});

test('without frames for 500 ms there is no level, until the next one', () => {
  const { clock, level, push } = start();
  assert.equal(level.take(), null);
  push(-20);
  clock.now += 499;
  assert.equal(level.take(), -20);
  clock.now += 1;
  assert.equal(level.take(), null);
  push();
  assert.equal(level.take(), null);
  push(-30);
  assert.equal(level.take(), -30);
});

test('a bundle that was never looked at does not come back as a level of later', () => {
  const { clock, level, push } = start();
  push(0);
  clock.now += 600;
  assert.equal(level.take(), null);
  push(-40);
  assert.equal(level.take(), -40);
});

test('another session begins without a level', () => {
  const { level, push } = start();
  push(-20);
  level.clear();
  assert.equal(level.take(), null);
});
