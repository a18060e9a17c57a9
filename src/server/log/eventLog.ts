import type { LogHealth, StreamGap } from '../../shared/api.ts';
import type { Subscribe } from '../../shared/emitter.ts';
import type { DevSyncError } from '../../shared/errors.ts';
import type { Disposable } from '../../shared/lifecycle.ts';
import type { Query } from '../../shared/query/query.ts';
import type { TypeFilter } from '../../shared/typeFilter.ts';
import type { Receipt } from './receipt.ts';
import type { LogRecord, StampedDraft } from './record.ts';
import type { Note, NoteChange } from './recordStore.ts';

/** What `GET /dev/history` asks for. `after` and `before` are exclusive and must be known to the log. */
export type HistoryQuery = {
  readonly after?: string;
  readonly before?: string;
  readonly matchesType: TypeFilter;
  readonly source?: string;
  /** Text that the JSON of the event must contain, any case. */
  readonly search?: string;
  readonly query?: Query;
  readonly limit: number;
};

export type HistoryPage = {
  /** Oldest first. */
  readonly records: readonly LogRecord[];
  /** Whether the log has matching events before and behind the page. */
  readonly hasOlder: boolean;
  readonly hasNewer: boolean;
};

/**
 * The ordered record of all facts. Positions are opaque, never reused, and exist in an empty log too:
 * the position "after everything so far" is the id of the newest event that ever was.
 */
export type EventLog = Disposable & {
  /**
   * Resolves when the events will survive the death of the process, or as soon as they are in a memory log. Keeps the order of calls.
   *
   * @param toReceipt makes the receipt that is kept together with the events
   * @throws DevSyncError `shutting-down`
   */
  append(drafts: readonly StampedDraft[], toReceipt?: (records: readonly LogRecord[]) => Receipt): Promise<readonly LogRecord[]>;
  /** Whether events survive the death of the process. */
  readonly isPersistent: boolean;
  /** The receipts that were kept when the log was opened. */
  readonly receipts: readonly Receipt[];
  /** The notes whose keys begin like this, that were kept with a log on the disk. */
  notes(prefix: string): readonly Note[];
  /** Keeps what has to survive the process as the events do. */
  changeNotes(changes: readonly NoteChange[]): void;
  /** What was appended, in log order, each once. */
  readonly onDidAppend: Subscribe<readonly LogRecord[]>;
  /** The log goes on in memory from now on; the value says why. */
  readonly onDidFail: Subscribe<DevSyncError>;
  /** Position of the newest event. */
  head(): string;
  /** Position just before the oldest event that is kept. */
  start(): string;
  /** What somebody who stopped at this position has missed for ever; undefined when everything can be read. */
  gapAfter(position: string): StreamGap | undefined;
  /** The next events behind a position, up to about `maxBytes` of JSON but at least one; none behind a position with a gap. */
  readAfter(position: string, maxBytes: number): Promise<readonly LogRecord[]>;
  /** @throws DevSyncError `unknown-id` with the name of the cursor that the log does not know as its path. */
  history(query: HistoryQuery): Promise<HistoryPage>;
  /** @throws DevSyncError `unknown-id` */
  get(id: string): Promise<LogRecord>;
  /**
   * Forgets all events and answers how many they were. Positions go on where they are.
   *
   * @param alongside forgets what else is known of them, when no more of them can come
   * @throws DevSyncError `log-failed` or `log-damaged` when they are gone here, but not from the disk
   */
  clear(alongside?: () => void): Promise<number>;
  health(): LogHealth;
};
