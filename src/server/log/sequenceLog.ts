import { defaultRetention, type LogHealth, type Retention, type StreamGap } from '../../shared/api.ts';
import { Emitter } from '../../shared/emitter.ts';
import { DevSyncError } from '../../shared/errors.ts';
import { formatEventId, parseEventId } from './eventId.ts';
import type { EventLog, HistoryPage, HistoryQuery } from './eventLog.ts';
import { readHistoryPage } from './historyPage.ts';
import { createRandomTags } from './randomTags.ts';
import type { Receipt } from './receipt.ts';
import { type StampedDraft, toLogRecord } from './record.ts';
import {
  isStoreFailure,
  type LogState,
  type Note,
  type NoteChange,
  type Range,
  type RecordStore,
  type StoredRecord,
} from './recordStore.ts';
import { oldestToKeep } from './retention.ts';
import { salvage } from './salvage.ts';

export type SequenceLogOptions = {
  readonly store: RecordStore;
  readonly retention: Retention;
  readonly now: () => Date;
  /** Why the store is not the one that was wanted. */
  readonly problem?: DevSyncError;
};

/** Somebody who waits for the commit of this turn. */
type Waiting = {
  readonly drafts: readonly StampedDraft[];
  readonly toReceipt: ((records: readonly StoredRecord[]) => Receipt) | undefined;
  readonly resolve: (records: readonly StoredRecord[]) => void;
  readonly reject: (error: unknown) => void;
};

/** Trimmed records leave the store in the background, so many milliseconds after they were let go of, and for so many at a time. */
const TRIM_PAUSE_MS = 100;
const TRIM_MS = 8;
/** How often events and receipts are looked through for those that are too old. */
const AGE_CHECK_MS = 60_000;
/** So long after the last event the moment is quiet. */
const QUIET_MS = 1000;
/** A piece of the log that is searched, or moved, at once. */
const PIECE_BYTES = 256 * 1024;

/**
 * The log: numbers its events, says what a position has missed, and forgets what it need not keep. It is the same for every store. When
 * its store fails, it takes what can still be read into memory and goes on there, with the same positions.
 */
export class SequenceLog implements EventLog {
  readonly #nextTag = createRandomTags();
  readonly #now: () => Date;
  readonly #appended = new Emitter<readonly StoredRecord[]>();
  readonly #failed = new Emitter<DevSyncError>();
  readonly #ageCheck: NodeJS.Timeout;
  readonly #quiet: NodeJS.Timeout;
  readonly receipts: readonly Receipt[];
  #store: RecordStore;
  #retention: Retention;
  #problem: DevSyncError | undefined;
  /** Set when a file with events had to be given up. */
  #leftBehind: DevSyncError | undefined;
  #state: LogState;
  #head: string;
  /** Number of the newest event; the first event has number 1. */
  #newest: number;
  #oldest: number;
  #waiting: Waiting[] = [];
  #commitment: NodeJS.Immediate | undefined;
  #trimming: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor({ store, retention, now, problem }: SequenceLogOptions) {
    this.#store = store;
    this.#retention = retention;
    this.#now = now;
    this.#problem = problem;
    this.#state = store.state;
    this.#head = store.newest?.id ?? store.state.start;
    this.#newest = store.newest?.number ?? parseEventId(store.state.start)?.number ?? 0;
    this.#oldest = store.oldest?.number ?? this.#newest + 1;
    this.#quiet = setTimeout(() => this.#attempt(() => this.#store.settle()), QUIET_MS).unref();
    this.#ageCheck = setInterval(() => this.#forgetOld(), AGE_CHECK_MS).unref();
    this.#forgetOld();
    this.receipts = this.#attempt(() => this.#store.receipts(now().getTime()));
  }

  readonly onDidAppend = this.#appended.event;
  readonly onDidFail = this.#failed.event;

  /** Why the log is in memory although it should not be. */
  get problem(): DevSyncError | undefined {
    return this.#problem;
  }

  append(drafts: readonly StampedDraft[], receipt?: (records: readonly StoredRecord[]) => Receipt): Promise<readonly StoredRecord[]> {
    return new Promise((resolve, reject) => {
      if (this.#isClosed) return reject(new DevSyncError('shutting-down'));
      this.#waiting.push({ drafts, toReceipt: receipt, resolve, reject });
      this.#commitment ??= setImmediate(() => this.#commit());
    });
  }

  notes(prefix: string): readonly Note[] {
    return this.#attempt(() => this.#store.notes(prefix));
  }

  changeNotes(changes: readonly NoteChange[]): void {
    if (!this.#isClosed) this.#attempt(() => this.#store.changeNotes(changes));
  }

  get isPersistent(): boolean {
    return this.#store.path !== undefined;
  }

  head(): string {
    return this.#head;
  }

  start(): string {
    return this.#state.start;
  }

  gapAfter(position: string): StreamGap | undefined {
    return this.#attempt(() => {
      const number = this.#numberOf(position);
      if (number !== undefined && number >= this.#oldest - 1) return undefined;
      const reason = number === undefined ? 'unknown_id' : number < this.#state.clearedTo ? 'cleared' : 'retention';
      return { from: position, to: this.#at(this.#oldest)?.id ?? null, reason };
    });
  }

  async readAfter(position: string, maxBytes: number): Promise<readonly StoredRecord[]> {
    return this.#attempt(() => {
      const number = this.#numberOf(position);
      if (number === undefined || number < this.#oldest - 1) return [];
      return this.#store.read({ first: number + 1, last: this.#newest }, maxBytes);
    });
  }

  async history({ after, before, ...query }: HistoryQuery): Promise<HistoryPage> {
    const read = ({ first, ...range }: Range) =>
      this.#attempt(() => this.#store.read({ ...range, first: Math.max(first, this.#oldest) }, PIECE_BYTES));
    const numbers = this.#attempt(() => ({
      ...(after !== undefined && { after: this.#numberAt(after, 'after') }),
      ...(before !== undefined && { before: this.#numberAt(before, 'before') }),
    }));
    return readHistoryPage(read, { ...query, ...numbers, oldest: this.#oldest, newest: this.#newest });
  }

  async get(id: string): Promise<StoredRecord> {
    const record = this.#attempt(() => this.#at(this.#numberAt(id)));
    if (!record) throw new DevSyncError('unknown-id');
    return record;
  }

  async clear(alongside: () => void = () => {}): Promise<number> {
    this.#commit();
    alongside();
    const deleted = this.#size;
    const state = { ...this.#state, start: this.#head, clearedTo: this.#newest };
    this.#attempt(() => this.#store.clear(state));
    this.#state = state;
    this.#oldest = this.#newest + 1;
    // What is in a file that was left behind is there still, and nobody may believe that it is not.
    if (this.#leftBehind) throw this.#leftBehind;
    return deleted;
  }

  health(): LogHealth {
    return this.#attempt(() => {
      const oldest = this.#at(this.#oldest)?.id ?? null;
      const { path } = this.#store;
      return {
        events: this.#size,
        oldest,
        newest: this.#size > 0 ? this.#head : null,
        persistent: this.isPersistent,
        ...(path !== undefined && { path }),
        ...(this.#problem && { problem: this.#problem.toInfo() }),
      };
    });
  }

  /** Everything that was handed over is in the store then. */
  async dispose(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#commit();
    clearInterval(this.#ageCheck);
    clearTimeout(this.#quiet);
    clearTimeout(this.#trimming);
    this.#appended.dispose();
    this.#failed.dispose();
    await this.#store.dispose();
  }

  get #size(): number {
    return this.#newest - this.#oldest + 1;
  }

  /** One transaction for all that was handed over in this turn of the event loop. */
  #commit(): void {
    clearImmediate(this.#commitment);
    this.#commitment = undefined;
    const waiting = this.#waiting.splice(0);
    if (waiting.length === 0) return;
    let number = this.#newest;
    const groups = waiting.map(({ drafts }) => drafts.map((draft) => this.#toRecord(++number, draft)));
    const records = groups.flat();
    try {
      const receipts = waiting.flatMap(({ toReceipt }, index) => toReceipt?.(groups[index] ?? []) ?? []);
      this.#attempt(() => this.#store.append(records, receipts));
    } catch (error) {
      for (const { reject } of waiting) reject(error);
      return;
    }
    this.#newest = number;
    this.#head = records.at(-1)?.id ?? this.#head;
    this.#quiet.refresh();
    this.#applyRetention();
    this.#appended.fire(records);
    for (const [index, { resolve }] of waiting.entries()) resolve(groups[index] ?? []);
  }

  #toRecord(number: number, draft: StampedDraft): StoredRecord {
    const id = formatEventId({ epoch: this.#state.epoch, number, tag: this.#nextTag() });
    return { ...toLogRecord(id, draft), number, at: Date.parse(draft.timestamp) };
  }

  #at(number: number): StoredRecord | undefined {
    if (number < this.#oldest) return undefined;
    return this.#store.read({ first: number, last: number }, 0)[0];
  }

  /**
   * The number behind an id that this log gave; undefined for every other text. The tag of an event that is gone is
   * forgotten, so such an id is believed: all that it can be answered with is that the event is gone.
   */
  #numberOf(id: string): number | undefined {
    const { epoch, number } = parseEventId(id) ?? {};
    if (number === undefined || epoch !== this.#state.epoch || number > this.#newest) return undefined;
    const given = number === this.#oldest - 1 ? this.#state.start : this.#at(number)?.id;
    return given === undefined || given === id ? number : undefined;
  }

  /**
   * The number behind a position that everything can be read after.
   *
   * @param path the parameter that the id came in, for the error
   */
  #numberAt(id: string, path?: string): number {
    const number = this.#numberOf(id);
    if (number === undefined || number < this.#oldest - 1) throw new DevSyncError('unknown-id', path === undefined ? {} : { path });
    return number;
  }

  #forgetOld(): void {
    this.#attempt(() => this.#store.forgetReceipts(this.#now().getTime()));
    this.#applyRetention();
  }

  /** What has to go is gone at once for everybody; the store lets go of it in the background. */
  #applyRetention(): void {
    this.#attempt(() => {
      const store = this.#store;
      const kept = { oldest: this.#oldest, newest: this.#newest, total: store.total, mark: (number: number) => store.mark(number) };
      const oldest = oldestToKeep(kept, this.#retention, this.#now().getTime());
      if (oldest === this.#oldest) return;
      const start = this.#at(oldest - 1)?.id ?? this.#state.start;
      this.#state = { ...this.#state, start };
      this.#oldest = oldest;
      this.#scheduleTrim();
    });
  }

  #scheduleTrim(pauseMs = TRIM_PAUSE_MS): void {
    this.#trimming ??= setTimeout(() => this.#trim(), pauseMs).unref();
  }

  /** A part of the time of the hub, so that it keeps up with whatever comes in and yet holds up nobody. */
  #trim(): void {
    this.#trimming = undefined;
    const end = performance.now() + TRIM_MS;
    let hasMore = true;
    while (hasMore && performance.now() < end) hasMore = this.#attempt(() => this.#store.trim(this.#oldest));
    if (hasMore) this.#scheduleTrim(0);
  }

  /** Every step that touches the store, as a whole: when the store fails, nothing has changed yet, and the step is done on its replacement. */
  #attempt<T>(step: () => T): T {
    try {
      return step();
    } catch (error) {
      if (!isStoreFailure(error)) throw error;
      this.#fallBack(error);
      return step();
    }
  }

  #fallBack(problem: DevSyncError): void {
    const failed = this.#store;
    const { maxBytes } = this.#retention;
    // A disk may hold more than memory should.
    this.#retention = { ...this.#retention, maxBytes: Math.min(maxBytes, defaultRetention.maxBytes) };
    const present = { state: this.#state, first: this.#oldest, last: this.#newest, head: this.#head };
    this.#store = salvage(failed, present, this.#retention.maxBytes);
    this.#state = this.#store.state;
    this.#oldest = this.#store.oldest?.number ?? this.#newest + 1;
    this.#problem = problem;
    this.#leftBehind = problem;
    try {
      void failed.dispose();
    } catch {
      // It is given up already; whatever is left of it stays where it is.
    }
    this.#failed.fire(problem);
  }
}
