import type { HubEvent, LoggedEvent } from '../../src/shared/events.ts';
import { type OlderEvents, PANEL_CAPACITY, type PanelSnapshot, type Seam } from '../../src/shared/panel.ts';
import { measured } from '../eventText.ts';
import type { EventRow, Row } from '../row.ts';
import type { PanelState } from '../store.ts';
import { append, dropFirst, insert, type Kept, noRows, surplusOf, weightOf } from './kept.ts';
import { appendRows, dropRows, insertRow, prependRows, relist, visibleCount } from './listing.ts';
import { makeRoom } from './room.ts';
import { placeSeam, withSeam } from './seams.ts';

export function takeSnapshot(state: PanelState, snapshot: PanelSnapshot, now: number): PanelState {
  const { status, defaultHub, events, older, start, seams, stats, memory, commands, canOpenFiles } = snapshot;
  const shown = [...toRows(events), ...notInSnapshot(state.early.rows, events)];
  // Older rows get lower keys, and never those of rows that a person has seen before.
  const firstKey = state.nextKey + PANEL_CAPACITY;
  const rows = keyed(seams.reduce(withSeam, shown), firstKey);
  const fresh = { status, defaultHub, older, start, stats, memory, commands, canOpenFiles, count: shown.length };
  const pausedAt = state.isPaused ? now : null;
  const listed = relist({ ...state, ...fresh, ...noView, ...append(noRows, rows), pausedAt, nextKey: firstKey + rows.length });
  return makeRoom(listed);
}

/** What begins anew with a snapshot. */
const noView = {
  phase: 'ready',
  waiting: noRows,
  isWaitingCut: false,
  cleared: null,
  early: noRows,
  cursor: null,
  detail: null,
  sight: null,
  marks: new Map(),
  isFailedShown: false,
  told: null,
  notice: null,
} as const;

export function takeEvents(state: PanelState, events: readonly HubEvent[]): PanelState {
  const facts = events.filter(({ id }) => id !== null);
  // Gauges come ten times a second: a row for each would drown the facts.
  if (facts.length === 0) return state;
  if (state.phase !== 'ready') return { ...state, early: newest(append(state.early, toRows(facts))) };
  const rows = keyed(toRows(facts), state.nextKey);
  const next = { ...state, nextKey: state.nextKey + rows.length, count: state.count + rows.length };
  return state.isPaused ? makeRoom({ ...next, waiting: append(state.waiting, rows) }) : appendShown(next, rows);
}

/** Puts rows below those that are shown. */
export function appendShown(state: PanelState, rows: readonly Row[]): PanelState {
  const next = appendRows(state, rows);
  return makeRoom({ ...next, arrived: next.arrived + visibleCount(next) - visibleCount(state) });
}

export function takeSeam(state: PanelState, seam: Seam): PanelState {
  if (state.phase !== 'ready') return state;
  const { index, row } = placeSeam(state.isPaused ? state.waiting.rows : state.rows, seam, state.nextKey);
  const next = { ...state, nextKey: state.nextKey + 1 };
  if (state.isPaused) return makeRoom({ ...next, waiting: insert(state.waiting, index, row) });
  return makeRoom(index === state.rows.length ? appendRows(next, [row]) : insertRow(next, index, row));
}

/** Puts a page of older events on top, or the newest of them that there is room for. A page that was asked for before a change comes too late. */
export function takeOlder(state: PanelState, before: string, { events, older }: OlderEvents): PanelState {
  if (before !== state.older) return state;
  const leading = leadingSeams(state);
  const below = dropRows(state, leading.length);
  const page = leading.map(({ seam }) => seam).reduce(withSeam, toRows(events));
  const used = below.characters + state.waiting.characters + (state.cleared?.characters ?? 0);
  const surplus = surplusOf(append(noRows, page), used, PANEL_CAPACITY - below.rows.length);
  const added = page.slice(surplus);
  const rows = keyed(added, Math.floor(below.rows.at(0)?.key ?? state.nextKey) - added.length);
  return { ...prependRows(below, rows), older: surplus > 0 ? null : older, count: state.count + weightOf(rows).eventCount };
}

/** They may belong between events that come in above them. */
function leadingSeams({ rows }: PanelState) {
  const seams = [];
  for (const row of rows) {
    if (row.kind === 'event') break;
    seams.push(row);
  }
  return seams;
}

/** Of the events that overtook the first snapshot, those that are newer than it. */
function notInSnapshot(early: Iterable<Row>, events: readonly LoggedEvent[]): readonly Row[] {
  const known = new Set<string | null>(events.map(({ id }) => id));
  const end = Date.parse(events.at(-1)?.timestamp ?? '');
  return [...early].filter((row) => row.kind === 'event' && !known.has(row.event.id) && !(Date.parse(row.event.timestamp) < end));
}

function newest(kept: Kept): Kept {
  return dropFirst(kept, surplusOf(kept));
}

/** Their keys are given where they are put. */
function toRows(events: readonly HubEvent[]): readonly Row[] {
  return events.map((event): EventRow => ({ kind: 'event', key: 0, event, ...measured(event) }));
}

function keyed(rows: readonly Row[], firstKey: number): readonly Row[] {
  return rows.map((row, index) => ({ ...row, key: firstKey + index }));
}
