import type { Query } from '../../src/shared/query/query.ts';
import { noQuery, passes } from '../filter.ts';
import type { Item, Row } from '../row.ts';
import { ChunkedList } from './chunkedList.ts';
import { appendGrouped, closeGroup, dropFirstGrouped, groupRows, openGroup, prependGrouped } from './groups.ts';
import * as kept from './kept.ts';

/**
 * The rows of a view and what follows from them. All of it is kept in step, so that rows that come and go cost what they are and not what
 * is there.
 */
export type Listing = kept.Kept & {
  readonly query: Query;
  readonly isGrouping: boolean;
  /** The rows that the query lets through. */
  readonly visible: ChunkedList<Row>;
  /** What is drawn: these rows, with repeats under one heading. */
  readonly items: ChunkedList<Item>;
};

export const noListing: Listing = {
  ...kept.noRows,
  query: noQuery,
  isGrouping: true,
  visible: ChunkedList.empty,
  items: ChunkedList.empty,
};

/** Events among the visible rows: what the query does not let through are events. */
export function visibleCount({ rows, visible, eventCount }: Listing): number {
  return eventCount - (rows.length - visible.length);
}

/** Everything anew, as for another query. Groups that were open are so again. */
export function relist<S extends Listing>(listing: S): S {
  const { rows, query, isGrouping } = listing;
  const visible = query.isEmpty ? rows : rows.filter((row) => passes(row, query));
  return { ...listing, visible, items: isGrouping ? groupRows(visible, openKeys(listing.items)) : visible };
}

export function appendRows<S extends Listing>(listing: S, added: readonly Row[]): S {
  if (added.length === 0) return listing;
  const next = kept.append(listing, added);
  const { query, isGrouping } = listing;
  const shown = query.isEmpty ? added : added.filter((row) => passes(row, query));
  const visible = query.isEmpty ? next.rows : listing.visible.append(shown);
  return { ...listing, ...next, visible, items: isGrouping ? appendGrouped(listing.items, shown) : visible };
}

/** Anywhere, for the few that come late. */
export function insertRow<S extends Listing>(listing: S, index: number, row: Row): S {
  return relist({ ...listing, ...kept.insert(listing, index, row) });
}

/** Older rows come in at the top. */
export function prependRows<S extends Listing>(listing: S, added: readonly Row[]): S {
  if (added.length === 0) return listing;
  const { query, isGrouping } = listing;
  const { characters, eventCount } = kept.weightOf(added);
  const rows = listing.rows.prepend(added);
  const shown = query.isEmpty ? added : added.filter((row) => passes(row, query));
  const visible = query.isEmpty ? rows : listing.visible.prepend(shown);
  const items = isGrouping ? prependGrouped(listing.items, shown) : visible;
  const counts = { characters: listing.characters + characters, eventCount: listing.eventCount + eventCount };
  return { ...listing, ...counts, rows, visible, items };
}

/** The oldest rows leave. */
export function dropRows<S extends Listing>(listing: S, count: number): S {
  if (count <= 0) return listing;
  const next = kept.dropFirst(listing, count);
  const shown = listing.query.isEmpty ? count : countLeading(listing.visible, listing.rows.slice(0, count));
  const visible = listing.query.isEmpty ? next.rows : listing.visible.dropFirst(shown);
  return { ...listing, ...next, visible, items: listing.isGrouping ? dropFirstGrouped(listing.items, shown) : visible };
}

/** No row at all, with the same query. */
export function emptied<S extends Listing>(listing: S): S {
  return { ...listing, ...kept.noRows, visible: ChunkedList.empty, items: ChunkedList.empty };
}

/** Opens or closes the group with this key. */
export function toggleGroup<S extends Listing>(listing: S, key: number): S {
  return { ...listing, items: toggledItems(listing.items, key) };
}

/** The same items, with the group of this key opened or closed. */
export function toggledItems(items: ChunkedList<Item>, key: number): ChunkedList<Item> {
  const index = indexOfKey(items, key);
  const item = items.at(index);
  if (item?.kind !== 'group') return items;
  return item.isOpen ? closeGroup(items, index) : openGroup(items, index);
}

/** Where the item with this key is, or the closed group that has it; -1 when there is neither. */
export function indexOfKey(items: ChunkedList<Item>, key: number): number {
  const index = items.firstIndex((item) => item.key > key) - 1;
  const item = items.at(Math.max(0, index));
  if (!item || index < 0) return -1;
  if (item.key === key) return index;
  return item.kind === 'group' && !item.isOpen && key <= (item.rows.at(-1)?.key ?? 0) ? index : -1;
}

export function itemOf(items: ChunkedList<Item>, key: number): Item | undefined {
  const index = indexOfKey(items, key);
  return index < 0 ? undefined : items.at(index);
}

function openKeys(items: ChunkedList<Item>): ReadonlySet<number> {
  const keys = new Set<number>();
  for (const item of items) if (item.kind === 'group' && item.isOpen) keys.add(item.key);
  return keys;
}

/** The visible rows are a subsequence of all, so that walking both once finds theirs among the first. */
function countLeading(visible: ChunkedList<Row>, first: ChunkedList<Row>): number {
  let count = 0;
  for (const row of first) if (visible.at(count) === row) count++;
  return count;
}
