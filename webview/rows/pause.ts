import type { Seam } from '../../src/shared/panel.ts';
import { t } from '../l10n.ts';
import type { PanelState } from '../store.ts';
import { momentText } from '../time.ts';
import { appendShown } from './intake.ts';
import { noRows } from './kept.ts';
import { keyBetween } from './seams.ts';

export function pause(state: PanelState, now: number): PanelState {
  return state.isPaused ? state : { ...state, isPaused: true, pausedAt: now };
}

/** Shows what waited, below a mark of the pause. */
export function resume(state: PanelState, now: number): PanelState {
  const next: PanelState = { ...state, isPaused: false, pausedAt: null, waiting: noRows, isWaitingCut: false };
  const rows = [...state.waiting.rows];
  const seam = pauseSeam(state, now);
  if (seam === null) return appendShown(next, rows);
  const key = keyBetween(state.rows.at(-1), state.waiting.rows.at(0)) ?? 0;
  return appendShown(next, [{ kind: 'seam', key, seam }, ...rows]);
}

/** What is said of a pause that ends now, where the rows stood still; null when nothing came in it. */
export function pauseSeam({ waiting, pausedAt }: PanelState, now: number): Seam | null {
  if (pausedAt === null || waiting.eventCount === 0) return null;
  const [from, to] = [pausedAt, now].map((time) => momentText(new Date(time).toISOString(), new Date(now)));
  return { at: new Date(pausedAt).toISOString(), text: t('paused {0}–{1}', String(from), String(to)) };
}
