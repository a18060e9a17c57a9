import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PANEL_CAPACITY, PANEL_CHARACTERS } from '../../../src/shared/panel.ts';
import type { EventRow } from '../../../webview/row.ts';
import { lastShownId } from '../../../webview/rows/clearing.ts';
import { visibleCount } from '../../../webview/rows/listing.ts';
import { initialState, type PanelState, reduce } from '../../../webview/store.ts';
import { eventAt, eventsFrom, gaugeAt, namesOf, panelAfter, snapshotOf, timeAt } from './sample.ts';

const filterBy = (query: string) => ({ kind: 'filtered', query }) as const;
/** A local time of day, in milliseconds. */
const at = (time: string) => Date.parse(`2026-03-02T${time}`);
const seamAt = (n: number, text: string) => ({ at: timeAt(n), text });

describe('rows', () => {
  it('puts live events after those of the snapshot', () => {
    const state = panelAfter({ events: eventsFrom(0, 2) }, { kind: 'events', events: eventsFrom(2, 2) });
    assert.deepEqual(namesOf(state.rows), ['id-0', 'id-1', 'id-2', 'id-3']);
    assert.deepEqual(namesOf(state.visible), namesOf(state.rows));
  });

  it('gives each row a key of its own', () => {
    const state = panelAfter(
      { events: eventsFrom(0, 3), seams: [seamAt(1, 'a')] },
      { kind: 'events', events: eventsFrom(3, 3) },
      { kind: 'seam', seam: seamAt(6, 'b') },
      { kind: 'events', events: eventsFrom(7, 1) },
    );
    assert.equal(new Set(Array.from(state.rows, ({ key }) => key)).size, 9);
  });

  it('lets the oldest rows go beyond the capacity', () => {
    const state = panelAfter({ events: eventsFrom(0, PANEL_CAPACITY) }, { kind: 'events', events: eventsFrom(PANEL_CAPACITY, 3) });
    assert.equal(state.rows.length, PANEL_CAPACITY);
    assert.equal(namesOf(state.rows)[0], 'id-3');
    assert.equal(namesOf(state.rows).at(-1), `id-${PANEL_CAPACITY + 2}`);
  });

  it('keeps the newest of a flood that is larger than the capacity', () => {
    const state = panelAfter({ events: eventsFrom(0, 10) }, { kind: 'events', events: eventsFrom(10, PANEL_CAPACITY + 5) });
    assert.equal(state.rows.length, PANEL_CAPACITY);
    assert.equal(namesOf(state.rows)[0], 'id-15');
    assert.deepEqual(namesOf(state.visible), namesOf(state.rows));
  });

  it('never makes a row of a gauge', () => {
    const state = panelAfter({}, { kind: 'events', events: [gaugeAt(1), eventAt(2), gaugeAt(3)] });
    assert.deepEqual(namesOf(state.rows), ['id-2']);
  });

  it('draws nothing anew for gauges alone', () => {
    const state = panelAfter({ events: eventsFrom(0, 1) });
    assert.equal(reduce(state, { kind: 'events', events: [gaugeAt(1), gaugeAt(2)] }), state);
  });
});

describe('snapshots', () => {
  it('replaces everything that was shown before', () => {
    const state = panelAfter(
      { events: eventsFrom(0, 3) },
      { kind: 'events', events: eventsFrom(3, 2) },
      { kind: 'selected', row: { kind: 'event', key: 1, event: eventAt(0) } },
      { kind: 'snapshot', snapshot: snapshotOf({ events: eventsFrom(100, 1) }) },
    );
    assert.deepEqual(namesOf(state.rows), ['id-100']);
    assert.equal(state.detail, null);
  });

  it('appends events that overtook the first snapshot, once', () => {
    const early = reduce(initialState, { kind: 'events', events: eventsFrom(1, 3) });
    const state = reduce(early, { kind: 'snapshot', snapshot: snapshotOf({ events: eventsFrom(0, 3) }) });
    assert.deepEqual(namesOf(state.rows), ['id-0', 'id-1', 'id-2', 'id-3']);
  });

  it('measures events that overtake it once', () => {
    let reads = 0;
    const data = { text: 'x', toJSON: () => `${++reads}` };
    const early = reduce(initialState, { kind: 'events', events: [eventAt(0, { data } as object)] });
    const before = reads;
    reduce(early, { kind: 'events', events: eventsFrom(1, 2) });
    assert.deepEqual([before > 0, reads], [true, before]);
  });

  it('drops early events that are older than the snapshot', () => {
    const early = reduce(initialState, { kind: 'events', events: eventsFrom(0, 1) });
    const state = reduce(early, { kind: 'snapshot', snapshot: snapshotOf({ events: eventsFrom(5, 1) }) });
    assert.deepEqual(namesOf(state.rows), ['id-5']);
  });

  it('keeps the filter', () => {
    const state = panelAfter({}, filterBy('type:rental.*'), {
      kind: 'snapshot',
      snapshot: snapshotOf({ events: [eventAt(0), eventAt(1, { type: 'rental.created' })] }),
    });
    assert.deepEqual(namesOf(state.visible), ['id-1']);
  });
});

describe('seams', () => {
  it('stand among the rows by their time', () => {
    const state = panelAfter({ events: eventsFrom(0, 3), seams: [seamAt(1, 'early'), seamAt(9, 'late')] });
    assert.deepEqual(namesOf(state.rows), ['id-0', 'id-1', '– early', 'id-2', '– late']);
  });

  it('come before newer rows when they arrive late', () => {
    const state = panelAfter({ events: eventsFrom(0, 4) }, { kind: 'seam', seam: seamAt(1.5, 'restarted') });
    assert.deepEqual(namesOf(state.rows), ['id-0', 'id-1', '– restarted', 'id-2', 'id-3']);
  });

  it('keep their order when they have the same time', () => {
    const state = panelAfter({ seams: [seamAt(1, 'a'), seamAt(1, 'b')] }, { kind: 'seam', seam: seamAt(1, 'c') });
    assert.deepEqual(namesOf(state.rows), ['– a', '– b', '– c']);
  });

  it('stay when a filter hides the rows around them', () => {
    const state = panelAfter({ events: eventsFrom(0, 2), seams: [seamAt(0.5, 'restarted')] }, filterBy('nothing has this'));
    assert.deepEqual(namesOf(state.visible), ['– restarted']);
  });
});

describe('pause', () => {
  it('holds back what comes and appends it in order on resume', () => {
    const begun = reduce(panelAfter({ events: eventsFrom(0, 2) }), { kind: 'paused' }, at('12:03:05'));
    const paused = reduce(begun, { kind: 'events', events: eventsFrom(2, 2) });
    assert.deepEqual(namesOf(paused.visible), ['id-0', 'id-1']);
    assert.equal(paused.waiting.eventCount, 2);
    const resumed = reduce(paused, { kind: 'resumed' }, at('12:04:10'));
    assert.deepEqual(namesOf(resumed.visible), ['id-0', 'id-1', '– paused 12:03:05–12:04:10', 'id-2', 'id-3']);
    assert.equal(resumed.waiting.rows.length, 0);
  });

  it('begins anew with a snapshot', () => {
    const begun = reduce(panelAfter({ events: eventsFrom(0, 1) }), { kind: 'paused' }, at('12:03:05'));
    const anew = reduce(begun, { kind: 'snapshot', snapshot: snapshotOf({ events: eventsFrom(0, 2) }) }, at('13:00:00'));
    const resumed = reduce(reduce(anew, { kind: 'events', events: eventsFrom(2, 1) }), { kind: 'resumed' }, at('13:00:10'));
    assert.deepEqual(namesOf(resumed.visible), ['id-0', 'id-1', '– paused 13:00:00–13:00:10', 'id-2']);
  });

  it('leaves no mark when nothing came', () => {
    const state = panelAfter({ events: eventsFrom(0, 1) }, { kind: 'paused' }, { kind: 'resumed' });
    assert.deepEqual(namesOf(state.rows), ['id-0']);
  });

  it('holds back seams too', () => {
    const paused = panelAfter({ events: eventsFrom(0, 1) }, { kind: 'paused' }, { kind: 'seam', seam: seamAt(1, 'restarted') });
    assert.deepEqual(namesOf(paused.rows), ['id-0']);
    assert.deepEqual(namesOf(reduce(paused, { kind: 'resumed' }).rows), ['id-0', '– restarted']);
  });

  it('loses nothing up to the capacity', () => {
    const paused = panelAfter(
      { events: eventsFrom(0, 10) },
      { kind: 'paused' },
      { kind: 'events', events: eventsFrom(10, PANEL_CAPACITY) },
    );
    assert.equal(paused.waiting.eventCount, PANEL_CAPACITY);
    assert.equal(namesOf(reduce(paused, { kind: 'resumed' }).rows)[0], 'id-10');
  });

  it('filters what waited', () => {
    const state = panelAfter(
      {},
      filterBy('type:rental.*'),
      { kind: 'paused' },
      { kind: 'events', events: eventsFrom(0, 2) },
      { kind: 'resumed' },
    );
    assert.deepEqual([state.eventCount, visibleCount(state)], [2, 0]);
  });
});

describe('filter', () => {
  const shown = (state: PanelState) => namesOf(state.visible);
  const events = [
    eventAt(0, { type: 'rental.created', data: { customer: 'Ada Lovelace' } }),
    eventAt(1, { type: 'agent.created', source: 'Billing' }),
    eventAt(2, { type: 'agent.deleted', data: { deep: { list: ['needle'] } }, source: null }),
  ];

  it('searches type, source and JSON text in any case', () => {
    assert.deepEqual(shown(panelAfter({ events }, filterBy('RENTAL'))), ['id-0']);
    assert.deepEqual(shown(panelAfter({ events }, filterBy('billing'))), ['id-1']);
    assert.deepEqual(shown(panelAfter({ events }, filterBy('Needle'))), ['id-2']);
    assert.deepEqual(shown(panelAfter({ events }, filterBy('"ada lovelace"'))), ['id-0']);
  });

  it('takes comma separated globs over types', () => {
    assert.deepEqual(shown(panelAfter({ events }, filterBy('type:agent.*'))), ['id-1', 'id-2']);
    assert.deepEqual(shown(panelAfter({ events }, filterBy('type:rental.created,*.deleted'))), ['id-0', 'id-2']);
  });

  it('wants all terms to match', () => {
    assert.deepEqual(shown(panelAfter({ events }, filterBy('needle type:agent.*'))), ['id-2']);
    assert.deepEqual(shown(panelAfter({ events }, filterBy('needle type:rental.*'))), []);
  });

  it('goes on with the last right query while it is wrong', () => {
    const state = panelAfter({ events }, filterBy('rental'), filterBy('rental "'));
    assert.deepEqual([state.filter, state.parsed.ok, shown(state)], ['rental "', false, ['id-0']]);
    assert.deepEqual(shown(reduce(state, filterBy(''))), ['id-0', 'id-1', 'id-2']);
  });

  it('stays in step while rows come and go', () => {
    const half = (from: number, count: number) => eventsFrom(from, count).map((event, n) => (n % 2 ? event : { ...event, type: 'other' }));
    const state = panelAfter(
      { events: half(0, PANEL_CAPACITY) },
      filterBy('type:agent.*'),
      { kind: 'events', events: half(PANEL_CAPACITY, 100) },
      { kind: 'events', events: half(PANEL_CAPACITY + 100, 7) },
    );
    const expected = namesOf(state.rows.filter((row) => row.kind === 'event' && row.event.type === 'agent.created'));
    // Of 50,000 texts the difference would take minutes to print.
    assert.equal(shown(state).join(), expected.join());
    assert.equal(state.visible.length, PANEL_CAPACITY / 2);
  });
});

describe('clear', () => {
  it('empties the view and goes on with what comes', () => {
    const state = panelAfter({ events: eventsFrom(0, 3) }, { kind: 'cleared' }, { kind: 'events', events: eventsFrom(3, 1) });
    assert.deepEqual(namesOf(state.rows), ['id-3']);
  });

  it('keeps what waits while paused', () => {
    const paused = panelAfter({ events: eventsFrom(0, 3) }, { kind: 'paused' }, { kind: 'events', events: eventsFrom(3, 1) });
    assert.deepEqual(namesOf(reduce(reduce(paused, { kind: 'cleared' }), { kind: 'resumed' }).rows).slice(1), ['id-3']);
  });

  it('knows the newest event that is shown', () => {
    const state = panelAfter(
      { events: eventsFrom(0, 3), seams: [seamAt(9, 'late')] },
      { kind: 'paused' },
      { kind: 'events', events: eventsFrom(3, 1) },
    );
    assert.equal(lastShownId(state), 'id-2');
    assert.equal(lastShownId(panelAfter({})), null);
  });

  it('can be undone, and what came since stays', () => {
    const cleared = panelAfter({ events: eventsFrom(0, 3), start: 'id-x', older: 'id-0' }, { kind: 'cleared' });
    assert.deepEqual([cleared.start, cleared.older, cleared.count], ['id-2', null, 0]);
    const state = reduce(reduce(cleared, { kind: 'events', events: eventsFrom(3, 1) }), { kind: 'clearUndone' });
    assert.deepEqual(namesOf(state.rows), ['id-0', 'id-1', 'id-2', 'id-3']);
    assert.deepEqual([state.start, state.older, state.count, state.cleared], ['id-x', 'id-0', 4, null]);
  });

  it('can be undone whatever is said meanwhile, until that is not offered any more', () => {
    const cleared = panelAfter({ events: eventsFrom(0, 3) }, { kind: 'cleared' }, { kind: 'flashed', flash: { text: 'Copied' } });
    assert.equal(cleared.cleared?.eventCount, 3);
    const kept = reduce(cleared, { kind: 'clearKept' });
    assert.deepEqual([kept.cleared, reduce(kept, { kind: 'clearUndone' })], [null, kept]);
    assert.equal(reduce(cleared, { kind: 'snapshot', snapshot: snapshotOf() }).cleared, null);
  });

  it('of seams alone keeps what the clear before took', () => {
    const cleared = panelAfter({ events: eventsFrom(0, 2) }, { kind: 'cleared' }, { kind: 'seam', seam: seamAt(9, 'restarted') });
    const again = reduce(cleared, { kind: 'cleared' });
    assert.equal(again.rows.length, 0);
    assert.deepEqual(namesOf(reduce(again, { kind: 'clearUndone' }).rows), ['id-0', 'id-1']);
    assert.equal(reduce(panelAfter({ seams: [seamAt(9, 'restarted')] }), { kind: 'cleared' }).cleared, null);
  });

  it('lets what it took go first when there is no room for both', () => {
    const full = panelAfter({ events: eventsFrom(0, 2) }, { kind: 'cleared' });
    const large = eventAt(2, { data: { text: 'x'.repeat(PANEL_CHARACTERS - 20) } });
    const state = reduce(full, { kind: 'events', events: [large] });
    assert.deepEqual([namesOf(state.rows), namesOf(state.cleared?.rows ?? [])], [['id-2'], ['id-1']]);
  });
});

describe('older events', () => {
  const page = (first: number, count: number, older: string | null = null) => ({ events: eventsFrom(first, count), older });

  it('come in on top, in step with the filter', () => {
    const state = panelAfter(
      { events: eventsFrom(4, 2), older: 'a' },
      { kind: 'older', before: 'a', page: page(2, 2, 'b') },
      { kind: 'older', before: 'b', page: page(0, 2) },
      filterBy('data.n<3'),
    );
    assert.deepEqual(namesOf(state.rows), ['id-0', 'id-1', 'id-2', 'id-3', 'id-4', 'id-5']);
    assert.deepEqual([namesOf(state.visible), state.older, state.count], [['id-0', 'id-1', 'id-2'], null, 6]);
    assert.ok([...state.rows].every(({ key }, index) => index === 0 || key > (state.rows.at(index - 1)?.key ?? 0)));
  });

  it('come too late after a clear', () => {
    const state = panelAfter({ events: eventsFrom(4, 2), older: 'a' }, { kind: 'cleared' });
    assert.equal(reduce(state, { kind: 'older', before: 'a', page: page(0, 4) }), state);
  });

  it('go around seams that were on top', () => {
    const state = panelAfter(
      { events: eventsFrom(4, 1), older: 'a', seams: [seamAt(1.5, 'restarted')] },
      { kind: 'older', before: 'a', page: page(0, 4) },
    );
    assert.deepEqual(namesOf(state.rows), ['id-0', 'id-1', '– restarted', 'id-2', 'id-3', 'id-4']);
  });

  it('stop at the capacity, the newest of them first', () => {
    const state = panelAfter(
      { events: eventsFrom(10, PANEL_CAPACITY - 3), older: 'a' },
      { kind: 'older', before: 'a', page: page(0, 10, 'b') },
    );
    assert.deepEqual([state.rows.length, namesOf(state.rows)[0], state.older], [PANEL_CAPACITY, 'id-7', null]);
  });

  it('are not wanted any more once rows had to leave', () => {
    const state = panelAfter(
      { events: eventsFrom(0, PANEL_CAPACITY), older: 'a' },
      { kind: 'events', events: eventsFrom(PANEL_CAPACITY, 1) },
    );
    assert.equal(state.older, null);
  });
});

describe('the count', () => {
  it('has all events since the view began, also those that have left', () => {
    const state = panelAfter(
      { events: eventsFrom(0, PANEL_CAPACITY) },
      { kind: 'events', events: [...eventsFrom(PANEL_CAPACITY, 500), gaugeAt(1)] },
    );
    assert.deepEqual([state.count, state.eventCount], [PANEL_CAPACITY + 500, PANEL_CAPACITY]);
  });
});

describe('detail', () => {
  it('stays open when its row leaves the list', () => {
    const row: EventRow = { kind: 'event', key: 1, event: eventAt(0) };
    const state = panelAfter({ events: eventsFrom(0, 1) }, { kind: 'selected', row }, filterBy('nothing has this'));
    assert.deepEqual([state.visible.length, state.detail], [0, row]);
  });

  it('keeps the place of the keyboard when it closes', () => {
    const row: EventRow = { kind: 'event', key: 1, event: eventAt(0) };
    const state = panelAfter({ events: eventsFrom(0, 1) }, { kind: 'selected', row }, { kind: 'detailClosed' });
    assert.deepEqual([state.cursor, state.detail], [1, null]);
  });
});
