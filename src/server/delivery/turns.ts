import { setImmediate as nextTurn } from 'node:timers/promises';
import type { LogRecord } from '../log/record.ts';
import { FactQueue, type FactQueueOptions } from './factQueue.ts';
import { Job } from './job.ts';
import { deliveryId, type Entry, type Ledger } from './ledger.ts';
import { takenAt } from './message.ts';
import type { Target } from './target.ts';

export type TurnsOptions = Omit<FactQueueOptions, 'matches'> & {
  readonly target: Target;
  readonly ledger: Ledger;
  /** A fact is given up when it is so old. */
  readonly maxAgeMs: number;
};

/** Whose turn it is at one target: the facts in their order, and beside them what a person wants sent once more. */
export class Turns {
  readonly #options: TurnsOptions;
  readonly #queue: FactQueue;
  readonly #byHand = new Map<string, Job>();
  #head: Job | undefined;
  #isClosed = false;

  constructor(options: TurnsOptions) {
    this.#options = options;
    this.#queue = new FactQueue({ ...options, matches: options.target.matches });
  }

  get size(): number {
    return this.#queue.size + this.#byHand.size;
  }

  /** The facts that wait in memory, the one whose turn it is first. */
  get waiting(): readonly LogRecord[] {
    return this.#queue.waiting;
  }

  /** Hears of everything that is appended to the log. Answers whether something of it is wanted. */
  take(records: readonly LogRecord[]): boolean {
    const isWanted = this.#queue.take(records);
    if (!isWanted && this.#queue.waiting.length === 0) this.#keepPosition();
    return isWanted;
  }

  /** The job that can go first; what a person wants goes before what waits for its turn. */
  async next(): Promise<Job | undefined> {
    await this.#findHead();
    let first = this.#head;
    for (const job of this.#byHand.values()) {
      if (!first || job.notBefore <= first.notBefore) first = job;
      if (first.notBefore === 0) break;
    }
    return this.#isClosed ? undefined : first;
  }

  /** The job of an event that is on its way. */
  find(eventId: string): Job | undefined {
    return this.#head?.record.id === eventId ? this.#head : this.#byHand.get(eventId);
  }

  has(job: Job): boolean {
    return this.find(job.record.id) === job;
  }

  /** Sends an event that had its turn once more. */
  addByHand(record: LogRecord, entry: Entry, now: number): void {
    const { ledger, maxAgeMs } = this.#options;
    const job = new Job(record, { ...entry, state: 'pending', isByHand: true, tries: 0 }, now + maxAgeMs);
    this.#byHand.set(record.id, job);
    ledger.put(job.entry);
  }

  /** The job has got where it can get. */
  end(job: Job): void {
    if (job === this.#head) this.#passOn();
    else this.#byHand.delete(job.record.id);
  }

  /** Lets go of an event before its turn. Answers what is to be remembered of it; undefined when it does not wait in memory. */
  drop(eventId: string): Entry | undefined {
    const record = this.#queue.waiting.find(({ id }) => id === eventId);
    if (!record) return undefined;
    this.#queue.drop(record);
    return this.#newEntry(record);
  }

  clear(): void {
    this.#byHand.clear();
    this.#head = undefined;
    this.#queue.clear();
  }

  close(): void {
    this.#isClosed = true;
    this.#queue.close();
    this.#keepPosition();
  }

  async #findHead(): Promise<void> {
    const { ledger, target, maxAgeMs } = this.#options;
    for (await this.#queue.fill(); !this.#head && !this.#isClosed; await this.#queue.fill()) {
      const [record] = this.#queue.waiting;
      if (!record) return;
      const entry = ledger.get(deliveryId(record.id, target.key)) ?? this.#newEntry(record);
      const isDecided = entry.state !== 'pending' || entry.isByHand;
      if (!isDecided) this.#head = new Job(record, entry, takenAt(record) + maxAgeMs);
      else {
        // A person had decided about it before its turn, in an earlier run of the hub.
        this.#passOn();
        await nextTurn();
      }
    }
  }

  #passOn(): void {
    this.#head = undefined;
    this.#queue.done();
    this.#keepPosition();
  }

  #keepPosition(): void {
    const { ledger, target } = this.#options;
    ledger.setCursor(target.key, this.#queue.position);
  }

  #newEntry({ id: eventId, type }: LogRecord): Entry {
    const { ledger, target } = this.#options;
    return {
      id: deliveryId(eventId, target.key),
      eventId,
      type,
      target: target.label,
      targetKey: target.key,
      order: ledger.nextOrder(),
      state: 'pending',
      attempts: [],
      attemptCount: 0,
      tries: 0,
    };
  }
}
