import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { JsonObject } from '../../../../src/shared/json.ts';
import { previousOfType, saveJustBefore } from '../../../../webview/detail/before.ts';
import { idsOf, MOST_RELATED, RelatedSearch } from '../../../../webview/detail/related.ts';
import type { EventRow, Row } from '../../../../webview/row.ts';
import { ChunkedList } from '../../../../webview/rows/chunkedList.ts';
import { eventAt } from '../sample.ts';

const rowOf = (n: number, data: JsonObject, type = 'agent.created'): EventRow => ({
  kind: 'event',
  key: n,
  event: eventAt(n, { data, type }),
});
const seam: Row = { kind: 'seam', key: 2.5, seam: { at: '', text: '' } };
const listOf = (...rows: readonly Row[]) => ChunkedList.from<Row>(rows);
const keysOf = (search: RelatedSearch) => search.found.map(({ row }) => row.key);

describe('ids of an event', () => {
  it('are strings and numbers under names of ids, at any depth', () => {
    const data = { id: 'a1', agent_id: 17, list: [{ userId: 'u-1' }, { deep: { orderID: 'o-1' } }], ID: 'B2' };
    const found = new Map([...idsOf(eventAt(0, { data }))].sort());
    assert.deepEqual(
      [...found],
      [
        ['17', 'agent_id'],
        ['B2', 'ID'],
        ['a1', 'id'],
        ['o-1', 'orderID'],
        ['u-1', 'userId'],
      ],
    );
  });

  it('are not what only sounds like it, nor what says too little', () => {
    const data = { paid: 'xx', valid: 'yes', grid: 22, VALID: 'zz', is_valid_id: true, id: 7, null_id: null, long_id: 'x'.repeat(500) };
    assert.deepEqual([...idsOf(eventAt(0, { data }))], []);
  });
});

describe('what was found out about an event', () => {
  it('is not kept for as long as the event is', async () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    const event = eventAt(0, { data: { agent_id: 'a-17' } });
    const ids = new WeakRef(idsOf(event));
    await new Promise(setImmediate);
    collectGarbage();
    assert.equal(ids.deref(), undefined);
    assert.equal(idsOf(event).size, 1);
  });
});

describe('related events', () => {
  const wanted = rowOf(3, { agent_id: 'a-1', order: { id: 44 } });

  it('have an id in common, under whatever name, newest first', () => {
    const rows = listOf(
      rowOf(0, { id: 'a-1' }),
      rowOf(1, { id: 'b-2' }),
      rowOf(2, { list: [{ orderId: '44' }] }),
      seam,
      wanted,
      rowOf(4, { agentId: 'a-1' }),
    );
    const search = new RelatedSearch(wanted, rows);
    search.look(rows, 100);
    assert.deepEqual(keysOf(search), [4, 2, 0]);
    assert.deepEqual(
      search.found.map(({ shared }) => `${shared.key} ${shared.value}`),
      ['agentId a-1', 'orderId 44', 'id a-1'],
    );
    assert.ok(search.isDone(rows));
  });

  it('are looked for step by step', () => {
    const rows = listOf(...Array.from({ length: 10 }, (_, n) => rowOf(n, { id: 'a-1' })));
    const search = new RelatedSearch(wanted, rows);
    search.look(rows, 4);
    assert.deepEqual(keysOf(search), [9, 8, 7, 6]);
    assert.ok(!search.isDone(rows));
    while (!search.isDone(rows)) search.look(rows, 4);
    assert.deepEqual(keysOf(search), [9, 8, 7, 6, 5, 4, 2, 1, 0]);
  });

  it('may come later, and from before what the panel had', () => {
    const middle = [rowOf(2, { id: 'a-1' }), wanted];
    const search = new RelatedSearch(wanted, listOf(...middle));
    const grown = listOf(...middle, rowOf(4, { id: 'a-1' }), rowOf(5, {}));
    search.look(grown, 100);
    assert.deepEqual(keysOf(search), [4, 2]);
    search.look(grown.append([rowOf(6, { id: 'a-1' })]).prepend([rowOf(-1, { id: 'a-1' })]), 100);
    assert.deepEqual(keysOf(search), [6, 4, 2, -1]);
  });

  it('are the newest of many', () => {
    const rows = listOf(...Array.from({ length: 500 }, (_, n) => rowOf(n + 10, { id: 'a-1' })));
    const search = new RelatedSearch(wanted, rows);
    search.look(rows, 1000);
    assert.ok(search.isDone(rows));
    const grown = rows.append([rowOf(1000, { id: 'a-1' })]);
    search.look(grown, 1000);
    assert.deepEqual([search.found.length, search.found[0]?.row.key], [MOST_RELATED, 1000]);
  });

  it('are none of an event without ids, and nothing is looked at', () => {
    const search = new RelatedSearch(rowOf(0, { n: 1 }), listOf(rowOf(1, {})));
    assert.ok(!search.hasIds && search.isDone(listOf(rowOf(1, {}))));
  });
});

describe('the event before', () => {
  const rows = listOf(rowOf(0, {}), rowOf(1, {}, 'other'), rowOf(2, {}), seam, rowOf(3, {}), rowOf(4, {}));

  it('is the newest of the same type before this one', () => {
    assert.equal(previousOfType(rows, rowOf(3, {}))?.key, 2);
    assert.equal(previousOfType(rows, rowOf(1, {}, 'other')), undefined);
    assert.equal(previousOfType(rows, rowOf(0, {})), undefined);
  });

  it('is none when this one has left the list already', () => {
    assert.equal(previousOfType(rows, rowOf(-5, {})), undefined);
  });

  it('may be a file save of the last ten seconds', () => {
    const save = rowOf(1, { file: 'a.ts' }, 'frontend.file_changed');
    const saves = listOf(rowOf(0, {}, 'frontend.file_changed'), save, ...[2, 5, 11, 12].map((n) => rowOf(n, {})));
    assert.equal(saveJustBefore(saves, rowOf(11, {}))?.key, 1);
    assert.equal(saveJustBefore(saves, rowOf(12, {})), undefined);
  });
});
