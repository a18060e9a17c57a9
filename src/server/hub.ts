import { Emitter } from '../shared/emitter.ts';
import { type EventDraft, policyOf } from '../shared/events.ts';
import type { EventLog } from './log/eventLog.ts';
import type { Published, ReceiptDraft } from './log/receipt.ts';
import { type EventRecord, type LogRecord, type StampedDraft, toGaugeRecord } from './log/record.ts';
import type { Fanout } from './stream/fanout.ts';

/** The one door into the hub: whatever a listener hears went through `publish`. */
export class Hub {
  readonly #log: EventLog;
  readonly #fanout: Pick<Fanout, 'count'>;
  readonly #now: () => Date;
  readonly #gaugesPassed = new Emitter<readonly EventRecord[]>();
  /** Of the last event: what comes in the same millisecond has the same. */
  #time = { at: Number.NaN, iso: '' };

  constructor(log: EventLog, fanout: Pick<Fanout, 'count'>, now: () => Date) {
    this.#log = log;
    this.#fanout = fanout;
    this.#now = now;
  }

  /** Gauges, which no log keeps. Facts are heard of from the log. */
  readonly onDidPassGauges = this.#gaugesPassed.event;

  /**
   * Stamps the events, logs the facts among them, all or none, and sends them to every stream.
   * Resolves when the facts are in the log.
   *
   * @param receipt is kept in the log together with the facts
   */
  async publish(drafts: readonly EventDraft[], receipt?: ReceiptDraft): Promise<Published> {
    const timestamp = this.#timestamp();
    const stamped = drafts.map((draft): StampedDraft => ({ ...draft, timestamp }));
    const facts = stamped.filter(({ type }) => policyOf(type) === 'fact');
    const gauges = stamped.filter(({ type }) => policyOf(type) === 'gauge');
    const accepted = drafts.length;
    const notified = this.#fanout.count(new Set(drafts.map(({ type }) => type)));
    const published = (records: readonly LogRecord[]): Published => ({
      accepted,
      firstId: records[0]?.id ?? null,
      lastId: records.at(-1)?.id ?? null,
      notified,
    });

    const toReceipt = receipt && ((records: readonly LogRecord[]) => ({ ...receipt, published: published(records) }));
    const logged = facts.length > 0 ? await this.#log.append(facts, toReceipt) : [];
    if (gauges.length > 0) this.#gaugesPassed.fire(gauges.map(toGaugeRecord));
    return published(logged);
  }

  #timestamp(): string {
    const now = this.#now();
    const at = now.getTime();
    if (at !== this.#time.at) this.#time = { at, iso: now.toISOString() };
    return this.#time.iso;
  }
}
