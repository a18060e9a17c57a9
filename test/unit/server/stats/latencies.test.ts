import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Latencies } from '../../../../src/server/stats/latencies.ts';

function latenciesOf(times: readonly number[]): Latencies {
  const latencies = new Latencies();
  for (const time of times) latencies.add(time);
  return latencies;
}

const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

const cases: readonly [name: string, times: readonly number[], p50: number | null, p95: number | null][] = [
  ['nothing yet', [], null, null],
  ['one answer', [7], 7, 7],
  ['two answers', [20, 10], 10, 20],
  ['twenty answers', upTo(20), 10, 19],
  ['a hundred answers, the slow ones first', upTo(100).reverse(), 50, 95],
  ['answers of 0 ms', [0, 0, 0], 0, 0],
  ['numbers, not their letters', [9, 100, 20], 20, 100],
];
for (const [name, times, p50, p95] of cases) {
  test(`p50 and p95 of ${name}`, () => {
    const latencies = latenciesOf(times);
    assert.deepEqual([latencies.percentile(0.5), latencies.percentile(0.95)], [p50, p95]);
  });
}

test('only the newest 256 answers count', () => {
  const latencies = latenciesOf([...Array<number>(1000).fill(5000), ...upTo(256)]);
  assert.deepEqual([latencies.percentile(0), latencies.percentile(0.5), latencies.percentile(1)], [1, 128, 256]);
});
