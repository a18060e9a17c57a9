import type { LoggedEvent } from '../../src/shared/events.ts';
import type { EventRow, Row } from '../row.ts';
import type { ChunkedList } from '../rows/chunkedList.ts';

/** The row of a pinned event in the list; one of its own when it has left, or never was there. */
export function pinRow(pins: readonly LoggedEvent[], pin: LoggedEvent, rows: ChunkedList<Row>): EventRow {
  for (const row of rows.backwards()) if (row.kind === 'event' && row.event.id === pin.id) return row;
  // Keys of the list are above zero.
  return { kind: 'event', key: -1 - pins.indexOf(pin), event: pin };
}
