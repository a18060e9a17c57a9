import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OTHER_SOURCES, OTHER_TYPES, type Passing, TrafficCounter } from '../../../../src/server/stats/trafficCounter.ts';

function startCounter() {
  const clock = { now: 1_000_000 };
  const counter = new TrafficCounter(() => clock.now);
  const countsOf = (most: number) => counter.busiest(most).types.map(({ type, count }) => [type, count]);
  return { clock, counter, countsOf };
}

const record = (type: string, source: string | null = null, json = '{}'): Passing => ({ type, source, json });
const many = (count: number, type: string) => Array.from({ length: count }, () => record(type));

test('counts events and the bytes of their JSON, by type and by source', () => {
  const { clock, counter } = startCounter();
  counter.take([record('a', 'one', '{"n":"ä€😀"}'), record('b', null, '{}'), record('a', null, '[]')]);
  clock.now += 1000;
  const rates = (count: number) => ({ perSecond: count, perMinute: count });
  assert.deepEqual(counter.busiest(10), {
    types: [
      { type: 'a', count: 2, bytes: 19, ...rates(2) },
      { type: 'b', count: 1, bytes: 2, ...rates(1) },
    ],
    sources: [
      { source: null, count: 2, bytes: 4, ...rates(2) },
      { source: 'one', count: 1, bytes: 17, ...rates(1) },
    ],
  });
});

test('counts stay when the rates are back at nothing', () => {
  const { clock, counter } = startCounter();
  counter.take(many(3, 'a'));
  clock.now += 60_000;
  assert.deepEqual(counter.busiest(10).types, [{ type: 'a', count: 3, bytes: 6, perSecond: 0, perMinute: 0 }]);
});

test('what is busy now comes before what was busy once', () => {
  const { clock, counter, countsOf } = startCounter();
  counter.take([...many(50, 'past'), ...many(60, 'longer past')]);
  clock.now += 60_000;
  counter.take([...many(1, 'now'), ...many(2, 'more now')]);
  assert.deepEqual(countsOf(10), [
    ['more now', 2],
    ['now', 1],
    ['longer past', 60],
    ['past', 50],
  ]);
});

test('what is not among the busiest is in one line at the end, so that the sums hold', () => {
  const { clock, counter } = startCounter();
  counter.take([...many(1, 'c'), ...many(9, 'a'), ...many(2, 'd'), ...many(5, 'b')]);
  clock.now += 1000;
  const { types } = counter.busiest(2);
  assert.deepEqual(
    types.map(({ type, count }) => [type, count]),
    [
      ['a', 9],
      ['b', 5],
      [OTHER_TYPES, 3],
    ],
  );
  assert.deepEqual(types.at(-1), { type: OTHER_TYPES, count: 3, bytes: 6, perSecond: 3, perMinute: 3 });
});

test('a thousand names are told apart, and made-up ones beyond do not fill the memory', () => {
  const { counter } = startCounter();
  const made = Array.from({ length: 5000 }, (_, n) => record(`type.${n}`, `source ${n}`));
  counter.take(made);
  counter.take([record('type.0', 'source 0'), record('type.4999', 'source 4999')]);
  const { types, sources } = counter.busiest(Number.POSITIVE_INFINITY);
  assert.deepEqual([types.length, types[0]?.type, types[0]?.count], [1001, 'type.0', 2]);
  assert.deepEqual([types.at(-1)?.type, types.at(-1)?.count], [OTHER_TYPES, 4001]);
  assert.deepEqual([sources.length, sources.at(-1)?.source, sources.at(-1)?.count], [1001, OTHER_SOURCES, 4001]);
});

test('an event under the name of the others is one of them', () => {
  const { counter, countsOf } = startCounter();
  counter.take([...many(9, OTHER_TYPES), ...many(3, 'a'), ...many(2, 'b')]);
  assert.deepEqual(countsOf(1), [
    ['a', 3],
    [OTHER_TYPES, 11],
  ]);
});

test('names of the language are names like others', () => {
  const { counter, countsOf } = startCounter();
  counter.take([record('__proto__'), record('constructor'), record('__proto__')]);
  assert.deepEqual(countsOf(5), [
    ['__proto__', 2],
    ['constructor', 1],
  ]);
});
