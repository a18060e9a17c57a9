import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Mark } from '../../../../src/server/log/recordStore.ts';
import { oldestToKeep } from '../../../../src/server/log/retention.ts';
import type { Retention } from '../../../../src/shared/api.ts';

const NOW = 1_000_000;

type Sized = { readonly size: number; readonly at: number };

/** Records with numbers from `oldest` on, as a store would tell of them. */
function keptOf(records: readonly Sized[], oldest: number, released = 0) {
  const marks: Mark[] = [];
  let total = released;
  for (const { size, at } of records) {
    marks.push({ before: total, at });
    total += size;
  }
  let looks = 0;
  const mark = (number: number) => {
    looks++;
    return marks[number - oldest];
  };
  return { kept: { oldest, newest: oldest + records.length - 1, total, mark }, looks: () => looks };
}

/** The same in plain words: while it is too much, the oldest has to go. */
function naive(records: readonly Sized[], oldest: number, { maxEvents, maxBytes, maxAgeMs }: Retention): number {
  const rest = [...records];
  const isTooMuch = () =>
    rest.length > maxEvents ||
    (rest.length > 1 && rest.reduce((sum, { size }) => sum + size, 0) > maxBytes) ||
    (rest[0]?.at ?? NOW) < NOW - maxAgeMs;
  while (rest.length > 0 && isTooMuch()) rest.shift();
  return oldest + records.length - rest.length;
}

const records = fc
  .array(fc.record({ size: fc.integer({ min: 1, max: 50 }), wait: fc.nat({ max: 20 }) }), { maxLength: 200, size: 'max' })
  .map((list) => {
    let at = NOW - list.reduce((sum, { wait }) => sum + wait, 0);
    return list.map(({ size, wait }) => {
      at += wait;
      return { size, at };
    });
  });
const retentions = fc.record({
  maxEvents: fc.oneof(fc.integer({ min: 1, max: 210 }), fc.constant(1_000_000)),
  maxBytes: fc.oneof(fc.integer({ min: 1, max: 6000 }), fc.constant(1_000_000)),
  maxAgeMs: fc.oneof(fc.nat({ max: 2100 }), fc.constant(Number.POSITIVE_INFINITY)),
});

test('what may stay is what is left when the oldest goes as long as it is too much', () => {
  const places = fc.tuple(fc.integer({ min: 1, max: 1000 }), fc.nat({ max: 5000 }));
  fc.assert(
    fc.property(records, retentions, places, (list, retention, [oldest, released]) => {
      const { kept } = keptOf(list, oldest, released);
      assert.equal(oldestToKeep(kept, retention, NOW), naive(list, oldest, retention));
    }),
    { numRuns: 500 },
  );
});

test('the bound is itself allowed, for events, bytes and age', () => {
  const { kept } = keptOf(
    Array.from({ length: 10 }, () => ({ size: 10, at: NOW - 100 })),
    1,
  );
  const most = { maxEvents: 10, maxBytes: 100, maxAgeMs: 100 };
  assert.equal(oldestToKeep(kept, most, NOW), 1);
  assert.equal(oldestToKeep(kept, { ...most, maxEvents: 9 }, NOW), 2);
  assert.equal(oldestToKeep(kept, { ...most, maxBytes: 99 }, NOW), 2);
  assert.equal(oldestToKeep(kept, { ...most, maxAgeMs: 99 }, NOW), 11);
});

test('one look is enough when nothing has to go, and few when a hundred thousand do', () => {
  const list = Array.from({ length: 100_000 }, () => ({ size: 1, at: NOW }));
  const nothing = keptOf(list, 1);
  assert.equal(oldestToKeep(nothing.kept, { maxEvents: 100_000, maxBytes: 100_000, maxAgeMs: 1 }, NOW), 1);
  assert.equal(nothing.looks(), 1);
  const much = keptOf(list, 1);
  assert.equal(oldestToKeep(much.kept, { maxEvents: 100_000, maxBytes: 5, maxAgeMs: 1 }, NOW), 99_996);
  assert.ok(much.looks() < 100, `${much.looks()} looks`);
});
