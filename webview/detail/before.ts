import type { HubEvent } from '../../src/shared/events.ts';
import type { EventRow, Row } from '../row.ts';
import type { ChunkedList } from '../rows/chunkedList.ts';

/** A file that is saved has an effect within this time, or it was another one. */
const SAVE_MS = 10_000;

/** The newest event of the same type that came before. */
export function previousOfType(rows: ChunkedList<Row>, row: EventRow): EventRow | undefined {
  for (const candidate of eventsBefore(rows, row)) if (candidate.event.type === row.event.type) return candidate;
  return undefined;
}

/** The file save that may have been the cause of an event. */
export function saveJustBefore(rows: ChunkedList<Row>, row: EventRow): EventRow | undefined {
  const end = timeOf(row.event);
  for (const candidate of eventsBefore(rows, row)) {
    if (!(timeOf(candidate.event) >= end - SAVE_MS)) return undefined;
    if (candidate.event.type === 'frontend.file_changed') return candidate;
  }
  return undefined;
}

/** Newest first. */
function* eventsBefore(rows: ChunkedList<Row>, { key }: EventRow): Generator<EventRow> {
  for (let index = rows.firstIndex((row) => row.key >= key) - 1; index >= 0; index--) {
    const row = rows.at(index);
    if (row?.kind === 'event') yield row;
  }
}

function timeOf({ timestamp }: HubEvent): number {
  return Date.parse(timestamp);
}
