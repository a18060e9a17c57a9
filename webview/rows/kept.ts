import { PANEL_CAPACITY, PANEL_CHARACTERS } from '../../src/shared/panel.ts';
import { charactersOf } from '../eventText.ts';
import type { EventRow, Row } from '../row.ts';
import { ChunkedList } from './chunkedList.ts';

/** Rows, oldest first, and what they come to. */
export type Kept = {
  readonly rows: ChunkedList<Row>;
  /** Data that they hold, in characters of JSON. */
  readonly characters: number;
  /** How many are events; the others are seams. */
  readonly eventCount: number;
};

export const noRows: Kept = { rows: ChunkedList.empty, characters: 0, eventCount: 0 };

/** What rows weigh, as a difference to be added or taken away. */
export function weightOf(rows: Iterable<Row>): Pick<Kept, 'characters' | 'eventCount'> {
  let [characters, eventCount] = [0, 0];
  for (const row of rows) {
    if (row.kind === 'seam') continue;
    characters += charactersOfRow(row);
    eventCount++;
  }
  return { characters, eventCount };
}

export function append(kept: Kept, added: readonly Row[]): Kept {
  const { characters, eventCount } = weightOf(added);
  return { rows: kept.rows.append(added), characters: kept.characters + characters, eventCount: kept.eventCount + eventCount };
}

/** Before a row, counted from the oldest. */
export function insert(kept: Kept, index: number, row: Row): Kept {
  const { characters, eventCount } = weightOf([row]);
  const rows = kept.rows.slice(0, index).append([row]).concat(kept.rows.slice(index));
  return { rows, characters: kept.characters + characters, eventCount: kept.eventCount + eventCount };
}

export function dropFirst(kept: Kept, count: number): Kept {
  if (count <= 0) return kept;
  const { characters, eventCount } = weightOf(kept.rows.slice(0, count));
  return { rows: kept.rows.dropFirst(count), characters: kept.characters - characters, eventCount: kept.eventCount - eventCount };
}

/**
 * How many of the oldest rows have to leave so that the others have room beside `used` characters. Beside nothing the newest row always stays,
 * however large it is.
 */
export function surplusOf({ rows, characters }: Kept, used = 0, capacity = PANEL_CAPACITY): number {
  let room = PANEL_CHARACTERS - used - characters;
  let count = Math.max(0, rows.length - capacity);
  if (count > 0) room += weightOf(rows.slice(0, count)).characters;
  while (room < 0 && count < rows.length && (used > 0 || count < rows.length - 1)) {
    const row = rows.at(count++);
    if (row?.kind === 'event') room += charactersOfRow(row);
  }
  return count;
}

function charactersOfRow({ characters, event }: EventRow): number {
  return characters ?? charactersOf(event);
}
