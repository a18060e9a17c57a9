import type { Seam } from '../../src/shared/panel.ts';
import type { Row, SeamRow } from '../row.ts';
import type { ChunkedList } from './chunkedList.ts';

export type Placed = { readonly index: number; readonly row: SeamRow };

/** Where a seam goes among rows by its time: behind all that are not newer. Nearly always that is the end. */
export function placeSeam(rows: ChunkedList<Row>, seam: Seam, nextKey: number): Placed {
  let index = rows.length - newerThan(rows.backwards(), seam);
  let key: number | undefined;
  // Where so many came late that no number is left between two keys, it goes further down.
  for (; index < rows.length && key === undefined; index++) {
    key = keyBetween(index > 0 ? rows.at(index - 1) : undefined, rows.at(index));
  }
  return key === undefined ? { index, row: { kind: 'seam', key: nextKey, seam } } : { index: index - 1, row: { kind: 'seam', key, seam } };
}

/** The same for an array, whose keys are still to come. */
export function withSeam(rows: readonly Row[], seam: Seam): readonly Row[] {
  const index = rows.length - newerThan(rows.toReversed(), seam);
  return rows.toSpliced(index, 0, { kind: 'seam', key: 0, seam });
}

/** A key for what comes between two rows, if there is room. */
export function keyBetween(before: Row | undefined, next: Row | undefined): number | undefined {
  const high = next?.key ?? Number.POSITIVE_INFINITY;
  const low = before?.key ?? Math.ceil(high) - 1;
  const key = (low + Math.min(high, Math.floor(low) + 0.5)) / 2;
  return key > low && key < high ? key : undefined;
}

function newerThan(fromTheEnd: Iterable<Row>, { at }: Seam): number {
  const limit = Date.parse(at);
  let count = 0;
  for (const row of fromTheEnd) {
    if (!(timeOf(row) > limit)) return count;
    count++;
  }
  return count;
}

function timeOf(row: Row): number {
  return Date.parse(row.kind === 'event' ? row.event.timestamp : row.seam.at);
}
