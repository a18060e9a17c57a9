import type { HubEvent, LoggedEvent } from '../src/shared/events.ts';
import { type PanelMemory, PIN_CHARACTERS, PINS, RECENT_QUERIES } from '../src/shared/panel.ts';
import { charactersOf } from './eventText.ts';

export const noMemory: PanelMemory = { queries: [], pins: [] };

/** The filter is the newest of the last ones now. */
export function withFilter(memory: PanelMemory, filter: string): PanelMemory {
  const text = filter.trim();
  if (text === '' || text === memory.queries[0]) return memory;
  return { ...memory, queries: [text, ...memory.queries.filter((query) => query !== text)].slice(0, RECENT_QUERIES) };
}

export function isPinned({ pins }: PanelMemory, { id }: HubEvent): boolean {
  return pins.some((pin) => pin.id === id);
}

/** Pins the event, or takes its pin away. The oldest pins give way when there is no room; what is larger than all of it cannot be pinned. */
export function withPin(memory: PanelMemory, event: HubEvent): PanelMemory {
  if (isPinned(memory, event)) return { ...memory, pins: memory.pins.filter(({ id }) => id !== event.id) };
  if (!isLogged(event) || charactersOf(event) > PIN_CHARACTERS) return memory;
  let pins = [...memory.pins, event].slice(-PINS);
  while (pins.reduce((sum, pin) => sum + charactersOf(pin), 0) > PIN_CHARACTERS) pins = pins.slice(1);
  return { ...memory, pins };
}

function isLogged(event: HubEvent): event is LoggedEvent {
  return event.id !== null;
}
