import type { PanelState } from '../store.ts';
import type { Cleared } from './clearing.ts';
import { dropFirst, surplusOf } from './kept.ts';
import { dropRows } from './listing.ts';

/**
 * Lets the oldest rows go that there is no room for: first of what was cleared, then of what is shown, and of what waits last, so that nothing
 * goes missing in between.
 */
export function makeRoom(state: PanelState): PanelState {
  const { waiting, cleared } = state;
  const cut = surplusOf(waiting);
  // With those that have to go, or a small shown row would stay behind and hide that something is missing after it.
  const count = surplusOf(state, waiting.characters);
  const isCutting = cleared !== null && surplusOf(cleared, waiting.characters + state.characters) > 0;
  if (cut === 0 && count === 0 && !isCutting) return state;
  return {
    ...dropRows(state, count),
    waiting: dropFirst(waiting, cut),
    isWaitingCut: state.isWaitingCut || cut > 0,
    // Older ones would come in before a gap.
    older: count > 0 ? null : state.older,
    cleared: cleared && withRoom(cleared, waiting.characters + state.characters),
  };
}

function withRoom(cleared: Cleared, used: number): Cleared | null {
  const count = surplusOf(cleared, used);
  if (count === cleared.rows.length) return null;
  return count === 0 ? cleared : { ...cleared, ...dropFirst(cleared, count), older: null };
}
