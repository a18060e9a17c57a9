import type { HubEvent } from '../src/shared/events.ts';
import { parseTypeFilter } from '../src/shared/typeFilter.ts';
import { visibleText } from '../src/shared/visibleText.ts';
import type { Row } from './row.ts';

export type Filter = {
  /** Searched in type, source and JSON text, upper and lower case alike. */
  readonly text: string;
  /** Comma separated globs over event types. */
  readonly types: string;
};

export const noFilter: Filter = { text: '', types: '' };

/** Longer texts are built anew for each search, or 5,000 events of 1 MB would be held twice. */
const CACHED_CHARACTERS = 4096;
const texts = new WeakMap<HubEvent, string>();

export function isFiltering({ text, types }: Filter): boolean {
  return text.trim() !== '' || types.trim() !== '';
}

/** Decides which rows show. Seams always do: they explain gaps between the rows that are left. */
export function createRowFilter(filter: Filter): (row: Row) => boolean {
  const matchesType = parseTypeFilter(filter.types);
  const needle = filter.text.trim().toLowerCase();
  return (row) => row.kind === 'seam' || (matchesType(row.event.type) && (needle === '' || searchText(row.event).includes(needle)));
}

function searchText(event: HubEvent): string {
  const known = texts.get(event);
  if (known !== undefined) return known;
  const text = `${event.type}\n${event.source ?? ''}\n${JSON.stringify(event.data)}`.toLowerCase();
  if (text.length <= CACHED_CHARACTERS) texts.set(event, text);
  return text;
}

export type SeenType = { readonly type: string; readonly count: number };

/** The types among the rows, the most frequent first. */
export function seenTypes(rows: readonly Row[]): readonly SeenType[] {
  const counts = new Map<string, number>();
  for (const row of rows) if (row.kind === 'event') counts.set(row.event.type, (counts.get(row.event.type) ?? 0) + 1);
  return [...counts].map(([type, count]) => ({ type, count })).sort((a, b) => b.count - a.count || a.type.localeCompare(b.type));
}

/** The glob that means this type. A wildcard stands for commas and outer spaces, which would end or change the glob, and for what is not drawn. */
export function globOf(type: string): string {
  const shown = Array.from(type, (character) => (visibleText(character) === character ? character : '*'));
  return shown.join('').replace(/,|^\s+|\s+$/g, '*');
}

/** The last glob of the list, which the person is typing. */
export function currentGlob(types: string): string {
  return types.slice(types.lastIndexOf(',') + 1).trim();
}

/** Puts a whole type in the place of the glob that is being typed, ready for the next one. */
export function completeGlob(types: string, type: string): string {
  const done = types.slice(0, types.lastIndexOf(',') + 1).trim();
  return `${done}${done && ' '}${globOf(type)}`;
}
