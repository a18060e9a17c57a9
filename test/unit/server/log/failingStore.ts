import type { Receipt } from '../../../../src/server/log/receipt.ts';
import type { LogState, Mark, Note, NoteChange, Range, RecordStore, StoredRecord } from '../../../../src/server/log/recordStore.ts';
import { DevSyncError } from '../../../../src/shared/errors.ts';

/** The medium of a store, for a test to break. */
export type Medium = {
  /** Steps until it fails. */
  stepsLeft: number;
  /** Records below this number cannot be read once it has failed. */
  readableFrom: number;
};

/** A store on a medium that fails, and stays broken: nothing can be written then, and not everything read. */
export class FailingStore implements RecordStore {
  readonly medium: Medium = { stepsLeft: Number.POSITIVE_INFINITY, readableFrom: 0 };
  readonly #store: RecordStore;

  constructor(store: RecordStore) {
    this.#store = store;
  }

  get path(): string | undefined {
    return this.#store.path;
  }

  get state(): LogState {
    return this.#store.state;
  }

  get oldest(): StoredRecord | undefined {
    return this.#store.oldest;
  }

  get newest(): StoredRecord | undefined {
    return this.#store.newest;
  }

  receipts(now: number): readonly Receipt[] {
    return this.#store.receipts(now);
  }

  get total(): number {
    return this.#store.total;
  }

  append(records: readonly StoredRecord[], receipts: readonly Receipt[]): void {
    this.#step();
    this.#store.append(records, receipts);
  }

  read(range: Range, maxBytes: number): readonly StoredRecord[] {
    const isBroken = this.medium.stepsLeft <= 0;
    if (!isBroken) this.#step();
    const records = this.#store.read(range, maxBytes);
    if (isBroken && records.some(({ number }) => number < this.medium.readableFrom)) throw failure();
    return records;
  }

  mark(number: number): Mark | undefined {
    this.#step();
    return this.#store.mark(number);
  }

  trim(number: number): boolean {
    this.#step();
    return this.#store.trim(number);
  }

  clear(state: LogState): void {
    this.#step();
    this.#store.clear(state);
  }

  settle(): void {
    this.#step();
    this.#store.settle();
  }

  forgetReceipts(now: number): void {
    this.#step();
    this.#store.forgetReceipts(now);
  }

  notes(prefix: string): readonly Note[] {
    return this.#store.notes(prefix);
  }

  changeNotes(changes: readonly NoteChange[]): void {
    this.#step();
    this.#store.changeNotes(changes);
  }

  dispose(): void | Promise<void> {
    return this.#store.dispose();
  }

  #step(): void {
    this.medium.stepsLeft--;
    if (this.medium.stepsLeft <= 0) throw failure();
  }
}

function failure(): DevSyncError {
  return new DevSyncError('log-failed', { message: 'The medium of the test is broken.' });
}
