import type { HubEvent, LoggedEvent } from '../../../src/shared/events.ts';
import type { PanelSnapshot } from '../../../src/shared/panel.ts';
import type { Row } from '../../../webview/row.ts';
import { type Action, initialState, type PanelState, reduce } from '../../../webview/store.ts';

const START = Date.parse('2026-03-02T09:15:00.000Z');

/** The time of event number `n`: one a second. */
export function timeAt(n: number): string {
  return new Date(START + n * 1000).toISOString();
}

export function eventAt(n: number, overrides: Partial<LoggedEvent> = {}): LoggedEvent {
  return { id: `id-${n}`, type: 'agent.created', data: { n }, timestamp: timeAt(n), source: 'backend', ...overrides };
}

export function eventsFrom(first: number, count: number): readonly LoggedEvent[] {
  return Array.from({ length: count }, (_, index) => eventAt(first + index));
}

export function gaugeAt(n: number, type = 'audio_level'): HubEvent {
  return { ...eventAt(n), id: null, type, data: { audioLevel: n } };
}

export function snapshotOf(parts: Partial<PanelSnapshot> = {}): PanelSnapshot {
  const status = { state: 'on', url: 'http://localhost:4848', subscribers: 1, problems: [] } as const;
  return { status, defaultUrl: 'http://localhost:4848', events: [], seams: [], ...parts };
}

/** A panel that got its first snapshot and then these actions. */
export function panelAfter(snapshot: Partial<PanelSnapshot>, ...actions: readonly Action[]): PanelState {
  return [{ kind: 'snapshot', snapshot: snapshotOf(snapshot) } as const, ...actions].reduce(reduce, initialState);
}

/** The rows in short: ids of events, texts of seams. */
export function namesOf(rows: readonly Row[]): readonly (string | null)[] {
  return rows.map((row) => (row.kind === 'event' ? row.event.id : `– ${row.seam.text}`));
}
