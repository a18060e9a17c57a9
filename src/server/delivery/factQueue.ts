import { setImmediate as nextTurn } from 'node:timers/promises';
import type { StreamGap } from '../../shared/api.ts';
import type { TypeFilter } from '../../shared/typeFilter.ts';
import type { EventLog } from '../log/eventLog.ts';
import type { LogRecord } from '../log/record.ts';

export type FactQueueOptions = {
  readonly log: Pick<EventLog, 'head' | 'start' | 'gapAfter' | 'readAfter'>;
  readonly matches: TypeFilter;
  /** Position after which the facts are wanted. */
  readonly position: string;
  /** Facts may have left the log before they could be sent. */
  readonly onGap: (reason: StreamGap['reason']) => void;
};

/** Facts that wait in memory, and characters of them. Those beyond wait in the log and are read when it is their turn. */
const MOST_WAITING = 1000;
const MOST_CHARACTERS = 1024 * 1024;
const PIECE_BYTES = 256 * 1024;

/**
 * The facts that one target has yet to get, in their order. It is a position in the log: a target that is down for a day costs no
 * more memory than one that is up, and after a restart everything is there again.
 */
export class FactQueue {
  readonly #options: FactQueueOptions;
  readonly #waiting: LogRecord[] = [];
  #characters = 0;
  #position: string;
  /** Position up to which the log was looked through. */
  #seen: string;
  /** Whether what is appended comes by `take`; else it is read from the log. */
  #isLive: boolean;
  #size = 0;
  /** The count that is under way. A newer one, or none, takes its place. */
  #counting: object | undefined;
  #isClosed = false;

  constructor(options: FactQueueOptions) {
    this.#options = options;
    this.#position = options.position;
    this.#seen = options.position;
    this.#isLive = options.position === options.log.head();
    if (!this.#isLive) void this.#count();
  }

  /** How many facts wait. Behind a target that was away it is known after a while. */
  get size(): number {
    return this.#counting ? this.#waiting.length : this.#size;
  }

  /** Position up to which everything was sent, or was not wanted. */
  get position(): string {
    return this.#waiting.length === 0 ? this.#seen : this.#position;
  }

  /** The facts that wait in memory: the next ones. */
  get waiting(): readonly LogRecord[] {
    return this.#waiting;
  }

  /** Hears of everything that is appended to the log. Answers whether something of it is wanted. */
  take(records: readonly LogRecord[]): boolean {
    const wanted = records.filter(({ type }) => this.#options.matches(type));
    if (!this.#counting) this.#size += wanted.length;
    const hasRoom = this.#waiting.length + wanted.length <= MOST_WAITING && this.#characters <= MOST_CHARACTERS;
    if (!hasRoom && this.#waiting.length > 0) this.#isLive = false;
    if (this.#isLive) this.#enqueue(records, wanted);
    return wanted.length > 0;
  }

  /** Brings the next fact into memory, if there is one. */
  async fill(): Promise<void> {
    while (this.#waiting.length === 0 && !this.#isLive && !this.#isClosed) await this.#readOn();
  }

  /** The first fact that waits has got where it can get. */
  done(): void {
    const [record] = this.#waiting;
    if (!record) return;
    this.#position = record.id;
    this.drop(record);
  }

  /** A fact that waits in memory is not wanted any more. */
  drop(record: LogRecord): void {
    const at = this.#waiting.indexOf(record);
    if (at < 0) return;
    this.#waiting.splice(at, 1);
    this.#characters -= record.json.length;
    this.#size--;
  }

  /** Forgets what waits, as the log does. */
  clear(): void {
    this.#waiting.length = 0;
    this.#characters = 0;
    this.#size = 0;
    this.#counting = undefined;
  }

  /** Reads no more of the log. */
  close(): void {
    this.#isClosed = true;
    this.#counting = undefined;
  }

  async #readOn(): Promise<void> {
    const { log, matches } = this.#options;
    this.#skipGap();
    const records = await log.readAfter(this.#seen, PIECE_BYTES);
    this.#enqueue(
      records,
      records.filter(({ type }) => matches(type)),
    );
    this.#isLive = this.#seen === log.head();
    // A long way through what is not wanted must not hold up the hub.
    if (!this.#isLive && this.#waiting.length === 0) await nextTurn();
  }

  #enqueue(records: readonly LogRecord[], wanted: readonly LogRecord[]): void {
    this.#waiting.push(...wanted);
    for (const { json } of wanted) this.#characters += json.length;
    this.#seen = records.at(-1)?.id ?? this.#seen;
  }

  #skipGap(): void {
    const { log, onGap } = this.#options;
    const gap = log.gapAfter(this.#seen);
    if (!gap) return;
    // A log that does not know the position is another one: its history is nothing that this target has waited for.
    this.#seen = gap.reason === 'unknown_id' ? log.head() : log.start();
    void this.#count();
    onGap(gap.reason);
  }

  /** Counts what waits in the log, from where it has been looked through. What comes meanwhile is met on the way, what is done is taken off. */
  async #count(): Promise<void> {
    const count = {};
    this.#counting = count;
    this.#size = 0;
    const { log, matches } = this.#options;
    let met = 0;
    for (let last: string | undefined = this.#seen; last !== undefined; await nextTurn()) {
      const records = await log.readAfter(last, PIECE_BYTES);
      if (this.#counting !== count) return;
      met += records.filter(({ type }) => matches(type)).length;
      last = records.at(-1)?.id;
      if (last === undefined) break;
    }
    this.#counting = undefined;
    // What was sent from memory may have left the log before it was met.
    this.#size = Math.max(0, this.#size + met);
  }
}
