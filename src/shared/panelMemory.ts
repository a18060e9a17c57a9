import { assertNever } from './assertNever.ts';
import type { LoggedEvent } from './events.ts';
import { isJsonObject } from './json.ts';
import { type MemoryChange, type PanelMemory, PIN_CHARACTERS, PINS, RECENT_QUERIES } from './panel.ts';

/** Takes from a stored value what has the right type: another version may have written it, or a person. */
export function readPanelMemory(value: unknown): PanelMemory {
  const { queries, pins } = isJsonObject(value) ? (value as Readonly<Record<string, unknown>>) : {};
  return {
    queries: listOf(queries, (query) => typeof query === 'string').slice(0, RECENT_QUERIES),
    pins: listOf(pins, isLoggedEvent).slice(-PINS),
  };
}

/** The same memory where the change says nothing new, or does not fit. */
export function changedMemory(memory: PanelMemory, change: MemoryChange): PanelMemory {
  switch (change.kind) {
    case 'filter':
      return withFilter(memory, change.query.trim());
    case 'pin':
      return withPin(memory, change.event);
    case 'unpin':
      return { ...memory, pins: memory.pins.filter(({ id }) => id !== change.id) };
    default:
      return assertNever(change);
  }
}

/** The filter is the newest of the last ones now. */
function withFilter(memory: PanelMemory, filter: string): PanelMemory {
  if (filter === '' || filter === memory.queries[0]) return memory;
  return { ...memory, queries: [filter, ...memory.queries.filter((query) => query !== filter)].slice(0, RECENT_QUERIES) };
}

/** The oldest pins give way when there is no room; what is larger than all of it cannot be pinned. */
function withPin(memory: PanelMemory, event: LoggedEvent): PanelMemory {
  if (memory.pins.some(({ id }) => id === event.id) || charactersOf(event) > PIN_CHARACTERS) return memory;
  let pins = [...memory.pins, event].slice(-PINS);
  while (pins.reduce((sum, pin) => sum + charactersOf(pin), 0) > PIN_CHARACTERS) pins = pins.slice(1);
  return { ...memory, pins };
}

function charactersOf({ data }: LoggedEvent): number {
  return JSON.stringify(data).length;
}

function listOf<T>(value: unknown, isItem: (item: unknown) => item is T): readonly T[] {
  return Array.isArray(value) ? value.filter(isItem) : [];
}

function isLoggedEvent(value: unknown): value is LoggedEvent {
  if (!isJsonObject(value)) return false;
  const { id, type, data, timestamp, source } = value;
  const isText = [id, type, timestamp].every((part) => typeof part === 'string');
  return isText && isJsonObject(data) && (source === null || typeof source === 'string');
}
