import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Item } from '../../../webview/row.ts';
import { indexOfKey } from '../../../webview/rows/listing.ts';
import { reduce } from '../../../webview/store.ts';
import { itemAfterKey, sideStep } from '../../../webview/views/listKeys.ts';
import { eventAt, eventsFrom, namesOf, panelAfter, timeAt } from './sample.ts';

const nameOf = (item: Item | undefined) => (item ? namesOf([item])[0] : undefined);

describe('keys of the list', () => {
  const { items } = panelAfter({ events: eventsFrom(0, 10), seams: [{ at: timeAt(4.5), text: 'restarted' }] });
  const idAfter = (key: string, id: string | null) => {
    const cursor = [...items].find((row) => nameOf(row) === id)?.key ?? null;
    return nameOf(itemAfterKey(key, { items, cursor, page: 4 }));
  };

  it('step over seams', () => {
    assert.deepEqual([idAfter('ArrowDown', 'id-4'), idAfter('ArrowUp', 'id-5')], ['id-5', 'id-4']);
  });

  it('begin at the newest row', () => {
    assert.deepEqual([idAfter('ArrowDown', null), idAfter('ArrowUp', null), idAfter('Enter', null)], ['id-9', 'id-9', 'id-9']);
  });

  it('stop at the ends', () => {
    assert.deepEqual([idAfter('ArrowDown', 'id-9'), idAfter('ArrowUp', 'id-0'), idAfter('PageUp', 'id-1')], ['id-9', 'id-0', 'id-0']);
    assert.deepEqual([idAfter('Home', 'id-5'), idAfter('End', 'id-5')], ['id-0', 'id-9']);
  });

  it('leave other keys alone', () => {
    assert.equal(idAfter('a', 'id-5'), undefined);
  });
});

describe('arrows to the side', () => {
  const burst = [0, 1, 2, 3, 4].map((n) => eventAt(n, { timestamp: timeAt(n / 10) }));
  const closed = panelAfter({ events: [...burst, eventAt(9)] });
  const heading = closed.items.at(0)?.key ?? 0;
  const open = reduce(closed, { kind: 'groupToggled', key: heading });
  const at = (state: typeof open, index: number) => ({ items: state.items, cursor: state.items.at(index)?.key ?? null, page: 4 });

  it('open a group and close it', () => {
    assert.deepEqual(sideStep('ArrowRight', at(closed, 0)), { toggle: heading });
    assert.deepEqual(sideStep('ArrowLeft', at(open, 0)), { toggle: heading });
    assert.deepEqual(namesOf(reduce(open, { kind: 'groupToggled', key: heading }).items), ['×5', 'id-9']);
  });

  it('step into an open group, and from its rows to the heading', () => {
    assert.deepEqual(sideStep('ArrowRight', at(open, 0)), { goTo: open.items.at(1) });
    assert.deepEqual(sideStep('ArrowLeft', at(open, 3)), { goTo: open.items.at(0) });
  });

  it('mean nothing on a row by itself', () => {
    assert.equal(sideStep('ArrowRight', at(open, 6)), undefined);
    assert.equal(sideStep('ArrowLeft', at(open, 6)), undefined);
    assert.equal(sideStep('ArrowLeft', at(closed, 0)), undefined);
  });

  it('find the row that stands in a closed group', () => {
    const inner = open.items.at(3)?.key ?? 0;
    assert.deepEqual([indexOfKey(open.items, inner), indexOfKey(closed.items, inner)], [3, 0]);
  });
});
