import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import { OriginLimit } from '../../../../src/server/security/originLimit.ts';
import { DevSyncError } from '../../../../src/shared/errors.ts';
import { recordingLogger } from '../../../support/recordingLogger.ts';

const PAGE = 'http://localhost:3000';
const OTHER = 'http://localhost:5173';
const PER_SECOND = 3;
const START = 1_000_000;

/** A limit whose clock stands still until it is told to go on. */
function startLimit(): {
  readonly limit: OriginLimit;
  readonly warnings: () => readonly string[];
  readonly changes: () => number;
  go(milliseconds: number): void;
} {
  let at = START;
  let changes = 0;
  const { logger, linesOf } = recordingLogger();
  const limit = new OriginLimit({ perSecond: PER_SECOND, logger, now: () => new Date(at) });
  limit.onDidChange(() => changes++);
  const go = (milliseconds: number) => {
    at += milliseconds;
    // Timers know nothing of a clock that is set back.
    mock.timers.tick(Math.max(milliseconds, 0));
  };
  return { limit, warnings: () => linesOf('warn'), changes: () => changes, go };
}

/** How many of the posts pass. */
function post(limit: OriginLimit, times: number, origin = PAGE): number {
  let passed = 0;
  for (let n = 0; n < times; n++) {
    try {
      limit.take(origin);
      passed++;
    } catch (error) {
      assert.ok(error instanceof DevSyncError);
      assert.deepEqual([error.code, error.status, error.retryAfterS], ['too-many-posts', 429, 1]);
    }
  }
  return passed;
}

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ['setInterval'] });
});

test('a burst passes, and so do two seconds above the limit; the third is held to it', () => {
  const { limit, go } = startLimit();
  assert.equal(post(limit, 100), 100);
  go(1000);
  assert.equal(post(limit, PER_SECOND + 1), PER_SECOND + 1);
  go(1000);
  assert.equal(post(limit, 100), PER_SECOND);
  go(1000);
  assert.equal(post(limit, 100), PER_SECOND);
});

test('a second at the limit ends the hold, and the row that leads to one', () => {
  const { limit, go } = startLimit();
  const passed = [100, PER_SECOND, 100, 100, 100, PER_SECOND, 100].map((times) => {
    const count = post(limit, times);
    go(1000);
    return count;
  });
  assert.deepEqual(passed, [100, PER_SECOND, 100, 100, PER_SECOND, PER_SECOND, 100]);
});

for (const [what, step] of [
  ['a second without a post', 2000],
  ['a clock that is set back', -5000],
] as const) {
  test(`${what} ends the hold`, () => {
    const { limit, go } = startLimit();
    for (let second = 0; second < 3; second++) {
      post(limit, 100);
      go(1000);
    }
    assert.equal(post(limit, 100), PER_SECOND);
    go(step);
    assert.equal(post(limit, 100), 100);
  });
}

test('origins do not count for each other', () => {
  const { limit, go } = startLimit();
  for (let second = 0; second < 3; second++) {
    post(limit, 100);
    assert.equal(post(limit, PER_SECOND, OTHER), PER_SECOND);
    go(1000);
  }
});

test('whom it refuses it names, with one warning, until five seconds after the last refusal', () => {
  const { limit, warnings, changes, go } = startLimit();
  for (let second = 0; second < 10; second++) {
    post(limit, 100);
    go(1000);
  }
  const [problem, ...others] = limit.problems();
  assert.deepEqual([problem?.code, others], ['too-many-posts', []]);
  assert.equal(problem?.message, `Pages of ${PAGE} post more than 3 times a second; the rest is refused.`);
  assert.deepEqual([warnings().length, changes()], [1, 1]);
  go(4000);
  assert.equal(limit.problems().length, 1);
  go(1000);
  assert.deepEqual([limit.problems(), changes()], [[], 2]);
});

test('who is held again while it is still named is the same line and the same warning', () => {
  const { limit, warnings, changes, go } = startLimit();
  for (const times of [100, 100, 100, 1, 100, 100, 100]) {
    post(limit, times);
    go(1000);
  }
  assert.deepEqual([limit.problems().length, warnings().length, changes()], [1, 1, 1]);
});

test('of a flood under many names it counts a thousand in a second, and names five', () => {
  const { limit, go } = startLimit();
  const flood = (count: number) => {
    let passed = 0;
    for (let n = 0; n < count; n++) passed += post(limit, PER_SECOND + 1, `http://${n}.localhost`);
    return passed;
  };
  for (let second = 0; second < 2; second++) {
    assert.equal(flood(2000), 2000 * (PER_SECOND + 1));
    go(1000);
  }
  assert.equal(flood(2000), 1000 * PER_SECOND + 1000 * (PER_SECOND + 1));
  assert.equal(limit.problems().length, 5);
});

test('it has a timer only while it names somebody', (context) => {
  const start = context.mock.method(globalThis, 'setInterval');
  const stop = context.mock.method(globalThis, 'clearInterval');
  const { limit, go } = startLimit();
  for (let second = 0; second < 3; second++) {
    assert.equal(start.mock.callCount(), 0);
    post(limit, 100);
    go(1000);
  }
  assert.deepEqual([start.mock.callCount(), stop.mock.callCount()], [1, 0]);
  go(5000);
  assert.equal(stop.mock.callCount(), 1);
});
