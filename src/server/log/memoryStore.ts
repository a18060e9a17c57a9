import { randomBytes } from 'node:crypto';
import { formatEventId } from './eventId.ts';
import { createRandomTags } from './randomTags.ts';
import type { Receipt } from './receipt.ts';
import type { LogState, Mark, Note, Range, RecordStore, StoredRecord } from './recordStore.ts';

/** Places of released records leave in groups, or every one of them would move the whole array. */
const RELEASE_GROUP = 1024;

type Entry = { readonly record: StoredRecord; readonly before: number };

/** A log that has never been: its epoch and the position before its first event. */
export function newLogState(): LogState {
  const epoch = `${Date.now().toString(36)}${randomBytes(3).toString('hex')}`;
  return { epoch, start: formatEventId({ epoch, number: 0, tag: createRandomTags()() }), clearedTo: 0 };
}

/** Fast, and gone with the process. */
export class MemoryStore implements RecordStore {
  readonly path = undefined;
  readonly state: LogState;
  readonly oldest: StoredRecord | undefined;
  readonly newest: StoredRecord | undefined;
  total = 0;
  /** Places before `#offset` are empty and wait for their release. */
  #entries: (Entry | undefined)[] = [];
  #offset = 0;
  /** Number of the first place. */
  #first = 1;

  /** @param records what another store held; their numbers have no holes */
  constructor(state = newLogState(), records: readonly StoredRecord[] = []) {
    this.state = state;
    this.oldest = records[0];
    this.newest = records.at(-1);
    this.append(records);
  }

  append(records: readonly StoredRecord[]): void {
    if (this.#entries.length === 0) this.#first = records[0]?.number ?? 1;
    for (const record of records) {
      this.#entries.push({ record, before: this.total });
      this.total += record.json.length;
    }
  }

  read({ first, last, newestFirst = false }: Range, maxBytes: number): readonly StoredRecord[] {
    const found: StoredRecord[] = [];
    let bytes = 0;
    for (let step = 0; step <= last - first; step++) {
      const record = this.#at(newestFirst ? last - step : first + step)?.record;
      if (!record) continue;
      bytes += record.json.length;
      if (bytes > maxBytes && found.length > 0) break;
      found.push(record);
    }
    return found;
  }

  mark(number: number): Mark | undefined {
    const entry = this.#at(number);
    return entry && { before: entry.before, at: entry.record.at };
  }

  trim(number: number): boolean {
    while (this.#first + this.#offset < number && this.#offset < this.#entries.length) this.#entries[this.#offset++] = undefined;
    if (this.#offset >= RELEASE_GROUP && this.#offset > this.#entries.length / 2) {
      this.#entries = this.#entries.slice(this.#offset);
      this.#first += this.#offset;
      this.#offset = 0;
    }
    return false;
  }

  clear(): void {
    this.#entries = [];
    this.#offset = 0;
    this.total = 0;
  }

  settle(): void {}

  receipts(): readonly Receipt[] {
    return [];
  }

  forgetReceipts(): void {}

  notes(): readonly Note[] {
    return [];
  }

  changeNotes(): void {}

  dispose(): void {}

  #at(number: number): Entry | undefined {
    return this.#entries[number - this.#first];
  }
}
