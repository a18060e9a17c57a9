import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Activity } from '../../../../webview/activity/activity.ts';
import { stepLengthFor, stepLengths } from '../../../../webview/activity/scale.ts';
import { noQuery } from '../../../../webview/filter.ts';
import type { Action } from '../../../../webview/store.ts';
import { type PanelState, reduce } from '../../../../webview/store.ts';
import { eventAt, eventsFrom, panelAfter, snapshotOf, timeAt } from '../sample.ts';

const NOW = Date.parse(timeAt(1000));
const step = (n: number) => Date.parse(timeAt(n)) / 1000;
const sourceOf = ({ visible, rows, query, eventCount }: PanelState) => {
  return { rows: visible, query: noQuery, identity: query, seamCount: rows.length - eventCount };
};
/** A strip that has seen these states, one after another. */
const stripOf = (...states: readonly PanelState[]) => {
  const activity = new Activity();
  for (const state of states) activity.follow(sourceOf(state));
  return activity;
};
/** A strip that has seen each state that these actions led to, and one that saw the last of them only. */
function bothAfter(start: PanelState, ...actions: readonly Action[]) {
  const states = [start];
  for (const action of actions) states.push(reduce(states.at(-1) ?? start, action, NOW));
  return [stripOf(...states), stripOf(states.at(-1) ?? start)] as const;
}
const totals = (activity: Activity) => Array.from({ length: 300 }, (_, place) => activity.at(activity.lastStep - 299 + place)?.total ?? 0);
const counted = (activity: Activity) => totals(activity).reduce((sum, total) => sum + total, 0);

const busy = eventsFrom(0, 40).map((event, n) => ({ ...event, type: n % 4 === 0 ? 'order.paid' : 'agent.created' }));

describe('the strip of activity', () => {
  it('counts the events of each second, by their types', () => {
    const events = [eventAt(0), eventAt(0.2, { type: 'order.paid' }), eventAt(0.9), eventAt(2)];
    const activity = stripOf(panelAfter({ events }));
    assert.equal(activity.lastStep, step(2));
    assert.deepEqual([...(activity.at(step(0))?.types ?? [])].map(([type, one]) => [type, one.count]).toSorted(), [
      ['agent.created', 2],
      ['order.paid', 1],
    ]);
    assert.equal(activity.at(step(1)), undefined);
    assert.equal(activity.peak, 3);
  });

  it('counts what came as it counts what was there', () => {
    const [followed, fresh] = bothAfter(
      panelAfter({ events: busy }),
      { kind: 'events', events: eventsFrom(40, 100) },
      { kind: 'events', events: eventsFrom(140, 200) },
    );
    assert.deepEqual(totals(followed), totals(fresh));
    assert.equal(counted(followed), 300);
  });

  it('looks only at what is new', () => {
    const first = panelAfter({ events: busy });
    const activity = stripOf(first);
    const { rows, ...rest } = sourceOf(reduce(first, { kind: 'events', events: eventsFrom(40, 5) }));
    let looks = 0;
    const query = { ...noQuery, matches: () => ++looks > 0 };
    activity.follow({ ...rest, rows, query });
    assert.equal(looks, 5);
  });

  it('counts what the filter lets through, and anew with another filter', () => {
    const [followed] = bothAfter(panelAfter({ events: busy }), { kind: 'filtered', query: 'type:order.*' });
    assert.equal(counted(followed), 10);
    const [back] = bothAfter(panelAfter({ events: busy }), { kind: 'filtered', query: 'type:order.*' }, { kind: 'filtered', query: '' });
    assert.equal(counted(back), 40);
  });

  it('takes in a page of older events', () => {
    const page = { events: eventsFrom(-50, 50), older: null };
    const [followed, fresh] = bothAfter(panelAfter({ events: busy, older: 'a' }), { kind: 'older', before: 'a', page });
    assert.deepEqual(totals(followed), totals(fresh));
    assert.equal(counted(followed), 90);
  });

  it('looks only at what is new above, as far as it is on the strip', () => {
    const first = panelAfter({ events: busy, older: 'a' });
    const activity = stripOf(first);
    const events = [...eventsFrom(-900, 50), ...eventsFrom(-20, 20)];
    const { rows, ...rest } = sourceOf(reduce(first, { kind: 'older', before: 'a', page: { events, older: null } }));
    let looks = 0;
    activity.follow({ ...rest, rows, query: { ...noQuery, matches: () => ++looks > 0 } });
    assert.deepEqual([looks, counted(activity)], [20, 60]);
  });

  it('is empty after a clear, and back after its undoing', () => {
    const [cleared] = bothAfter(panelAfter({ events: busy }), { kind: 'cleared' });
    assert.equal(counted(cleared), 0);
    const more: Action = { kind: 'events', events: eventsFrom(40, 2) };
    const [after] = bothAfter(panelAfter({ events: busy }), { kind: 'cleared' }, more);
    assert.equal(counted(after), 2);
    const [undone] = bothAfter(panelAfter({ events: busy }), { kind: 'cleared' }, more, { kind: 'clearUndone' });
    assert.equal(counted(undone), 42);
  });

  it('begins anew with a snapshot', () => {
    const [followed] = bothAfter(panelAfter({ events: busy }), { kind: 'snapshot', snapshot: snapshotOf({ events: busy.slice(0, 3) }) });
    assert.equal(counted(followed), 3);
  });

  it('marks seams, also those that come late', () => {
    const [followed] = bothAfter(
      panelAfter({ events: busy }),
      { kind: 'seam', seam: { at: timeAt(50), text: 'hub restarted' } },
      { kind: 'seam', seam: { at: timeAt(20), text: 'gap' } },
    );
    assert.deepEqual(
      followed.seams.toSorted(),
      [timeAt(20), timeAt(50)].map((at) => Date.parse(at)),
    );
  });

  it('goes on when the clock of the hub was set back', () => {
    const [followed] = bothAfter(panelAfter({ events: busy }), { kind: 'events', events: eventsFrom(-5000, 3) });
    assert.equal(followed.lastStep, step(-4998));
    assert.equal(counted(followed), 3);
  });

  it('names no more types of one moment than it can hold', () => {
    const events = Array.from({ length: 500 }, (_, n) => eventAt(0, { id: `id-${n}`, type: `t${n}` }));
    const bucket = stripOf(panelAfter({ events })).at(step(0));
    assert.deepEqual([bucket?.total, bucket?.types.size], [500, 50]);
  });
});

describe('the scale of the strip', () => {
  const lengthOf = (secondsApart: number, current = 0) => {
    const events = Array.from({ length: 100 }, (_, n) => eventAt(n * secondsApart, { id: `id-${n}` }));
    return stepLengthFor(panelAfter({ events }).visible, current);
  };

  it('is five minutes for what is lively, and longer for what is rare', () => {
    assert.deepEqual(
      [0, 1, 60, 3600].map((apart) => lengthOf(apart)),
      [1000, 1000, 30_000, 3_600_000],
    );
    assert.equal(lengthOf(1e6), stepLengths.at(-1));
    assert.equal(stepLengthFor(panelAfter({}).visible, 0), 1000);
  });

  it('does not go to and fro', () => {
    assert.equal(lengthOf(9), 1000);
    assert.equal(lengthOf(9, 5000), 5000);
    assert.equal(lengthOf(4, 5000), 1000);
  });
});
