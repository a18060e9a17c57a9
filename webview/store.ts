import type { HubAddress } from '../src/shared/api.ts';
import { assertNever } from '../src/shared/assertNever.ts';
import type { ErrorInfo } from '../src/shared/errors.ts';
import type { HubEvent } from '../src/shared/events.ts';
import type { HubStatus, PanelSnapshot, Seam } from '../src/shared/panel.ts';
import type { Stats } from '../src/shared/webhooks.ts';
import { charactersOf, newest } from './budget.ts';
import { isWanted, type ToldDeliveries } from './deliveries/told.ts';
import { createRowFilter, type Filter, noFilter } from './filter.ts';
import type { EventRow, Row, SeamRow } from './row.ts';

export type PanelState = {
  /** `failed`: the host did not answer the first call. */
  readonly phase: 'loading' | 'ready' | 'failed';
  readonly status: HubStatus;
  readonly defaultHub: HubAddress;
  /** Oldest first, at most PANEL_CAPACITY. Together with `waiting` they stay within PANEL_CHARACTERS. */
  readonly rows: readonly Row[];
  /** The rows that the filter lets through. Kept in step with `rows`, so that a new row costs one match and not 5,000. */
  readonly visible: readonly Row[];
  /** Rows that came while paused, at most PANEL_CAPACITY. */
  readonly waiting: readonly Row[];
  /** Some of those that waited had to go again. */
  readonly isWaitingCut: boolean;
  /** Events that came before the first snapshot. */
  readonly early: readonly HubEvent[];
  readonly filter: Filter;
  readonly isPaused: boolean;
  /** Key of the row that the keyboard stands on. */
  readonly cursor: number | null;
  /** The event that is shown whole; it stays when its row leaves the list. */
  readonly detail: EventRow | null;
  /** The list of failed deliveries is in the second pane, or behind the detail that was opened from it. */
  readonly isFailedShown: boolean;
  /** What the host said last about deliveries; `shownDeliveries` knows whether it still answers the question. */
  readonly told: ToldDeliveries | null;
  readonly stats: Stats | null;
  readonly areStatsOpen: boolean;
  /** A call to the host that failed. */
  readonly notice: ErrorInfo | null;
  readonly nextKey: number;
};

export type Action =
  | { readonly kind: 'restored'; readonly filter: Filter; readonly isPaused: boolean; readonly areStatsOpen: boolean }
  | { readonly kind: 'snapshot'; readonly snapshot: PanelSnapshot }
  | { readonly kind: 'failed'; readonly error: ErrorInfo }
  | { readonly kind: 'retried' }
  | { readonly kind: 'events'; readonly events: readonly HubEvent[] }
  | { readonly kind: 'status'; readonly status: HubStatus }
  | { readonly kind: 'seam'; readonly seam: Seam }
  | { readonly kind: 'stats'; readonly stats: Stats | null }
  | { readonly kind: 'statsToggled' }
  | { readonly kind: 'deliveries'; readonly told: ToldDeliveries }
  | { readonly kind: 'failedShown' }
  | { readonly kind: 'failedChosen'; readonly row: EventRow }
  | { readonly kind: 'failedClosed' }
  | { readonly kind: 'filtered'; readonly filter: Filter }
  | { readonly kind: 'paused' }
  | { readonly kind: 'resumed' }
  | { readonly kind: 'cleared' }
  | { readonly kind: 'selected'; readonly row: EventRow }
  | { readonly kind: 'detailClosed' }
  | { readonly kind: 'noticed'; readonly error: ErrorInfo }
  | { readonly kind: 'noticeClosed' };

export const initialState: PanelState = {
  phase: 'loading',
  status: { state: 'stopped' },
  defaultHub: { url: '' },
  rows: [],
  visible: [],
  waiting: [],
  isWaitingCut: false,
  early: [],
  filter: noFilter,
  isPaused: false,
  cursor: null,
  detail: null,
  isFailedShown: false,
  told: null,
  stats: null,
  areStatsOpen: false,
  notice: null,
  nextKey: 1,
};

export function reduce(state: PanelState, action: Action): PanelState {
  switch (action.kind) {
    case 'restored':
      return refilter({ ...state, filter: action.filter, isPaused: action.isPaused, areStatsOpen: action.areStatsOpen });
    case 'snapshot':
      return takeSnapshot(state, action.snapshot);
    case 'failed':
      return { ...state, phase: 'failed', notice: action.error };
    case 'retried':
      return { ...state, phase: 'loading', notice: null };
    case 'events':
      return takeEvents(state, action.events);
    case 'status':
      return { ...state, status: action.status };
    case 'seam':
      return takeSeam(state, action.seam);
    case 'stats':
      return { ...state, stats: action.stats };
    case 'statsToggled':
      return { ...state, areStatsOpen: !state.areStatsOpen };
    case 'deliveries':
      return isWanted(state, action.told) ? { ...state, told: action.told } : state;
    case 'failedShown':
      return { ...state, isFailedShown: true, detail: null };
    case 'failedChosen':
      return { ...state, cursor: action.row.key, detail: action.row };
    case 'failedClosed':
      return { ...state, isFailedShown: false };
    case 'filtered':
      return refilter({ ...state, filter: action.filter });
    case 'paused':
      return { ...state, isPaused: true };
    case 'resumed':
      return appendRows({ ...state, isPaused: false, waiting: [], isWaitingCut: false }, state.waiting);
    case 'cleared':
      return { ...state, rows: [], visible: [], cursor: null, detail: null };
    case 'selected':
      return { ...state, cursor: action.row.key, detail: action.row, isFailedShown: false };
    case 'detailClosed':
      return { ...state, detail: null };
    case 'noticed':
      return { ...state, notice: action.error };
    case 'noticeClosed':
      return { ...state, notice: null };
    default:
      return assertNever(action);
  }
}

/** The newest logged event that is shown, for `clear`. */
export function lastShownId({ rows }: PanelState): string | null {
  for (const row of rows.toReversed()) if (row.kind === 'event' && row.event.id !== null) return row.event.id;
  return null;
}

export function hasEvents(rows: readonly Row[]): boolean {
  return rows.some(({ kind }) => kind === 'event');
}

export function countEvents(rows: readonly Row[]): number {
  return rows.reduce((count, row) => (row.kind === 'event' ? count + 1 : count), 0);
}

function takeSnapshot(state: PanelState, { status, defaultHub, events, seams, stats }: PanelSnapshot): PanelState {
  const blank: PanelState = {
    ...state,
    phase: 'ready',
    status,
    defaultHub,
    stats,
    rows: [],
    waiting: [],
    isWaitingCut: false,
    early: [],
    cursor: null,
    detail: null,
    isFailedShown: false,
    told: null,
    notice: null,
  };
  const shown = [...events, ...notInSnapshot(state.early, events)];
  const rows = toRows(state.nextKey, shown);
  const withSeams = seams.reduce<readonly Row[]>(
    (placed, seam, index) => placeByTime(placed, { kind: 'seam', key: state.nextKey + rows.length + index, seam }),
    rows,
  );
  return refilter({ ...blank, rows: newest(withSeams, charactersOfRow), nextKey: state.nextKey + withSeams.length });
}

/** Of the events that overtook the first snapshot, those that are newer than it. */
function notInSnapshot(early: readonly HubEvent[], events: readonly HubEvent[]): readonly HubEvent[] {
  const known = new Set(events.map(({ id }) => id));
  const end = Date.parse(events.at(-1)?.timestamp ?? '');
  return early.filter(({ id, timestamp }) => !known.has(id) && !(Date.parse(timestamp) < end));
}

function takeEvents(state: PanelState, events: readonly HubEvent[]): PanelState {
  const facts = events.filter(({ id }) => id !== null);
  // Gauges come ten times a second: a row for each would drown the facts.
  if (facts.length === 0) return state;
  if (state.phase !== 'ready') return { ...state, early: newest([...state.early, ...facts], charactersOf) };
  const rows = toRows(state.nextKey, facts);
  const next = { ...state, nextKey: state.nextKey + rows.length };
  return state.isPaused ? holdBack(next, [...state.waiting, ...rows]) : appendRows(next, rows);
}

function takeSeam(state: PanelState, seam: Seam): PanelState {
  if (state.phase !== 'ready') return state;
  const row: SeamRow = { kind: 'seam', key: state.nextKey, seam };
  const next = { ...state, nextKey: state.nextKey + 1 };
  if (state.isPaused) return holdBack(next, placeByTime(state.waiting, row));
  return refilter({ ...next, rows: newest(placeByTime(state.rows, row), charactersOfRow) });
}

function appendRows(state: PanelState, added: readonly Row[]): PanelState {
  if (added.length === 0) return state;
  const rows = newest([...state.rows, ...added], charactersOfRow);
  const { visible } = keepNewest(state, Math.max(0, rows.length - added.length));
  return { ...state, rows, visible: [...visible, ...added.slice(-rows.length).filter(createRowFilter(state.filter))] };
}

/** The shown rows are older than all that wait, so that they leave first: nothing goes missing in between. */
function holdBack(state: PanelState, waiting: readonly Row[]): PanelState {
  const kept = newest(waiting, charactersOfRow);
  // With those that have to go, or a small shown row would stay behind and hide that something is missing after it.
  const used = waiting.reduce((sum, row) => sum + charactersOfRow(row), 0);
  const isWaitingCut = state.isWaitingCut || kept.length < waiting.length;
  return { ...keepNewest(state, newest(state.rows, charactersOfRow, used).length), waiting: kept, isWaitingCut };
}

function keepNewest(state: PanelState, count: number): PanelState {
  const dropped = state.rows.length - count;
  if (dropped <= 0) return state;
  return { ...state, rows: state.rows.slice(dropped), visible: withoutLeading(state.visible, state.rows.slice(0, dropped)) };
}

/** `visible` is a subsequence of the rows, so that walking both once finds its rows among the dropped. */
function withoutLeading(visible: readonly Row[], dropped: readonly Row[]): readonly Row[] {
  let count = 0;
  for (const row of dropped) if (visible[count] === row) count++;
  return visible.slice(count);
}

function refilter(state: PanelState): PanelState {
  return { ...state, visible: state.rows.filter(createRowFilter(state.filter)) };
}

function toRows(firstKey: number, events: readonly HubEvent[]): readonly EventRow[] {
  return events.map((event, index) => ({ kind: 'event', key: firstKey + index, event }));
}

/** From the end, because a seam is nearly always the newest. */
function placeByTime(rows: readonly Row[], seam: SeamRow): readonly Row[] {
  const at = Date.parse(seam.seam.at);
  const before = rows.findLastIndex((row) => !(timeOf(row) > at));
  return rows.toSpliced(before + 1, 0, seam);
}

function charactersOfRow(row: Row): number {
  return row.kind === 'event' ? charactersOf(row.event) : 0;
}

function timeOf(row: Row): number {
  return Date.parse(row.kind === 'event' ? row.event.timestamp : row.seam.at);
}
