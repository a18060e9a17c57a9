import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { OlderEvents } from '../../../../src/shared/panel.ts';
import { Backfill } from '../../../../webview/rows/backfill.ts';
import { type PanelState, reduce } from '../../../../webview/store.ts';
import { until } from '../../../support/until.ts';
import { eventsFrom, namesOf, panelAfter, snapshotOf } from '../sample.ts';

type Hub = { state: PanelState; readonly asked: string[]; isDown: boolean; follow(): void };

const LONG = 60_000;

/** A panel that shows events 6 and 7 of a log of pages of two, and draws when something has changed. */
function panelOfLog(pause = LONG): Hub {
  const older = async (before: string): Promise<OlderEvents> => {
    hub.asked.push(before);
    if (hub.isDown) throw new Error('no hub');
    const first = Number(before) - 2;
    return { events: eventsFrom(first, 2), older: first > 0 ? String(first) : null };
  };
  const backfill = new Backfill({
    ask: older,
    take(before, page) {
      hub.state = reduce(hub.state, { kind: 'older', before, page });
    },
    current: () => hub.state,
    pause,
  });
  const state = panelAfter({ events: eventsFrom(6, 2), older: '6' });
  const hub: Hub = { state, asked: [], isDown: false, follow: () => backfill.follow() };
  return hub;
}

describe('what lies before the first rows', () => {
  it('comes page by page until there is nothing more', async () => {
    const hub = panelOfLog();
    hub.follow();
    hub.follow();
    await until(() => hub.state.older === null, 'all is here');
    assert.deepEqual(hub.asked, ['6', '4', '2']);
    assert.deepEqual(namesOf(hub.state.rows)[0], 'id-0');
  });

  it('goes on with the next news of a hub after a page did not come', async () => {
    const hub = panelOfLog();
    hub.isDown = true;
    hub.follow();
    await until(() => hub.asked.length === 1, 'it was asked');
    await new Promise(setImmediate);
    hub.follow();
    hub.isDown = false;
    hub.state = reduce(hub.state, { kind: 'status', status: { state: 'stopped' } });
    hub.follow();
    assert.deepEqual(hub.asked, ['6']);
    hub.state = reduce(hub.state, { kind: 'status', status: snapshotOf().status });
    hub.follow();
    await until(() => hub.state.older === null, 'all is here');
    assert.deepEqual(hub.asked, ['6', '6', '4', '2']);
  });

  it('goes on after a pause while the hub is on all the time', async () => {
    const hub = panelOfLog(1);
    hub.isDown = true;
    hub.follow();
    await until(() => hub.asked.length > 1, 'it was asked again');
    hub.isDown = false;
    await until(() => hub.state.older === null, 'all is here');
    assert.equal(namesOf(hub.state.rows)[0], 'id-0');
  });

  it('goes on from a snapshot that came before a page', async () => {
    const hub = panelOfLog();
    hub.follow();
    hub.state = reduce(hub.state, { kind: 'snapshot', snapshot: snapshotOf({ events: eventsFrom(8, 2), older: '8' }) });
    await until(() => hub.state.older === null, 'all is here');
    assert.deepEqual(hub.asked, ['6', '8', '6', '4', '2']);
  });

  it('is not asked for before the first answer of the host', () => {
    const hub = panelOfLog();
    hub.state = reduce(hub.state, { kind: 'retried' });
    hub.follow();
    assert.deepEqual(hub.asked, []);
  });
});
