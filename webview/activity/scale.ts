import type { Row } from '../row.ts';
import type { ChunkedList } from '../rows/chunkedList.ts';

/** Steps of the strip from its left edge to its right one. */
export const STEPS = 300;

/** How long a step may be. With the first one the strip shows five minutes, which is what live work is about. */
export const stepLengths = [1000, 5000, 30_000, 300_000, 3_600_000] as const;

/** So many of the newest rows should be on the strip: where they are further apart it shows a longer time. */
const ENOUGH_ROWS = 30;

/**
 * The shortest step with which the strip shows enough.
 *
 * @param current it stays while hardly enough would be on a shorter one, or the strip would go to and fro between them
 */
export function stepLengthFor(rows: ChunkedList<Row>, current: number): number {
  const fitting = fittingFor(rows, ENOUGH_ROWS);
  return fitting < current ? Math.min(current, fittingFor(rows, 2 * ENOUGH_ROWS)) : fitting;
}

function fittingFor(rows: ChunkedList<Row>, count: number): number {
  const [from, to] = [timeOf(rows.at(-Math.min(count, rows.length))), timeOf(rows.at(-1))];
  return stepLengths.find((length) => !(to - from >= (STEPS - 1) * length)) ?? stepLengths[stepLengths.length - 1] ?? stepLengths[0];
}

/** In milliseconds; no number when there is none. */
export function timeOf(row: Row | undefined): number {
  return row ? Date.parse(row.kind === 'event' ? row.event.timestamp : row.seam.at) : Number.NaN;
}
