import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CircuitBreaker } from '../../../../src/server/delivery/circuitBreaker.ts';

function breaker(threshold = 3) {
  const clock = { now: 1_000_000 };
  return { clock, breaker: new CircuitBreaker({ threshold, now: () => clock.now, random: () => 1 }) };
}

test('it stays closed until so many failures came in a row', () => {
  const { breaker: subject } = breaker();
  for (const outcome of ['fail', 'fail', 'succeed', 'fail', 'fail'] as const) {
    assert.ok(subject.tryEnter());
    subject[outcome]();
  }
  assert.deepEqual([subject.state, subject.restMs], ['closed', 0]);
  subject.fail();
  assert.deepEqual([subject.state, subject.restMs, subject.tryEnter()], ['open', 1000, false]);
});

test('after its rest it lets one request try, and no other beside it', () => {
  const { breaker: subject, clock } = breaker(1);
  subject.fail();
  clock.now += 250;
  assert.ok(subject.tryEnter());
  assert.deepEqual([subject.state, subject.tryEnter(), subject.restMs], ['half-open', false, Number.POSITIVE_INFINITY]);
  subject.succeed();
  assert.deepEqual([subject.state, subject.tryEnter()], ['closed', true]);
});

test('a try that fails makes the rest longer', () => {
  const { breaker: subject, clock } = breaker(1);
  const rests = [];
  for (let failures = 0; failures < 4; failures++) {
    subject.tryEnter();
    subject.fail();
    rests.push(subject.restMs);
    clock.now += subject.restMs;
  }
  assert.deepEqual(rests, [250, 500, 1000, 2000]);
});

test('a try that came to nothing leaves room for another one', () => {
  const { breaker: subject, clock } = breaker(1);
  subject.fail();
  clock.now += 250;
  subject.tryEnter();
  subject.giveWay();
  assert.deepEqual([subject.state, subject.tryEnter()], ['open', true]);
});

test('a target that asks for a rest gets it, open or not', () => {
  const { breaker: subject, clock } = breaker();
  subject.fail(5000);
  assert.deepEqual([subject.state, subject.restMs, subject.tryEnter()], ['closed', 5000, false]);
  clock.now += 5000;
  assert.ok(subject.tryEnter());
});

test('a person can end the rest', () => {
  const { breaker: subject } = breaker(1);
  subject.fail(60_000);
  subject.endRest();
  assert.deepEqual([subject.tryEnter(), subject.state], [true, 'half-open']);
});
