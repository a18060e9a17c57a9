import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Item, Row } from '../../../../webview/row.ts';
import type { ChunkedList } from '../../../../webview/rows/chunkedList.ts';
import {
  appendGrouped,
  closeGroup,
  dropFirstGrouped,
  GROUP_ROWS,
  groupRows,
  openGroup,
  prependGrouped,
} from '../../../../webview/rows/groups.ts';
import { indexOfKey } from '../../../../webview/rows/listing.ts';
import { eventAt, namesOf, timeAt } from '../sample.ts';

/** What a row of a test is, and how long after the one before it came. */
type Sketch = { readonly type: string; readonly source: string | null; readonly afterMs: number };

const sketch = fc.record({
  type: fc.constantFrom('a', 'a', 'a', 'b', 'seam'),
  source: fc.constantFrom('x', 'x', 'x', null),
  afterMs: fc.constantFrom(0, 1, 999, 1000),
});

function rowsOf(sketches: readonly Sketch[]): readonly Row[] {
  let ms = 0;
  return sketches.map(({ type, source, afterMs }, index) => {
    ms += afterMs;
    const timestamp = timeAt(ms / 1000);
    if (type === 'seam') return { kind: 'seam', key: index, seam: { at: timestamp, text: 'restarted' } };
    return { kind: 'event', key: index, event: eventAt(index, { type, source, timestamp }) };
  });
}

const fresh = (rows: readonly Row[]) => groupRows(rows, new Set());
const same = (count: number, afterMs = 10): readonly Sketch[] => Array.from({ length: count }, () => ({ type: 'a', source: 'x', afterMs }));
/** What is drawn, whatever was open: the heading of a group that has lost its first rows keeps its key. */
const shape = (items: Iterable<Item>) => namesOf(items).map((name) => name?.replace(' open', ''));
const closed = (items: ChunkedList<Item>): ChunkedList<Item> => {
  const index = [...items].findIndex((item) => item.kind === 'group' && item.isOpen);
  return index < 0 ? items : closed(closeGroup(items, index));
};
const openFirst = (items: ChunkedList<Item>) =>
  openGroup(
    items,
    [...items].findIndex(({ kind }) => kind === 'group'),
  );
const openLast = (items: ChunkedList<Item>) =>
  openGroup(
    items,
    [...items].findLastIndex(({ kind }) => kind === 'group'),
  );

describe('groups', () => {
  it('are made of four rows and more', () => {
    assert.deepEqual(namesOf(fresh(rowsOf(same(GROUP_ROWS - 1)))), ['id-0', 'id-1', 'id-2']);
    assert.deepEqual(namesOf(fresh(rowsOf(same(GROUP_ROWS)))), ['×4']);
  });

  it('end where a second passes, or where the type, the source or a seam is between', () => {
    const [row] = same(1);
    assert.ok(row);
    for (const other of [{ afterMs: 1000 }, { type: 'b' }, { source: null }, { type: 'seam' }]) {
      assert.deepEqual(namesOf(fresh(rowsOf([...same(2), { ...row, ...other }, ...same(2)]))).length, 5);
    }
  });

  it('are the same however their rows came', () => {
    const property = fc.property(fc.array(sketch, { maxLength: 40 }), fc.nat(40), fc.nat(40), fc.boolean(), (sketches, a, b, isOpen) => {
      const rows = rowsOf(sketches);
      const [from, to] = [Math.min(a, b), Math.max(a, b)];
      const open = (items: ChunkedList<Item>) => (isOpen ? openFirst(openLast(items)) : items);
      const middle = open(fresh(rows.slice(from, to)));
      const grown = appendGrouped(prependGrouped(middle, rows.slice(0, from)), rows.slice(to));
      assert.deepEqual(shape(closed(grown)), namesOf(fresh(rows)));
      assert.deepEqual(shape(closed(dropFirstGrouped(open(grown), a))), namesOf(fresh(rows.slice(a))));
      checkKeys(dropFirstGrouped(open(grown), a));
    });
    fc.assert(property, { numRuns: 3000 });
  });

  it('stay open while they grow and shrink', () => {
    const rows = rowsOf(same(12));
    const opened = openFirst(fresh(rows.slice(2, 8)));
    const grown = prependGrouped(appendGrouped(opened, rows.slice(8)), rows.slice(0, 2));
    assert.deepEqual(namesOf(grown), ['×12 open', ...rows.map((_, index) => `id-${index}`)]);
    assert.deepEqual(namesOf(dropFirstGrouped(grown, 9)), ['id-9', 'id-10', 'id-11']);
    assert.deepEqual(namesOf(dropFirstGrouped(grown, 7)).slice(0, 2), ['×5 open', 'id-7']);
  });

  it('are open again after all has been grouped anew', () => {
    const rows = rowsOf(same(6));
    const key = fresh(rows).at(0)?.key ?? 0;
    assert.equal(namesOf(groupRows(rows, new Set([key])))[0], '×6 open');
  });

  /** Keys grow from item to item, and lead back to them. */
  function checkKeys(items: ChunkedList<Item>): void {
    const keys = Array.from(items, ({ key }) => key);
    assert.deepEqual(
      keys,
      keys.toSorted((a, b) => a - b),
    );
    assert.equal(new Set(keys).size, keys.length);
    for (const [index, item] of [...items].entries()) {
      assert.equal(indexOfKey(items, item.key), index);
      if (item.kind === 'group' && !item.isOpen) for (const row of item.rows) assert.equal(indexOfKey(items, row.key), index);
      if (item.kind === 'event' && item.group !== undefined) assert.equal(items.at(indexOfKey(items, item.group))?.kind, 'group');
    }
  }
});
