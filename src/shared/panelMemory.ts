import type { LoggedEvent } from './events.ts';
import { isJsonObject } from './json.ts';
import { type PanelMemory, PINS, RECENT_QUERIES } from './panel.ts';

/** Takes from a stored value what has the right type: another version may have written it, or a person. */
export function readPanelMemory(value: unknown): PanelMemory {
  const { queries, pins } = isJsonObject(value) ? (value as Readonly<Record<string, unknown>>) : {};
  return {
    queries: listOf(queries, (query) => typeof query === 'string').slice(0, RECENT_QUERIES),
    pins: listOf(pins, isLoggedEvent).slice(-PINS),
  };
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
