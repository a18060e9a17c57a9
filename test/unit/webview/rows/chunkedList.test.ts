import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ChunkedList } from '../../../../webview/rows/chunkedList.ts';

type Lists = { readonly list: ChunkedList<number>; readonly plain: readonly number[] };
type Step = (lists: Lists) => Lists;

const count = fc.nat({ max: 1500 });
const numbers = (length: number, first: number): readonly number[] => Array.from({ length }, (_, index) => first + index);
const stepOf = (
  change: (list: ChunkedList<number>) => ChunkedList<number>,
  same: (plain: readonly number[]) => readonly number[],
): Step => {
  return ({ list, plain }) => ({ list: change(list), plain: same(plain) });
};

const append = fc.tuple(count, fc.nat()).map(([length, first]) => {
  const added = numbers(length, first);
  return stepOf(
    (list) => list.append(added),
    (plain) => [...plain, ...added],
  );
});
const prepend = fc.tuple(count, fc.nat()).map(([length, first]) => {
  const added = numbers(length, first);
  return stepOf(
    (list) => list.prepend(added),
    (plain) => [...added, ...plain],
  );
});
const slice = fc.tuple(count, count).map(([from, to]) =>
  stepOf(
    (list) => list.slice(from, to),
    (plain) => plain.slice(from, to),
  ),
);
const dropFirst = count.map((dropped) =>
  stepOf(
    (list) => list.dropFirst(dropped),
    (plain) => plain.slice(dropped),
  ),
);
const twice = fc.constant(
  stepOf(
    (list) => list.concat(list),
    (plain) => [...plain, ...plain],
  ),
);
const replace = fc.tuple(count, fc.nat()).map(([index, value]) =>
  stepOf(
    (list) => list.with(index, value),
    (plain) => (index < plain.length ? plain.with(index, value) : plain),
  ),
);
const filter = fc.integer({ min: 2, max: 5 }).map((divisor) => {
  const isWanted = (value: number) => value % divisor !== 0;
  return stepOf(
    (list) => list.filter(isWanted),
    (plain) => plain.filter(isWanted),
  );
});
const steps = fc.array(fc.oneof(append, append, prepend, slice, dropFirst, twice, replace, filter), { maxLength: 12 });

describe('a list in chunks', () => {
  it('is what an array would be', () => {
    const property = fc.property(steps, fc.integer({ min: -9000, max: 9000 }), (changes, index) => {
      const { list, plain } = changes.reduce<Lists>((lists, step) => step(lists), { list: ChunkedList.empty, plain: [] });
      assert.deepEqual([...list], plain);
      assert.deepEqual([...list.backwards()], plain.toReversed());
      assert.deepEqual([list.length, list.at(index), list.at(-1)], [plain.length, plain.at(index), plain.at(-1)]);
    });
    fc.assert(property, { numRuns: 500 });
  });

  it('never changes', () => {
    const property = fc.property(steps, steps, (before, after) => {
      const first = before.reduce<Lists>((lists, step) => step(lists), { list: ChunkedList.empty, plain: [] });
      after.reduce<Lists>((lists, step) => step(lists), first);
      assert.deepEqual([...first.list], first.plain);
    });
    fc.assert(property, { numRuns: 200 });
  });

  it('finds the first item that is far enough', () => {
    const property = fc.property(fc.array(fc.nat(), { maxLength: 3000, size: 'max' }), fc.nat(), (values, limit) => {
      const sorted = values.toSorted((a, b) => a - b);
      const index = sorted.findIndex((value) => value >= limit);
      assert.equal(
        ChunkedList.from(sorted).firstIndex((value) => value >= limit),
        index < 0 ? sorted.length : index,
      );
    });
    fc.assert(property, { numRuns: 200 });
  });

  it('answers itself where nothing changes', () => {
    const list = ChunkedList.from([1, 2, 3]);
    assert.ok([list.append([]), list.prepend([]), list.dropFirst(0), list.slice(0, 9), list.with(5, 1)].every((same) => same === list));
  });
});
