import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Range, RecordStore } from '../../../../src/server/log/recordStore.ts';
import { START_OF_2024, storeKinds, tempStore } from '../../../support/logs.ts';
import { idOf, receipt, records } from './records.ts';

function numbers(store: RecordStore, range: Range, maxBytes = Number.POSITIVE_INFINITY): number[] {
  return store.read(range, maxBytes).map(({ number }) => number);
}

/** As the log does it in the background. */
function trimAll(store: RecordStore, number: number): number {
  let steps = 1;
  while (store.trim(number)) steps++;
  return steps;
}

for (const kind of storeKinds) {
  describe(`a store in ${kind}`, () => {
    test('a new store is empty, and has a beginning', async () => {
      await using place = await tempStore(kind);
      const { store } = place;
      assert.deepEqual([store.oldest, store.newest, store.total, store.receipts(0)], [undefined, undefined, 0, []]);
      assert.deepEqual(store.read({ first: 1, last: 100 }, 100_000), []);
      assert.equal(store.mark(1), undefined);
      assert.ok(store.state.start.startsWith(`${store.state.epoch}-0-`));
      assert.equal(store.state.clearedTo, 0);
      await using other = await tempStore(kind);
      assert.notEqual(other.store.state.epoch, store.state.epoch);
    });

    test('what is appended is read as it was, in either direction', async () => {
      await using place = await tempStore(kind);
      const { store } = place;
      const all = records(store, { count: 20 });
      store.append(all.slice(0, 7), []);
      store.append([], []);
      store.append(all.slice(7), []);
      assert.deepEqual(store.read({ first: 1, last: 20 }, 100_000), all);
      assert.deepEqual(store.read({ first: 1, last: 20, newestFirst: true }, 100_000), all.toReversed());
      assert.deepEqual(store.read({ first: 5, last: 6 }, 100_000), all.slice(4, 6));
      assert.deepEqual(store.read({ first: 19, last: 99 }, 100_000), all.slice(18));
      assert.deepEqual(store.read({ first: 6, last: 5 }, 100_000), []);
    });

    test('as much is read as fits, but at least one record', async () => {
      await using place = await tempStore(kind);
      const { store } = place;
      store.append(records(store, { count: 10 }), []);
      assert.deepEqual(numbers(store, { first: 3, last: 10 }, 300), [3, 4, 5]);
      assert.deepEqual(numbers(store, { first: 3, last: 10 }, 299), [3, 4]);
      assert.deepEqual(numbers(store, { first: 1, last: 8, newestFirst: true }, 300), [8, 7, 6]);
      assert.deepEqual(numbers(store, { first: 3, last: 10 }, 0), [3]);
      assert.deepEqual(numbers(store, { first: 1, last: 3, newestFirst: true }, 99), [3]);
    });

    test('a mark says how much was before a record and when it came', async () => {
      await using place = await tempStore(kind);
      const { store } = place;
      store.append([...records(store, { count: 3 }), ...records(store, { first: 4, count: 2, bytes: 250 })], []);
      assert.deepEqual({ ...store.mark(1) }, { before: 0, at: START_OF_2024 + 1000 });
      assert.deepEqual({ ...store.mark(5) }, { before: 550, at: START_OF_2024 + 5000 });
      assert.deepEqual([store.mark(0), store.mark(6), store.total], [undefined, undefined, 800]);
    });

    test('a trim lets go of what is before a number, some at a time, and moves nothing else', async () => {
      await using place = await tempStore(kind);
      const { store } = place;
      store.append(records(store, { count: 5000 }), []);
      const mark = { ...store.mark(4500) };
      const steps = trimAll(store, 4500);
      assert.ok(kind === 'memory' || steps >= 4, `${steps} steps`);
      assert.deepEqual(numbers(store, { first: 1, last: 4501 }), [4500, 4501]);
      assert.deepEqual([{ ...store.mark(4500) }, store.mark(4499), store.total], [mark, undefined, 500_000]);
      store.append(records(store, { first: 5001, count: 1 }), []);
      assert.deepEqual(numbers(store, { first: 1, last: 9999, newestFirst: true }).at(0), 5001);
      assert.equal(store.trim(4500), false);
    });

    test('after everything was trimmed the numbers go on', async () => {
      await using place = await tempStore(kind);
      const { store } = place;
      store.append(records(store, { count: 1500 }), []);
      trimAll(store, 1501);
      assert.deepEqual(numbers(store, { first: 1, last: 1500 }), []);
      store.append(records(store, { first: 1501, count: 2 }), []);
      assert.deepEqual(numbers(store, { first: 1, last: 9999 }), [1501, 1502]);
      const [one, two] = [store.mark(1501), store.mark(1502)];
      assert.deepEqual([(two?.before ?? 0) - (one?.before ?? 0), store.total - (two?.before ?? 0)], [100, 100]);
    });

    test('a clear lets go of everything, and the size counts from nothing again', async () => {
      await using place = await tempStore(kind);
      const { store } = place;
      store.append(records(store, { count: 50 }), []);
      store.trim(10);
      store.clear({ ...store.state, start: idOf(store.state, 50), clearedTo: 50 });
      assert.deepEqual([numbers(store, { first: 1, last: 99 }), store.total, store.mark(50)], [[], 0, undefined]);
      store.append(records(store, { first: 51, count: 2 }), []);
      assert.deepEqual([numbers(store, { first: 1, last: 99 }), store.mark(51)?.before, store.total], [[51, 52], 0, 200]);
    });

    test('receipts are taken with or without events, and can be forgotten', async () => {
      await using place = await tempStore(kind);
      const { store } = place;
      store.append(records(store, { count: 1 }), [receipt('one', 100), receipt('two', 200)]);
      store.append([], [receipt('three', 300)]);
      store.forgetReceipts(200);
      assert.deepEqual(numbers(store, { first: 1, last: 99 }), [1]);
    });

    test('it may be closed twice', async () => {
      await using place = await tempStore(kind);
      await place.store.dispose();
      await place.store.dispose();
    });
  });
}
