import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PANEL_CAPACITY } from '../../../src/shared/panel.ts';
import type { EventRow } from '../../../webview/row.ts';
import { countEvents, initialState, lastShownId, type PanelState, reduce } from '../../../webview/store.ts';
import { eventAt, eventsFrom, gaugeAt, namesOf, panelAfter, snapshotOf, timeAt } from './sample.ts';

const filterBy = (text: string, types = '') => ({ kind: 'filtered', filter: { text, types } }) as const;
const seamAt = (n: number, text: string) => ({ at: timeAt(n), text });

describe('rows', () => {
  it('puts live events after those of the snapshot', () => {
    const state = panelAfter({ events: eventsFrom(0, 2) }, { kind: 'events', events: eventsFrom(2, 2) });
    assert.deepEqual(namesOf(state.rows), ['id-0', 'id-1', 'id-2', 'id-3']);
    assert.deepEqual(state.visible, state.rows);
  });

  it('gives each row a key of its own', () => {
    const state = panelAfter(
      { events: eventsFrom(0, 3), seams: [seamAt(1, 'a')] },
      { kind: 'events', events: eventsFrom(3, 3) },
      { kind: 'seam', seam: seamAt(6, 'b') },
      { kind: 'events', events: eventsFrom(7, 1) },
    );
    assert.equal(new Set(state.rows.map(({ key }) => key)).size, 9);
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
    assert.deepEqual(state.visible, state.rows);
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

  it('drops early events that are older than the snapshot', () => {
    const early = reduce(initialState, { kind: 'events', events: eventsFrom(0, 1) });
    const state = reduce(early, { kind: 'snapshot', snapshot: snapshotOf({ events: eventsFrom(5, 1) }) });
    assert.deepEqual(namesOf(state.rows), ['id-5']);
  });

  it('keeps the filter', () => {
    const state = panelAfter({}, filterBy('', 'rental.*'), {
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
    const paused = panelAfter({ events: eventsFrom(0, 2) }, { kind: 'paused' }, { kind: 'events', events: eventsFrom(2, 2) });
    assert.deepEqual(namesOf(paused.visible), ['id-0', 'id-1']);
    assert.equal(countEvents(paused.waiting), 2);
    const resumed = reduce(paused, { kind: 'resumed' });
    assert.deepEqual(namesOf(resumed.visible), ['id-0', 'id-1', 'id-2', 'id-3']);
    assert.equal(resumed.waiting.length, 0);
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
    assert.equal(countEvents(paused.waiting), PANEL_CAPACITY);
    assert.equal(namesOf(reduce(paused, { kind: 'resumed' }).rows)[0], 'id-10');
  });

  it('filters what waited', () => {
    const state = panelAfter(
      {},
      filterBy('', 'rental.*'),
      { kind: 'paused' },
      { kind: 'events', events: eventsFrom(0, 2) },
      { kind: 'resumed' },
    );
    assert.deepEqual([state.rows.length, state.visible.length], [2, 0]);
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
    assert.deepEqual(shown(panelAfter({ events }, filterBy('"customer":"ada'))), ['id-0']);
  });

  it('takes comma separated globs over types', () => {
    assert.deepEqual(shown(panelAfter({ events }, filterBy('', 'agent.*'))), ['id-1', 'id-2']);
    assert.deepEqual(shown(panelAfter({ events }, filterBy('', 'rental.created, *.deleted'))), ['id-0', 'id-2']);
  });

  it('wants both to match', () => {
    assert.deepEqual(shown(panelAfter({ events }, filterBy('needle', 'agent.*'))), ['id-2']);
    assert.deepEqual(shown(panelAfter({ events }, filterBy('needle', 'rental.*'))), []);
  });

  it('stays in step while rows come and go', () => {
    const half = (from: number, count: number) => eventsFrom(from, count).map((event, n) => (n % 2 ? event : { ...event, type: 'other' }));
    const state = panelAfter(
      { events: half(0, PANEL_CAPACITY) },
      filterBy('', 'agent.*'),
      { kind: 'events', events: half(PANEL_CAPACITY, 100) },
      { kind: 'events', events: half(PANEL_CAPACITY + 100, 7) },
    );
    assert.deepEqual(shown(state), namesOf(state.rows.filter((row) => row.kind === 'event' && row.event.type === 'agent.created')));
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
    assert.deepEqual(namesOf(reduce(reduce(paused, { kind: 'cleared' }), { kind: 'resumed' }).rows), ['id-3']);
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
