import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rowAfterKey } from '../../../webview/views/listKeys.ts';
import { eventsFrom, panelAfter, timeAt } from './sample.ts';

describe('keys of the list', () => {
  const { rows } = panelAfter({ events: eventsFrom(0, 10), seams: [{ at: timeAt(4.5), text: 'restarted' }] });
  const idAfter = (key: string, id: string | null) => {
    const cursor = rows.find((row) => row.kind === 'event' && row.event.id === id)?.key ?? null;
    return rowAfterKey(key, { rows, cursor, page: 4 })?.event.id;
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
