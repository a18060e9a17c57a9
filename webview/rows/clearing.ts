import type { PanelState } from '../store.ts';
import type { Kept } from './kept.ts';
import { emptied, prependRows } from './listing.ts';
import { makeRoom } from './room.ts';

/** What a clear took out of sight, where the view began before, and when that was, in milliseconds. */
export type Cleared = Kept & Pick<PanelState, 'older' | 'start' | 'count'> & { readonly at: number };

/** The newest logged event that is shown: a cleared view begins behind it. */
export function lastShownId({ rows }: Pick<PanelState, 'rows'>): string | null {
  for (const row of rows.backwards()) if (row.kind === 'event' && row.event.id !== null) return row.event.id;
  return null;
}

export function clear(state: PanelState, now: number): PanelState {
  const { rows, characters, eventCount, older, start, count, waiting } = state;
  if (rows.length === 0) return state;
  return {
    ...emptied(state),
    // Seams by themselves are not worth an undo, but the events of the clear before are.
    cleared: eventCount === 0 ? state.cleared : { rows, characters, eventCount, older, start, count: count - waiting.eventCount, at: now },
    older: null,
    start: lastShownId(state) ?? start,
    // What waits comes into the cleared view.
    count: waiting.eventCount,
    cursor: null,
    detail: null,
  };
}

export function undoClear(state: PanelState): PanelState {
  const { cleared } = state;
  if (!cleared) return state;
  const { older, start, count } = cleared;
  return makeRoom({ ...prependRows(state, [...cleared.rows]), cleared: null, older, start, count: count + state.count });
}
