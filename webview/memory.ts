import type { HubEvent, LoggedEvent } from '../src/shared/events.ts';
import type { MemoryChange, PanelMemory } from '../src/shared/panel.ts';
import type { Action, PanelState } from './store.ts';

export const noMemory: PanelMemory = { queries: [], pins: [] };

export function isPinned({ pins }: PanelMemory, { id }: HubEvent): boolean {
  return pins.some((pin) => pin.id === id);
}

/** What an action is for the memory; null for nothing. */
export function memoryChange({ memory, filter }: Pick<PanelState, 'memory' | 'filter'>, action: Action): MemoryChange | null {
  if (action.kind === 'filterKept') return { kind: 'filter', query: filter };
  if (action.kind !== 'pinToggled' || !isLogged(action.row.event)) return null;
  const { event } = action.row;
  return isPinned(memory, event) ? { kind: 'unpin', id: event.id } : { kind: 'pin', event };
}

function isLogged(event: HubEvent): event is LoggedEvent {
  return event.id !== null;
}
