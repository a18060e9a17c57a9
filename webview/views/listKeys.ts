import type { EventRow, Row } from '../row.ts';

export type ListPosition = {
  readonly rows: readonly Row[];
  /** Key of the current row. */
  readonly cursor: number | null;
  /** Rows that PageUp and PageDown move by. */
  readonly page: number;
};

/** The row that a key leads to, or undefined when the key means nothing to the list. Seams are stepped over. */
export function rowAfterKey(key: string, { rows, cursor, page }: ListPosition): EventRow | undefined {
  const last = rows.length - 1;
  const at = cursor === null ? -1 : rows.findIndex((row) => row.key === cursor);
  // Without a current row every key begins at the newest.
  const from = (offset: number): number => (at < 0 ? last : at + offset);
  switch (key) {
    case 'ArrowDown':
      return nearestEvent(rows, from(1), 1);
    case 'ArrowUp':
      return nearestEvent(rows, from(-1), -1);
    case 'PageDown':
      return nearestEvent(rows, from(Math.max(1, page)), 1);
    case 'PageUp':
      return nearestEvent(rows, from(-Math.max(1, page)), -1);
    case 'Home':
      return nearestEvent(rows, 0, 1);
    case 'End':
      return nearestEvent(rows, last, -1);
    case 'Enter':
    case ' ':
      return nearestEvent(rows, from(0), -1);
    default:
      return undefined;
  }
}

/** The next event in the direction, else the nearest one the other way. */
function nearestEvent(rows: readonly Row[], start: number, direction: 1 | -1): EventRow | undefined {
  const index = Math.min(rows.length - 1, Math.max(0, start));
  return eventFrom(rows, index, direction) ?? eventFrom(rows, index, direction === 1 ? -1 : 1);
}

function eventFrom(rows: readonly Row[], start: number, direction: 1 | -1): EventRow | undefined {
  for (let index = start; index >= 0 && index < rows.length; index += direction) {
    const row = rows[index];
    if (row?.kind === 'event') return row;
  }
  return undefined;
}
