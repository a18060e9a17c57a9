import { DevSyncError, type ErrorCode } from '../../shared/errors.ts';
import type { Disposable } from '../../shared/lifecycle.ts';
import type { Receipt } from './receipt.ts';
import type { LogRecord } from './record.ts';

/** A record in its place. Numbers grow by one, without holes. */
export type StoredRecord = LogRecord & {
  readonly number: number;
  /** When the hub took it, milliseconds since 1970. */
  readonly at: number;
};

/** What a log has to know of itself when it is opened again. */
export type LogState = {
  /** First part of all ids of this log. */
  readonly epoch: string;
  /** Position just before the oldest record. */
  readonly start: string;
  /** Everything up to this number was cleared by hand, not trimmed. */
  readonly clearedTo: number;
};

/** Something small that a part of the hub keeps with the log. */
export type Note = { readonly key: string; readonly value: string };
/** A note to keep, in place of an older one; undefined lets go of it. */
export type NoteChange = { readonly key: string; readonly value: string | undefined };

/** Where a record stands among those that are kept. */
export type Mark = {
  /** Characters of JSON of all records before it, since the store was empty for the last time. */
  readonly before: number;
  readonly at: number;
};

/** Numbers from `first` to `last`, both included. */
export type Range = { readonly first: number; readonly last: number; readonly newestFirst?: boolean };

/**
 * Where a log keeps its records. It knows nothing of positions, gaps or retention: those are the same for every store. All steps are
 * synchronous and as small as their caller asks for.
 *
 * Every method throws a store failure (see `isStoreFailure`) when the medium fails; it is of no use after that, but may be read as far as it goes.
 */
export type RecordStore = Disposable & {
  /** Of a store that survives the process. */
  readonly path: string | undefined;
  readonly state: LogState;
  /** Of the records that the store held when it was opened. */
  readonly newest: StoredRecord | undefined;
  readonly oldest: StoredRecord | undefined;
  /** Characters of JSON up to the newest record, as `Mark.before` counts them. */
  readonly total: number;
  /** All or none; after it they survive the process if anything here does. */
  append(records: readonly StoredRecord[], receipts: readonly Receipt[]): void;
  /** Records of the range as long as they fit into `maxBytes` of JSON, but at least one. */
  read(range: Range, maxBytes: number): readonly StoredRecord[];
  /** Undefined for a number that is not kept. */
  mark(number: number): Mark | undefined;
  /** Lets go of some records before a number, and of their place on the medium. Answers whether there is more to let go of. */
  trim(number: number): boolean;
  /** Lets go of all records, and does not leave them on the medium. */
  clear(state: LogState): void;
  /** A quiet moment: what was put off can be done now. */
  settle(): void;
  /** The receipts that are valid at a time (milliseconds since 1970), oldest first, at most `limits.idempotencyKeys`. */
  receipts(now: number): readonly Receipt[];
  /** Lets go of all others. */
  forgetReceipts(now: number): void;
  /** Those whose keys begin like this. */
  notes(prefix: string): readonly Note[];
  /** All or none. */
  changeNotes(changes: readonly NoteChange[]): void;
};

const failures: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['log-damaged', 'log-failed', 'log-in-use', 'log-unavailable']);

/** Whether the medium failed, so that the log has to go on without it. */
export function isStoreFailure(error: unknown): error is DevSyncError {
  return error instanceof DevSyncError && failures.has(error.code);
}
