import type { HubEvent, LoggedEvent } from '../../../src/shared/events.ts';
import type { JsonObject } from '../../../src/shared/json.ts';
import { type MeterFrame, notListening } from '../../../src/shared/listening.ts';
import { type PanelSnapshot, panelCommands } from '../../../src/shared/panel.ts';
import type { Delivery, DeliveryAttempt, Stats, TargetStats } from '../../../src/shared/webhooks.ts';
import type { Item } from '../../../webview/row.ts';
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

export function gaugeAt(n: number, data: JsonObject = {}, source: string | null = 'backend'): HubEvent {
  return { ...eventAt(n), id: null, type: 'audio_level', data: { audioLevel: n, ...data }, source };
}

export function frameAt(n: number, overrides: Partial<MeterFrame> = {}): MeterFrame {
  const levels = { rmsDb: -23, peakDb: -20, holdDb: -18, vuDb: -23, percent: 61.7 };
  return { t: START + n * 20, ...levels, clipped: false, clipCount: 0, sessionId: 'session-1', ...overrides };
}

export function snapshotOf(parts: Partial<PanelSnapshot> = {}): PanelSnapshot {
  const status = { state: 'on', url: 'http://localhost:4848', subscribers: 1, problems: [], listening: notListening } as const;
  const hub = { status, defaultHub: { url: 'http://localhost:4848' }, stats: null } as const;
  const place = { commands: panelCommands, canOpenFiles: true, memory: { queries: [], pins: [] } } as const;
  return { ...hub, ...place, events: [], older: null, start: null, seams: [], ...parts };
}

export function attemptOf(overrides: Partial<DeliveryAttempt> = {}): DeliveryAttempt {
  return { at: timeAt(0), status: 200, ms: 12, ...overrides };
}

/** What became of event number 1. */
export function deliveryOf(overrides: Partial<Delivery> = {}): Delivery {
  const { attempts = [attemptOf()] } = overrides;
  const target = 'http://localhost:8000/in';
  const event = { id: 'id-1.5e884898', eventId: 'id-1', type: 'agent.created' };
  return { ...event, target, state: 'delivered', attempts, attemptCount: attempts.length, ...overrides };
}

/** A target that answers. */
export function targetOf(overrides: Partial<TargetStats> = {}): TargetStats {
  const figures = { delivered: 7, failures: 0, failed: 0, queued: 0, perSecond: 0, perMinute: 0, p50Ms: 3, p95Ms: 9 };
  return { key: '5e884898', url: 'http://localhost:8000/in', state: 'closed', since: timeAt(0), ...figures, ...overrides };
}

export function statsOf(overrides: Partial<Stats> = {}): Stats {
  return { since: timeAt(0), types: [], sources: [], targets: [], ...overrides };
}

/** A panel that got its first snapshot and then these actions. */
export function panelAfter(snapshot: Partial<PanelSnapshot>, ...actions: readonly Action[]): PanelState {
  return [{ kind: 'snapshot', snapshot: snapshotOf(snapshot) } as const, ...actions].reduce<PanelState>(
    (state, action) => reduce(state, action),
    initialState,
  );
}

/** The rows in short: ids of events, texts of seams, how many a group has. */
export function namesOf(rows: Iterable<Item>): readonly (string | null)[] {
  return Array.from(rows, (row) => {
    if (row.kind === 'group') return `×${row.rows.length}${row.isOpen ? ' open' : ''}`;
    return row.kind === 'event' ? row.event.id : `– ${row.seam.text}`;
  });
}
