import { type EventRow, newestOf } from '../row.ts';
import { itemOf } from '../rows/listing.ts';
import type { PanelState } from '../store.ts';

/** The event that keys and commands are about: one that shows. The cursor may stand on a row that the filter has taken away. */
export function currentRow({ detail, items, cursor }: PanelState): EventRow | null {
  if (detail) return detail;
  const item = cursor === null ? undefined : itemOf(items, cursor);
  return item && item.kind !== 'seam' ? (newestOf(item) ?? null) : null;
}

/** The event of a row, or the newest one of a group. */
export function rowOfKey({ rows, items }: PanelState, key: number): EventRow | null {
  const row = rows.at(rows.firstIndex((one) => one.key >= key));
  if (row?.key === key) return row.kind === 'event' ? row : null;
  const item = items.at(items.firstIndex((one) => one.key >= key));
  return item?.kind === 'group' && item.key === key ? (newestOf(item) ?? null) : null;
}
