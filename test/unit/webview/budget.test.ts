import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { LoggedEvent } from '../../../src/shared/events.ts';
import type { JsonObject } from '../../../src/shared/json.ts';
import { PANEL_CAPACITY, PANEL_CHARACTERS } from '../../../src/shared/panel.ts';
import { charactersOf } from '../../../webview/eventText.ts';
import type { Row } from '../../../webview/row.ts';
import { append, noRows, surplusOf } from '../../../webview/rows/kept.ts';
import { relist, visibleCount } from '../../../webview/rows/listing.ts';
import { type Action, type PanelState, reduce } from '../../../webview/store.ts';
import { eventAt, namesOf, panelAfter, timeAt } from './sample.ts';

const QUARTER = PANEL_CHARACTERS / 4;
const frame = '{"text":""}'.length;
const samples = new Map<number, JsonObject>();

/** An event whose data has exactly this many characters of JSON. */
function sized(n: number, characters: number): LoggedEvent {
  const data = samples.get(characters) ?? { text: 'x'.repeat(characters - frame) };
  samples.set(characters, data);
  return eventAt(n, { data });
}

const take = (...events: readonly LoggedEvent[]): Action => ({ kind: 'events', events });
const sizeOf = (row: Row) => (row.kind === 'event' ? charactersOf(row.event) : 0);
const sum = (sizes: readonly number[]) => sizes.reduce((total, size) => total + size, 0);

describe('the oldest rows', () => {
  const size = fc.oneof(fc.constantFrom(frame, QUARTER, PANEL_CHARACTERS, PANEL_CHARACTERS + 1), fc.integer({ min: frame, max: 1000 }));
  const keptOf = (sizes: readonly number[]) =>
    append(
      noRows,
      sizes.map((characters, n): Row => ({ kind: 'event', key: n, event: sized(n, characters) })),
    );

  it('leave as far as there is no room, and the newest of all stays in any case', () => {
    const property = fc.property(fc.array(size, { maxLength: 8 }), fc.oneof(fc.constant(0), size), (sizes, used) => {
      const count = surplusOf(keptOf(sizes), used);
      const kept = sizes.slice(count);
      const isLastAlone = used === 0 && kept.length === 1;
      assert.ok(kept.length === 0 || isLastAlone || used + sum(kept) <= PANEL_CHARACTERS);
      assert.ok(used > 0 || sizes.length === 0 || kept.length > 0);
      if (count > 0) assert.ok(used + sum(sizes.slice(count - 1)) > PANEL_CHARACTERS);
    });
    fc.assert(property, { numRuns: 300 });
  });

  it('leave beyond the capacity', () => {
    const rows = Array.from({ length: PANEL_CAPACITY + 3 }, (_, key): Row => ({ kind: 'seam', key, seam: { at: timeAt(0), text: '' } }));
    assert.equal(surplusOf(append(noRows, rows)), 3);
    assert.equal(surplusOf(append(noRows, rows.slice(3))), 0);
  });
});

describe('large rows', () => {
  it('push the oldest out', () => {
    const quarters = [0, 1, 2, 3].map((n) => sized(n, QUARTER));
    const full = panelAfter({ events: quarters });
    assert.deepEqual(namesOf(full.rows), ['id-0', 'id-1', 'id-2', 'id-3']);
    const state = reduce(full, take(eventAt(4)));
    assert.deepEqual(namesOf(state.rows), ['id-1', 'id-2', 'id-3', 'id-4']);
    assert.deepEqual(namesOf(state.visible), namesOf(state.rows));
  });

  it('are cut when a snapshot holds too many', () => {
    const state = panelAfter({ events: [0, 1, 2, 3, 4].map((n) => sized(n, QUARTER)) });
    assert.deepEqual(namesOf(state.rows), ['id-1', 'id-2', 'id-3', 'id-4']);
  });

  it('stay when they are the newest, even beyond the budget', () => {
    assert.deepEqual(namesOf(panelAfter({ events: [eventAt(0), sized(1, PANEL_CHARACTERS + 1)] }).rows), ['id-1']);
  });

  it('that wait share the budget with those that are shown', () => {
    const shown = { events: [sized(0, QUARTER), sized(1, QUARTER)] };
    const paused = panelAfter(shown, { kind: 'paused' }, take(sized(2, QUARTER), sized(3, QUARTER), sized(4, QUARTER)));
    assert.deepEqual([namesOf(paused.visible), namesOf(paused.waiting.rows)], [['id-1'], ['id-2', 'id-3', 'id-4']]);
    assert.equal(paused.isWaitingCut, false);
    const cut = reduce(paused, take(sized(5, QUARTER), sized(6, QUARTER)));
    assert.deepEqual([cut.rows.length, namesOf(cut.waiting.rows), cut.isWaitingCut], [0, ['id-3', 'id-4', 'id-5', 'id-6'], true]);
    const resumed = reduce(cut, { kind: 'resumed' });
    assert.deepEqual([namesOf(resumed.visible).slice(1), resumed.isWaitingCut], [['id-3', 'id-4', 'id-5', 'id-6'], false]);
  });
});

describe('whatever happens', () => {
  const sizes = [frame, QUARTER / 2, QUARTER, PANEL_CHARACTERS - QUARTER, PANEL_CHARACTERS];
  const others = ['paused', 'resumed', 'cleared', 'clearUndone', 'seam', 'lateSeam', 'filter', 'noFilter', 'groups'] as const;
  const step = fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...sizes) }, fc.constantFrom(...others));

  it('the rows stay within the budget, without a gap, and in step with filter and groups', () => {
    const property = fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      const sent: string[] = [];
      steps.reduce<PanelState>((state, next, n) => {
        if (typeof next === 'number') sent.push(`id-${n}`);
        const after = reduce(state, actionFor(next, n), Date.parse(timeAt(n)));
        check(after, sent);
        return after;
      }, panelAfter({}));
    });
    fc.assert(property, { numRuns: 1000 });
  });

  function actionFor(step: number | (typeof others)[number], n: number): Action {
    if (typeof step === 'number') return take({ ...sized(n, step), type: n % 5 ? 'odd' : 'even', timestamp: timeAt(n / 10) });
    switch (step) {
      case 'seam':
        return { kind: 'seam', seam: { at: timeAt(n / 10), text: 'seam' } };
      case 'lateSeam':
        return { kind: 'seam', seam: { at: timeAt(0.5), text: 'late' } };
      case 'filter':
        return { kind: 'filtered', query: 'type:odd' };
      case 'noFilter':
        return { kind: 'filtered', query: '' };
      case 'groups':
        return { kind: 'groupingToggled' };
      default:
        return { kind: step };
    }
  }

  function check(state: PanelState, sent: readonly string[]): void {
    const { rows, waiting, cleared, visible, items, query } = state;
    const kept = [...(cleared?.rows ?? []), ...rows, ...waiting.rows];
    const events = kept.filter(({ kind }) => kind === 'event');
    assert.ok(events.length <= 1 || sum(kept.map(sizeOf)) <= PANEL_CHARACTERS);
    assert.equal(state.characters, sum([...rows].map(sizeOf)));
    assert.equal(state.eventCount, [...rows].filter(({ kind }) => kind === 'event').length);
    // Unless nothing was cleared the events of an older clear are gone for good.
    assert.deepEqual(namesOf(events), sent.slice(sent.length - events.length));
    assert.deepEqual(
      [...visible],
      [...rows].filter((row) => row.kind === 'seam' || query.isEmpty || row.event.type === 'odd'),
    );
    assert.equal(visibleCount(state), [...visible].filter(({ kind }) => kind === 'event').length);
    assert.deepEqual(namesOf(items), namesOf(relist(state).items));
    const keys = [...rows, ...waiting.rows].map(({ key }) => key);
    assert.ok(keys.every((key, index) => index === 0 || key > (keys[index - 1] ?? 0)));
  }
});
