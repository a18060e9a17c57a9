import { emptyQuery, parseQuery } from '../src/shared/query/parse.ts';
import type { ParsedQuery, Query } from '../src/shared/query/query.ts';
import { searchTextOf } from '../src/shared/query/searchText.ts';
import type { EventRow, Row } from './row.ts';

/** Lets everything through. */
export const noQuery: Query = emptyQuery;

/** Rows have their numbers as `JSON.parse` rounds them. @param now in milliseconds */
export function parseFilter(text: string, now: number): ParsedQuery {
  return text.trim() === '' ? { ok: true, query: noQuery } : parseQuery(text, new Date(now), { numbers: 'rounded' });
}

/** Decides whether a row shows. Seams always do: they explain gaps between the rows that are left. */
export function passes(row: Row, query: Query): boolean {
  return row.kind === 'seam' || query.matches(row.event, () => textOf(row));
}

function textOf({ text, event }: EventRow): string {
  return text ?? searchTextOf(event);
}
