import { type EventDraft, policyOf } from '../shared/events.ts';
import type { EventLog } from './log/eventLog.ts';
import { type StampedDraft, toGaugeRecord } from './log/record.ts';
import type { Fanout } from './stream/fanout.ts';

/** What became of published events. */
export type Published = {
  /** In the order of the drafts; null for gauges. */
  readonly ids: readonly (string | null)[];
  /** Open streams that hear at least one of them. */
  readonly notified: number;
};

/** The one door into the hub: whatever a listener hears went through `publish`. */
export class Hub {
  readonly #log: EventLog;
  readonly #fanout: Fanout;
  readonly #now: () => Date;

  constructor(log: EventLog, fanout: Fanout, now: () => Date) {
    this.#log = log;
    this.#fanout = fanout;
    this.#now = now;
  }

  /**
   * Stamps the events, logs the facts among them, all or none, and sends them to every stream.
   * Resolves when the facts are in the log.
   */
  async publish(drafts: readonly EventDraft[]): Promise<Published> {
    const timestamp = this.#now().toISOString();
    const stamped = drafts.map((draft): StampedDraft => ({ ...draft, timestamp }));
    const facts = stamped.filter(({ type }) => policyOf(type) === 'fact');
    const gauges = stamped.filter(({ type }) => policyOf(type) === 'gauge');

    // The fan-out hears of facts from the log itself, which keeps their order.
    const logged = facts.length > 0 ? await this.#log.append(facts) : [];
    if (gauges.length > 0) this.#fanout.push(gauges.map(toGaugeRecord));

    const ids = logged.values();
    return {
      ids: stamped.map(({ type }) => (policyOf(type) === 'fact' ? (ids.next().value?.id ?? null) : null)),
      notified: this.#fanout.count(new Set(stamped.map(({ type }) => type))),
    };
  }
}
