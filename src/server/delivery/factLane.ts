import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Disposable } from '../../shared/lifecycle.ts';
import type { Logger } from '../../shared/logger.ts';
import type { DeliveryState } from '../../shared/webhooks.ts';
import type { LogRecord } from '../log/record.ts';
import { backoffMs } from './backoff.ts';
import type { Job } from './job.ts';
import { type Entry, type Ledger, settled } from './ledger.ts';
import type { Link, Sent } from './link.ts';
import { messageOf } from './message.ts';
import { Rest } from './rest.ts';
import type { Turns } from './turns.ts';

export type FactLaneOptions = {
  readonly link: Link;
  readonly turns: Turns;
  readonly ledger: Ledger;
  /** A fact is given up when a receiver has refused it so often. */
  readonly maxAttempts: number;
  readonly now: () => number;
  readonly random: () => number;
  readonly logger: Logger;
  readonly onChange: () => void;
};

/** Longer pauses are taken in pieces, so that a clock that is set does not matter. */
const LONGEST_PAUSE_MS = 60_000;

/** Facts on their way to one target: one at a time and in order, each until it has arrived or is given up. */
export class FactLane implements Disposable {
  readonly #options: FactLaneOptions;
  readonly #rest = new Rest();
  readonly #subscription: Disposable;
  #pumping: Promise<void> | undefined;
  #isPumping = false;
  #hasNews = false;
  #isClosed = false;

  constructor(options: FactLaneOptions) {
    this.#options = options;
    // A gauge may have found out that the target is there.
    this.#subscription = options.link.onDidTry(() => this.#rest.end());
    this.#wake();
  }

  /** Hears of everything that is appended to the log. */
  take(records: readonly LogRecord[]): void {
    if (this.#options.turns.take(records)) this.#wake();
  }

  /** Does not wait any longer with what there is to send. */
  hurry(eventId: string): void {
    const { turns, link } = this.#options;
    const job = turns.find(eventId);
    if (job) job.notBefore = 0;
    link.endRest();
    this.#wake();
    this.#rest.end();
  }

  /** Sends a fact that had its turn once more; the one whose turn it is is just sent at once. */
  retry(record: LogRecord, entry: Entry): void {
    const { turns, now } = this.#options;
    const isOnItsWay = turns.find(record.id) !== undefined && entry.state === 'pending';
    if (!isOnItsWay) turns.addByHand(record, entry, now());
    this.hurry(record.id);
  }

  /** Gives up a fact that is on its way, or whose turn has not come. Answers whether it is one of these. */
  discard(eventId: string): boolean {
    const { turns, ledger } = this.#options;
    const job = turns.find(eventId);
    const entry = job ? undefined : turns.drop(eventId);
    if (job) this.#finish(job, 'discarded');
    if (entry) ledger.put(settled(entry, 'discarded'));
    this.#rest.end();
    return job !== undefined || entry !== undefined;
  }

  /** Forgets every fact, as the log does. */
  clear(): void {
    this.#options.turns.clear();
    this.#rest.end();
  }

  /** Resolves when everything that can arrive now has arrived. */
  async idle(): Promise<void> {
    if (!this.#options.link.isResting) await this.#pumping;
  }

  /** What is under way is not waited for: the sender ends it. */
  async dispose(): Promise<void> {
    this.#isClosed = true;
    this.#options.turns.close();
    await this.#subscription.dispose();
    this.#rest.end();
    await this.#pumping;
  }

  #wake(): void {
    this.#hasNews = true;
    if (this.#isPumping || this.#isClosed) return;
    this.#isPumping = true;
    const { logger, link } = this.#options;
    this.#pumping = this.#pump().catch((cause) => logger.error('Webhooks to a target came to a stop', { url: link.target.label, cause }));
  }

  /** Sends facts until there are none. Between the last look for news and the end of it nothing can happen. */
  async #pump(): Promise<void> {
    try {
      while (this.#hasNews && !this.#isClosed) {
        this.#hasNews = false;
        const { turns } = this.#options;
        for (let job = await turns.next(); job; job = await turns.next()) await this.#advance(job);
      }
    } finally {
      this.#isPumping = false;
    }
  }

  /** One step of a job: it ends, waits, or is tried. */
  async #advance(job: Job): Promise<void> {
    const { now, link, turns } = this.#options;
    const leftMs = job.endsAt - now();
    if (leftMs <= 0) return this.#expire(job);
    const pause = Math.max(job.notBefore - now(), link.restMs, link.paceMs);
    if (pause > 0) return this.#rest.sleep(Math.min(pause, leftMs, LONGEST_PAUSE_MS));
    const sent = await link.send(() => (turns.has(job) && !this.#isClosed ? messageOf(job.record) : undefined));
    if (sent) this.#settle(job, sent);
  }

  /** It is too old. There may be many of them, and others want to have their turn in between. */
  #expire(job: Job): Promise<void> {
    this.#finish(job, this.#options.link.target.isDefault ? 'expired' : 'failed');
    return nextTurn();
  }

  #settle(job: Job, sent: Sent): void {
    const { maxAttempts, ledger, turns } = this.#options;
    const { verdict, result } = sent;
    job.note(sent);
    if (!turns.has(job)) {
      // It was discarded while it was under way, and has arrived all the same.
      const isDiscarded = ledger.get(job.entry.id)?.state === 'discarded';
      if (verdict === 'delivered' && isDiscarded) ledger.put(settled(job.entry, 'delivered'));
    } else if (verdict === 'delivered') this.#finish(job, 'delivered');
    else if (verdict === 'refused' || job.entry.tries >= maxAttempts) this.#finish(job, 'failed');
    else this.#putOff(job, result.retryAfterMs);
  }

  #putOff(job: Job, atLeastMs: number): void {
    const { random, ledger, link, onChange } = this.#options;
    const now = this.#options.now();
    const notBefore = now + Math.max(backoffMs(job.entry.attemptCount, random), atLeastMs);
    const nextAt = Math.max(notBefore, now + Math.min(link.restMs, LONGEST_PAUSE_MS));
    job.putOff(Math.min(notBefore, job.endsAt), Math.min(nextAt, job.endsAt));
    ledger.put(job.entry);
    onChange();
  }

  #finish(job: Job, state: DeliveryState): void {
    const { ledger, turns, onChange } = this.#options;
    ledger.put(settled(job.entry, state));
    turns.end(job);
    onChange();
  }
}
