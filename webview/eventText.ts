import type { HubEvent } from '../src/shared/events.ts';
import type { JsonObject } from '../src/shared/json.ts';
import { searchTextOf } from '../src/shared/query/searchText.ts';
import type { EventRow } from './row.ts';

/** Longer texts are built anew for each search, or large events would be held twice. */
const KEPT_CHARACTERS = 4096;

type Measured = Required<Pick<EventRow, 'characters'>> & Pick<EventRow, 'text'>;

/** Measuring a large event takes milliseconds, and it is wanted again when it waits. */
const largeSizes = new WeakMap<JsonObject, number>();

/** What is known of an event as long as it has a row. As its size is wanted when it comes, the first search finds its text done. */
export function measured(event: HubEvent): Measured {
  const known = largeSizes.get(event.data);
  if (known !== undefined) return { characters: known };
  const text = searchTextOf(event);
  // Type and source stand before the data, in a line each.
  const characters = text.length - event.type.length - (event.source?.length ?? 0) - 2;
  if (text.length <= KEPT_CHARACTERS) return { text, characters };
  largeSizes.set(event.data, characters);
  return { characters };
}

/** What an event counts for in the budget: its data as JSON. */
export function charactersOf(event: HubEvent): number {
  return measured(event).characters;
}
