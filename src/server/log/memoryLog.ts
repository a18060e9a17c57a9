import { randomBytes } from 'node:crypto';
import type { LogHealth, StreamGap } from '../../shared/api.ts';
import { Emitter } from '../../shared/emitter.ts';
import { DevSyncError } from '../../shared/errors.ts';
import type { EventLog, HistoryPage, HistoryQuery } from './eventLog.ts';
import { createRandomTags } from './randomTags.ts';
import { type LogRecord, type StampedDraft, toLogRecord } from './record.ts';

export type Retention = {
  readonly maxEvents: number;
  /** Characters of JSON, which memory holds as one or two bytes each. */
  readonly maxBytes: number;
};

/** Trimmed records are released in groups, or every append would move the whole array. */
const TRIM_GROUP = 1024;

/** The log of one process: fast, bounded, gone with the process. */
export class MemoryLog implements EventLog {
  /** Tells the ids of this log from those of any other, earlier ones on the same port included. */
  readonly #epoch = `${Date.now().toString(36)}${randomBytes(3).toString('hex')}`;
  /** What makes an id a secret of those who were given it: the rest of it can be guessed. */
  readonly #nextTag = createRandomTags();
  readonly #retention: Retention;
  readonly #appended = new Emitter<readonly LogRecord[]>();
  /** Entries before `#offset` are trimmed and wait for their release. */
  #records: (LogRecord | undefined)[] = [];
  #offset = 0;
  /** Number of the newest event; the first event has number 1. */
  #newest = 0;
  #bytes = 0;
  /** Everything up to this number was cleared by hand, not trimmed. */
  #clearedTo = 0;
  /** Id of the event before the oldest that is kept, which nothing else remembers. */
  #start: string;

  constructor(retention: Retention) {
    this.#retention = retention;
    this.#start = this.#newId();
  }

  readonly onDidAppend = this.#appended.event;

  async append(drafts: readonly StampedDraft[]): Promise<readonly LogRecord[]> {
    const records = drafts.map((draft) => {
      this.#newest++;
      return toLogRecord(this.#newId(), draft);
    });
    for (const record of records) {
      this.#records.push(record);
      this.#bytes += record.json.length;
    }
    this.#trim();
    this.#appended.fire(records);
    return records;
  }

  head(): string {
    return this.#records.at(-1)?.id ?? this.#start;
  }

  start(): string {
    return this.#start;
  }

  gapAfter(position: string): StreamGap | undefined {
    const number = this.#numberOf(position);
    if (number !== undefined && number >= this.#oldest - 1) return undefined;
    const reason = number === undefined ? 'unknown_id' : number < this.#clearedTo ? 'cleared' : 'retention';
    return { from: position, to: this.#records[this.#offset]?.id ?? null, reason };
  }

  async readAfter(position: string, maxBytes: number): Promise<readonly LogRecord[]> {
    const found: LogRecord[] = [];
    let bytes = 0;
    for (const record of this.#from(this.#indexAfter(position))) {
      if (bytes > 0 && bytes + record.json.length > maxBytes) break;
      found.push(record);
      bytes += record.json.length;
    }
    return found;
  }

  async history(query: HistoryQuery): Promise<HistoryPage> {
    const first = query.after === undefined ? this.#offset : this.#indexAfter(query.after, 'after');
    const last = query.before === undefined ? this.#records.length : this.#indexAfter(query.before, 'before') - 1;
    // Without `after` the newest page is asked for, so the search runs backwards.
    const isForward = query.after !== undefined;
    const matches = matcher(query);
    const found: LogRecord[] = [];
    for (let step = 0; step < last - first && found.length <= query.limit; step++) {
      const record = this.#records[isForward ? first + step : last - 1 - step];
      if (record && matches(record)) found.push(record);
    }
    const hasMore = found.length > query.limit;
    const records = found.slice(0, query.limit);
    const hasNewer = () => this.#hasMatch(last, this.#records.length, matches);
    return isForward
      ? { records, hasOlder: this.#hasMatch(this.#offset, first, matches), hasNewer: hasMore || hasNewer() }
      : { records: records.reverse(), hasOlder: hasMore, hasNewer: hasNewer() };
  }

  async get(id: string): Promise<LogRecord> {
    const record = this.#records[this.#indexAfter(id) - 1];
    if (!record) throw new DevSyncError('unknown-id');
    return record;
  }

  async clear(): Promise<number> {
    const deleted = this.#size;
    this.#start = this.head();
    this.#records = [];
    this.#offset = 0;
    this.#bytes = 0;
    this.#clearedTo = this.#newest;
    return deleted;
  }

  health(): LogHealth {
    return {
      events: this.#size,
      oldest: this.#records[this.#offset]?.id ?? null,
      newest: this.#records.at(-1)?.id ?? null,
      persistent: false,
    };
  }

  dispose(): void {
    this.#appended.dispose();
  }

  get #size(): number {
    return this.#records.length - this.#offset;
  }

  get #oldest(): number {
    return this.#newest - this.#size + 1;
  }

  /** The id of the event with the number `#newest`. */
  #newId(): string {
    return `${this.#epoch}-${this.#newest}-${this.#nextTag()}`;
  }

  /**
   * The number behind an id that this log gave; undefined for every other text. The tag of an event that is gone is
   * forgotten, so such an id is believed: all that it can be answered with is that the event is gone.
   */
  #numberOf(id: string): number | undefined {
    const [, epoch, digits] = /^([^-]+)-(0|[1-9]\d{0,15})-[0-9a-f]{16}$/.exec(id) ?? [];
    const number = Number(digits);
    if (epoch !== this.#epoch || number > this.#newest) return undefined;
    const given = number === this.#oldest - 1 ? this.#start : this.#records[this.#slotAfter(number) - 1]?.id;
    return given === undefined || given === id ? number : undefined;
  }

  #slotAfter(number: number): number {
    return this.#records.length - (this.#newest - number);
  }

  /** @param path the parameter that the id came in, for the error */
  #indexAfter(id: string, path?: string): number {
    const number = this.#numberOf(id);
    if (number === undefined || number < this.#oldest - 1) throw new DevSyncError('unknown-id', path === undefined ? {} : { path });
    return this.#slotAfter(number);
  }

  #hasMatch(from: number, to: number, matches: (record: LogRecord) => boolean): boolean {
    for (let at = Math.max(from, this.#offset); at < to; at++) {
      const record = this.#records[at];
      if (record && matches(record)) return true;
    }
    return false;
  }

  *#from(index: number): Generator<LogRecord> {
    for (let at = index; at < this.#records.length; at++) {
      const record = this.#records[at];
      if (record) yield record;
    }
  }

  #trim(): void {
    const { maxEvents, maxBytes } = this.#retention;
    while (this.#size > maxEvents || (this.#bytes > maxBytes && this.#size > 1)) {
      const record = this.#records[this.#offset];
      this.#bytes -= record?.json.length ?? 0;
      this.#start = record?.id ?? this.#start;
      this.#records[this.#offset++] = undefined;
    }
    if (this.#offset >= TRIM_GROUP && this.#offset > this.#records.length / 2) {
      this.#records = this.#records.slice(this.#offset);
      this.#offset = 0;
    }
  }
}

function matcher({ matchesType, source, search }: HistoryQuery): (record: LogRecord) => boolean {
  const needle = search?.toLowerCase();
  return (record) =>
    matchesType(record.type) &&
    (source === undefined || record.source === source) &&
    (needle === undefined || record.json.toLowerCase().includes(needle));
}
