import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { LoggedEvent } from '../../../src/shared/events.ts';
import type { JsonObject } from '../../../src/shared/json.ts';
import { PANEL_CAPACITY, PANEL_CHARACTERS } from '../../../src/shared/panel.ts';
import { charactersOf, newest } from '../../../webview/budget.ts';
import type { Row } from '../../../webview/row.ts';
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

describe('the newest items', () => {
  const same = (size: number) => size;
  const size = fc.oneof(fc.constantFrom(0, 1, QUARTER, PANEL_CHARACTERS, PANEL_CHARACTERS + 1), fc.nat({ max: PANEL_CHARACTERS }));

  it('are as many as there is room for, and the last one in any case', () => {
    const property = fc.property(fc.array(size), fc.oneof(fc.constant(0), size), (sizes, used) => {
      const kept = newest(sizes, same, used);
      assert.deepEqual(kept, sizes.slice(sizes.length - kept.length));
      const isLastAlone = used === 0 && kept.length === 1;
      assert.ok(kept.length === 0 || isLastAlone || used + sum(kept) <= PANEL_CHARACTERS);
      assert.ok(used > 0 || sizes.length === 0 || kept.length > 0);
      const next = sizes.at(-kept.length - 1);
      if (kept.length < sizes.length) assert.ok(used + sum(kept) + (next ?? 0) > PANEL_CHARACTERS);
    });
    fc.assert(property, { numRuns: 1000 });
  });

  it('are no more than the capacity', () => {
    const items = Array.from({ length: PANEL_CAPACITY + 3 }, () => 0);
    assert.equal(newest(items, same).length, PANEL_CAPACITY);
    assert.equal(newest(items.slice(3), same).length, PANEL_CAPACITY);
  });
});

describe('large rows', () => {
  it('push the oldest out', () => {
    const quarters = [0, 1, 2, 3].map((n) => sized(n, QUARTER));
    const full = panelAfter({ events: quarters });
    assert.deepEqual(namesOf(full.rows), ['id-0', 'id-1', 'id-2', 'id-3']);
    const state = reduce(full, take(eventAt(4)));
    assert.deepEqual(namesOf(state.rows), ['id-1', 'id-2', 'id-3', 'id-4']);
    assert.deepEqual(state.visible, state.rows);
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
    assert.deepEqual([namesOf(paused.visible), namesOf(paused.waiting)], [['id-1'], ['id-2', 'id-3', 'id-4']]);
    assert.equal(paused.isWaitingCut, false);
    const cut = reduce(paused, take(sized(5, QUARTER), sized(6, QUARTER)));
    assert.deepEqual([cut.rows.length, namesOf(cut.waiting), cut.isWaitingCut], [0, ['id-3', 'id-4', 'id-5', 'id-6'], true]);
    const resumed = reduce(cut, { kind: 'resumed' });
    assert.deepEqual([namesOf(resumed.visible), resumed.isWaitingCut], [['id-3', 'id-4', 'id-5', 'id-6'], false]);
  });
});

describe('whatever happens', () => {
  const sizes = [frame, QUARTER / 2, QUARTER, PANEL_CHARACTERS - QUARTER, PANEL_CHARACTERS];
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...sizes) },
    fc.constantFrom('paused', 'resumed', 'cleared', 'seam', 'filter', 'noFilter'),
  );

  it('the rows stay within the budget, without a gap, and in step with the filter', () => {
    const property = fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      const all: (string | null)[] = [];
      steps.reduce<PanelState>((state, next, n) => {
        if (typeof next === 'number') all.push(`id-${n}`);
        const after = reduce(state, actionFor(next, n));
        if (next === 'cleared') all.splice(0, all.length, ...namesOf(state.waiting.filter(({ kind }) => kind === 'event')));
        check(after, all);
        return after;
      }, panelAfter({}));
    });
    fc.assert(property, { numRuns: 1000 });
  });

  function actionFor(step: number | string, n: number): Action {
    if (typeof step === 'number') return take({ ...sized(n, step), type: n % 2 ? 'odd' : 'even' });
    if (step === 'seam') return { kind: 'seam', seam: { at: timeAt(n), text: 'seam' } };
    if (step === 'filter' || step === 'noFilter') return { kind: 'filtered', filter: { text: '', types: step === 'filter' ? 'odd' : '' } };
    return { kind: step as 'paused' | 'resumed' | 'cleared' };
  }

  function check({ rows, waiting, visible, filter }: PanelState, all: readonly (string | null)[]): void {
    const kept = [...rows, ...waiting];
    const events = kept.filter(({ kind }) => kind === 'event');
    assert.ok(events.length === 1 || sum(kept.map(sizeOf)) <= PANEL_CHARACTERS);
    assert.equal(events.length > 0, all.length > 0);
    assert.deepEqual(namesOf(events), all.slice(all.length - events.length));
    const isShown = (row: Row) => row.kind === 'seam' || filter.types === '' || row.event.type === filter.types;
    assert.deepEqual(visible, rows.filter(isShown));
  }
});
