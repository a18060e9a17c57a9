import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { shownDeliveries } from '../../../webview/deliveries/told.ts';
import type { EventRow } from '../../../webview/row.ts';
import { type Action, initialState, reduce } from '../../../webview/store.ts';
import { deliveryOf, eventAt, eventsFrom, panelAfter, snapshotOf, statsOf } from './sample.ts';

const rowOf = (n: number): EventRow => ({ kind: 'event', key: n, event: eventAt(n) });
const tell = (n: number): Action => ({ kind: 'deliveries', told: { wanted: { event: `id-${n}` }, deliveries: [deliveryOf()] } });
const paneOf = ({ detail, isFailedShown }: ReturnType<typeof panelAfter>) => [detail?.event.id ?? null, isFailedShown];

describe('the second pane', () => {
  it('shows the failed deliveries in the place of the detail', () => {
    assert.deepEqual(paneOf(panelAfter({}, { kind: 'selected', row: rowOf(1) }, { kind: 'failedShown' })), [null, true]);
  });

  it('leads from a failed delivery to its event and back', () => {
    const chosen = panelAfter({}, { kind: 'failedShown' }, { kind: 'failedChosen', row: rowOf(1) });
    assert.deepEqual([paneOf(chosen), chosen.cursor], [['id-1', true], 1]);
    assert.deepEqual(paneOf(reduce(chosen, { kind: 'detailClosed' })), [null, true]);
  });

  it('leaves the failed deliveries for an event of the list', () => {
    const state = panelAfter({}, { kind: 'failedShown' }, { kind: 'selected', row: rowOf(1) });
    assert.deepEqual(paneOf(reduce(state, { kind: 'detailClosed' })), [null, false]);
  });

  it('closes what shows and keeps the rest behind it', () => {
    const chosen = panelAfter({}, { kind: 'failedShown' }, { kind: 'failedChosen', row: rowOf(1) });
    const detailClosed = reduce(chosen, { kind: 'paneClosed' });
    assert.deepEqual([detailClosed, reduce(detailClosed, { kind: 'paneClosed' })].map(paneOf), [
      [null, true],
      [null, false],
    ]);
  });

  it('closes with a new log', () => {
    const state = panelAfter({}, { kind: 'failedShown' }, { kind: 'snapshot', snapshot: snapshotOf({ events: eventsFrom(0, 1) }) });
    assert.deepEqual(paneOf(state), [null, false]);
  });
});

describe('deliveries', () => {
  it('belong to the event that they were asked for', () => {
    const state = panelAfter({}, { kind: 'selected', row: rowOf(1) }, tell(1));
    assert.deepEqual(shownDeliveries(state)?.deliveries, [deliveryOf()]);
    assert.equal(shownDeliveries(reduce(state, { kind: 'selected', row: rowOf(2) })), undefined);
  });

  it('that come too late change nothing', () => {
    const state = panelAfter({}, { kind: 'selected', row: rowOf(2) });
    assert.equal(reduce(state, tell(1)), state);
  });

  it('are out of sight while no hub could change them, with a word for the event that had some', () => {
    const state = panelAfter({}, { kind: 'selected', row: rowOf(1) }, tell(1), { kind: 'status', status: { state: 'stopped' } });
    assert.deepEqual(shownDeliveries(state), { wanted: { event: 'id-1' }, deliveries: [], isHubOff: true });
    assert.equal(shownDeliveries(reduce(state, { kind: 'selected', row: rowOf(2) })), undefined);
    assert.equal(shownDeliveries(reduce(state, { kind: 'status', status: { state: 'starting' } })), undefined);
  });
});

describe('figures', () => {
  it('come with the snapshot and then by themselves', () => {
    const stats = statsOf();
    assert.equal(panelAfter({ stats }).stats, stats);
    assert.equal(panelAfter({ stats }, { kind: 'stats', stats: null }).stats, null);
  });

  it('stay open as they were left', () => {
    const restored = reduce(initialState, { kind: 'restored', view: { areStatsOpen: true } });
    assert.equal(reduce(restored, { kind: 'snapshot', snapshot: snapshotOf() }).areStatsOpen, true);
    assert.equal(reduce(restored, { kind: 'statsToggled' }).areStatsOpen, false);
  });
});
