import type { DatabaseSync } from 'node:sqlite';
import { keepAside } from './logFile.ts';
import { newLogState } from './memoryStore.ts';
import type { Published, Receipt } from './receipt.ts';
import { idIn } from './record.ts';
import type { LogState, Mark, Note, NoteChange, Range, RecordStore, StoredRecord } from './recordStore.ts';
import { prepareSchema, prepareStatements } from './sqliteSchema.ts';
import { toStoreFailure } from './storeFailure.ts';

/** Rows that leave in one step. */
const TRIM_ROWS = 1000;
/** Free pages that the file keeps for the next events; more of them are given back to the disk, some at a time. */
const SPARE_PAGES = 2048;
const RETURNED_PAGES = 32;

/** The id is in the JSON already. */
type EventRow = Omit<StoredRecord, 'id'>;
type ReceiptRow = Omit<Receipt, 'published'> & { readonly published: string };

/**
 * The records in one SQLite file, in WAL mode with `synchronous=NORMAL`: what is appended survives the death of the process, not of the power.
 * The file is locked as long as it is open, by the system, so a hub that was killed leaves no lock behind.
 */
export class SqliteStore implements RecordStore {
  readonly path: string;
  readonly state: LogState;
  readonly oldest: StoredRecord | undefined;
  readonly newest: StoredRecord | undefined;
  readonly #database: DatabaseSync;
  readonly #statements: ReturnType<typeof prepareStatements>;
  #total: number;
  #isDamaged = false;
  #isClosed = false;

  /**
   * @param database open and of nobody else; closed with the store
   * @throws DevSyncError as all the methods do
   */
  constructor(database: DatabaseSync, path: string) {
    this.#database = database;
    this.path = path;
    this.state = this.#guard(() => prepareSchema(database, newLogState()));
    this.#statements = this.#guard(() => prepareStatements(database));
    this.oldest = this.#guard(() => toRecords(this.#statements.first.all()))[0];
    this.newest = this.#guard(() => toRecords(this.#statements.last.all()))[0];
    const mark = this.newest && this.mark(this.newest.number);
    this.#total = mark && this.newest ? mark.before + this.newest.json.length : 0;
  }

  get total(): number {
    return this.#total;
  }

  append(records: readonly StoredRecord[], receipts: readonly Receipt[]): void {
    const { insert, insertReceipt } = this.#statements;
    let before = this.#total;
    this.#inTransaction(() => {
      for (const { number, type, source, at, json, hops } of records) {
        insert.run(number, type, source, at, before, json, hops);
        before += json.length;
      }
      for (const { name, fingerprint, until, published } of receipts) {
        insertReceipt.run(name, fingerprint, until, JSON.stringify(published));
      }
    });
    this.#total = before;
  }

  read({ first, last, newestFirst = false }: Range, maxBytes: number): readonly StoredRecord[] {
    const { one, forward, backward } = this.#statements;
    return this.#guard(() => {
      // A statement that failed while it went through rows fails once more before it can be used again; this one reads a row at a time.
      if (first === last) return toRecords(one.all(first));
      const found: EventRow[] = [];
      let bytes = 0;
      for (const row of (newestFirst ? backward : forward).iterate(first, last) as Iterable<EventRow>) {
        bytes += row.json.length;
        if (bytes > maxBytes && found.length > 0) break;
        found.push(row);
      }
      return toRecords(found);
    });
  }

  mark(number: number): Mark | undefined {
    return this.#guard(() => this.#statements.mark.get(number)) as Mark | undefined;
  }

  trim(number: number): boolean {
    const hasMore = this.#inTransaction(() => {
      const { first, one, trim, start } = this.#statements;
      const [oldest] = toRecords(first.all());
      const end = Math.min(number, (oldest?.number ?? number) + TRIM_ROWS);
      const [last] = toRecords(one.all(end - 1));
      if (last) start.run(last.id);
      trim.run(end);
      return end < number;
    });
    return this.#guard(() => this.#returnPages()) || hasMore;
  }

  clear({ start, clearedTo }: LogState): void {
    this.#inTransaction(() => {
      this.#database.exec('DELETE FROM events');
      this.#statements.clear.run(start, clearedTo);
    });
    this.#total = 0;
    // What was deleted by hand shall not be found in the file, nor beside it. To write an empty file anew is quick.
    this.#guard(() => this.#database.exec('VACUUM; PRAGMA wal_checkpoint(TRUNCATE)'));
  }

  settle(): void {
    this.#guard(() => this.#database.exec('PRAGMA wal_checkpoint(PASSIVE)'));
  }

  receipts(now: number): readonly Receipt[] {
    const rows = this.#guard(() => this.#statements.receipts.all(now)) as ReceiptRow[];
    return rows.map((row) => ({ ...row, published: JSON.parse(row.published) as Published }));
  }

  forgetReceipts(now: number): void {
    this.#guard(() => this.#statements.forget.run(now));
  }

  notes(prefix: string): readonly Note[] {
    return this.#guard(() => this.#statements.notes.all(prefix, `${prefix}\u{10ffff}`)) as Note[];
  }

  changeNotes(changes: readonly NoteChange[]): void {
    const { keepNote, dropNote } = this.#statements;
    this.#inTransaction(() => {
      for (const { key, value } of changes) {
        if (value === undefined) dropNote.run(key);
        else keepNote.run(key, value);
      }
    });
  }

  dispose(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#database.close();
    if (this.#isDamaged) keepAside(this.path);
  }

  /** Gives pages back to the disk that the next events will not need soon. Answers whether there are more of them. */
  #returnPages(): boolean {
    const { freelist_count: free } = this.#statements.freePages.get() as { freelist_count: number };
    if (free <= SPARE_PAGES) return false;
    this.#database.exec(`PRAGMA incremental_vacuum(${Math.min(free - SPARE_PAGES, RETURNED_PAGES)})`);
    return free - SPARE_PAGES > RETURNED_PAGES;
  }

  #inTransaction<T>(work: () => T): T {
    return this.#guard(() => {
      this.#statements.begin.run();
      try {
        const result = work();
        this.#statements.commit.run();
        return result;
      } catch (error) {
        this.#rollBack();
        throw error;
      }
    });
  }

  #rollBack(): void {
    try {
      this.#statements.rollback.run();
    } catch {
      // A full disk makes SQLite roll back by itself, and then there is nothing left to do; nor can a broken file be mended by this.
    }
  }

  #guard<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      const failure = toStoreFailure(error);
      this.#isDamaged ||= failure.code === 'log-damaged';
      throw failure;
    }
  }
}

function toRecords(rows: unknown): readonly StoredRecord[] {
  return (rows as readonly EventRow[]).map((row) => ({ ...row, id: idIn(row.json) }));
}
