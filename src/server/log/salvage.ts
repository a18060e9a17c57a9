import { MemoryStore } from './memoryStore.ts';
import { isStoreFailure, type LogState, type Range, type RecordStore, type StoredRecord } from './recordStore.ts';

/** What the log knows without its store. */
export type Present = Range & {
  readonly state: LogState;
  /** Position of the newest record. */
  readonly head: string;
};

const PIECE_BYTES = 256 * 1024;

/**
 * A store in memory with the newest records of one that failed, as far as they can still be read.
 *
 * @param maxBytes about how many characters of JSON are wanted
 */
export function salvage(failed: RecordStore, { state, head, first, last }: Present, maxBytes: number): MemoryStore {
  const records = newestReadable(failed, { first, last }, maxBytes);
  if (records.length === last - first + 1) return new MemoryStore(state, records);
  // The position before the oldest is an id too; where it cannot be read, one record has to give its own.
  const [before, ...others] = records;
  return new MemoryStore({ ...state, start: before?.id ?? head }, others);
}

/** Oldest first. */
function newestReadable(store: RecordStore, { first, last }: Range, maxBytes: number): StoredRecord[] {
  const found: StoredRecord[] = [];
  let bytes = 0;
  for (let end = last, isWhole = true; end >= first && bytes < maxBytes; ) {
    const records = readable(store, isWhole ? { first, last: end, newestFirst: true } : { first: end, last: end });
    if (records.length === 0 && !isWhole) break;
    // Somewhere in a piece that cannot be read is the break: it is read one by one, down to there.
    isWhole &&= records.length > 0;
    found.push(...records);
    for (const { json } of records) bytes += json.length;
    end -= records.length;
  }
  return found.reverse();
}

function readable(store: RecordStore, range: Range): readonly StoredRecord[] {
  try {
    return store.read(range, PIECE_BYTES);
  } catch (error) {
    if (isStoreFailure(error)) return [];
    throw error;
  }
}
