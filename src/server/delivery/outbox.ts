import { setTimeout as sleep } from 'node:timers/promises';
import { limits } from '../../shared/api.ts';
import { Emitter } from '../../shared/emitter.ts';
import { DevSyncError } from '../../shared/errors.ts';
import type { Disposable } from '../../shared/lifecycle.ts';
import type { Logger } from '../../shared/logger.ts';
import type { Delivery, TargetStats } from '../../shared/webhooks.ts';
import type { EventLog } from '../log/eventLog.ts';
import type { EventRecord, LogRecord } from '../log/record.ts';
import type { Deliveries, DeliveryQuery } from './deliveries.ts';
import { Lane } from './lane.ts';
import { deliveryId, type Entry, eventIdIn, Ledger, settled } from './ledger.ts';
import { Sender } from './sender.ts';
import { Slots } from './slots.ts';
import { type RefusedTarget, resolveTargets, type Target, type TargetRules } from './target.ts';

export type OutboxOptions = {
  readonly log: EventLog;
  /** Tells this hub from all others. */
  readonly hubId: string;
  readonly now: () => Date;
  readonly random?: () => number;
  readonly logger: Logger;
};

/** When the hub ends, what can arrive at once still may: the last words of the microphone among it. */
const FAREWELL_MS = 500;

/**
 * The webhooks that leave. Every target has a lane of its own, so that one that is down, slow or broken costs the others nothing.
 */
export class Outbox implements Deliveries, Disposable {
  readonly #options: Required<OutboxOptions>;
  readonly #log: EventLog;
  readonly #ledger: Ledger;
  readonly #sender: Sender;
  readonly #changed = new Emitter<void>();
  #lanes: ReadonlyMap<string, Lane> = new Map();
  #subscription: Disposable | undefined;

  constructor({ random = Math.random, ...options }: OutboxOptions) {
    const { log, hubId, now } = options;
    this.#options = { ...options, random };
    this.#log = log;
    this.#ledger = new Ledger(log);
    this.#sender = new Sender({ hubId, now: () => now().getTime() });
  }

  /** Begins to send. Answers the targets that cannot be used; the others are. */
  open(rules: TargetRules): readonly RefusedTarget[] {
    const { logger } = this.#options;
    const { targets, refused } = resolveTargets(rules);
    for (const { error } of refused) logger.warn(`${error.message} ${error.next}`);
    // What is meant for a target that cannot be used at present waits, until its secret is there for example.
    for (const { key } of refused) if (key !== undefined) this.#startOf(key);
    const present = [...targets, ...refused].flatMap(({ key }) => key ?? []);
    this.#ledger.keepCursors(new Set(present), this.#options.now().getTime(), rules.webhooks.maxAgeMs);
    this.#lanes = this.#createLanes(targets, rules);
    this.#subscription = this.#log.onDidAppend((records) => {
      for (const lane of this.#lanes.values()) lane.facts.take(records);
    });
    void this.#resume().catch((cause) => logger.error('What was under way before the start was not looked through', { cause }));
    return refused;
  }

  readonly onDidChange = this.#changed.event;

  takeGauges(records: readonly EventRecord[]): void {
    for (const record of records) for (const lane of this.#lanes.values()) lane.gauges.take(record);
  }

  targets(): readonly TargetStats[] {
    const failed = this.#ledger.countFailed();
    return [...this.#lanes.values()].map(({ stats, target: { key } }) => {
      // What it refused before the hub was started holds until it takes something.
      const error = isUntried(stats) ? this.#ledger.lastError(key) : undefined;
      return { ...stats, failed: failed.get(key) ?? 0, ...(error !== undefined && { error }) };
    });
  }

  urlFor(type: string): string | undefined {
    return [...this.#lanes.values()].find(({ target }) => target.matches(type))?.target.label;
  }

  list({ events, target, state, limit }: DeliveryQuery): readonly Delivery[] {
    const wanted = new Set(events);
    return [...this.#waitingFor(wanted), ...this.#ledger.entries.map(toDelivery)]
      .filter(({ eventId }) => events === undefined || wanted.has(eventId))
      .filter(({ id, target: url }) => target === undefined || url === target || id.endsWith(`.${target}`))
      .filter((delivery) => state === undefined || delivery.state === state)
      .slice(0, limit);
  }

  async retry(id: string): Promise<void> {
    await this.#retry(id);
    this.#decided();
  }

  async retryFailed(): Promise<number> {
    const failed = this.#ledger.failed;
    const outcomes = await Promise.allSettled(failed.map(({ id }) => this.#retry(id)));
    this.#decided();
    return outcomes.filter(({ status }) => status === 'fulfilled').length;
  }

  discard(id: string): void {
    const waiting = this.#laneWith(id);
    if (waiting) waiting.facts.discard(eventIdIn(id));
    else this.#discardKnown(this.#entry(id));
    this.#decided();
  }

  clear(): void {
    for (const lane of this.#lanes.values()) lane.facts.clear();
    this.#ledger.clear();
    this.#changed.fire();
  }

  async dispose(): Promise<void> {
    const lanes = [...this.#lanes.values()];
    await inTime(Promise.all(lanes.map(({ facts }) => facts.idle())), FAREWELL_MS);
    await this.#subscription?.dispose();
    const closed = Promise.all(lanes.map((lane) => lane.dispose()));
    await this.#sender.dispose();
    await closed;
    this.#ledger.dispose();
    this.#changed.dispose();
  }

  #createLanes(targets: readonly Target[], { webhooks: { maxAttempts, maxAgeMs } }: TargetRules): ReadonlyMap<string, Lane> {
    const { log, logger, random, now } = this.#options;
    const slots = new Slots(limits.deliveriesInFlight);
    const onChange = () => this.#changed.fire();
    const edges = { random, logger, now: () => now().getTime() };
    const parts = { ...edges, log, ledger: this.#ledger, sender: this.#sender, slots, maxAttempts, maxAgeMs, onChange };
    const laneTo = (target: Target) => new Lane({ ...parts, target, position: this.#startOf(target.key) });
    return new Map(targets.map((target) => [target.key, laneTo(target)]));
  }

  /** A target that is new hears of what comes from now on. */
  #startOf(key: string): string {
    const position = this.#ledger.cursorOf(key) ?? this.#log.head();
    this.#ledger.setCursor(key, position);
    return position;
  }

  async #retry(id: string): Promise<void> {
    const waiting = this.#laneWith(id);
    if (waiting) return waiting.facts.hurry(eventIdIn(id));
    const entry = this.#entry(id);
    const lane = this.#lanes.get(entry.targetKey);
    if (!lane)
      throw new DevSyncError('delivery-settled', {
        message: `${entry.target} is no webhook target any more.`,
        next: 'Add it again to devSync.webhooks.targets (--webhook-target), then retry.',
      });
    lane.facts.retry(await this.#log.get(entry.eventId), entry);
  }

  #discardKnown(entry: Entry): void {
    if (entry.state !== 'failed' && entry.state !== 'pending') throw new DevSyncError('delivery-settled');
    const isFound = entry.state === 'pending' && this.#lanes.get(entry.targetKey)?.facts.discard(entry.eventId);
    if (!isFound) this.#ledger.put(settled(entry, 'discarded'));
  }

  /** What a person has decided survives the hub before the person is told. */
  #decided(): void {
    this.#ledger.flush();
    this.#changed.fire();
  }

  /** What a person wanted sent once more goes on; what has lost its target or its event would wait for
   * ever. */
  async #resume(): Promise<void> {
    for (const entry of this.#ledger.pending) {
      const lane = this.#lanes.get(entry.targetKey);
      const record = await this.#recordOf(entry);
      // It may have got somewhere in the meantime.
      if (this.#ledger.get(entry.id) !== entry) continue;
      const isAway = !lane && this.#ledger.cursorOf(entry.targetKey) !== undefined;
      if (!record || !(lane || isAway)) this.#ledger.put(settled(entry, 'failed'));
      else if (entry.isByHand) lane?.facts.retry(record, entry);
    }
  }

  #recordOf({ eventId }: Entry): Promise<LogRecord | undefined> {
    return this.#log.get(eventId).catch((error) => {
      if (error instanceof DevSyncError && error.code === 'unknown-id') return undefined;
      throw error;
    });
  }

  /** The lane where an event waits that the ledger does not know yet. */
  #laneWith(id: string): Lane | undefined {
    if (this.#ledger.get(id)) return undefined;
    const eventId = eventIdIn(id);
    return [...this.#lanes.values()].find(
      ({ target, turns }) => deliveryId(eventId, target.key) === id && turns.waiting.some((record) => record.id === eventId),
    );
  }

  #entry(id: string): Entry {
    const entry = this.#ledger.get(id);
    if (!entry) throw new DevSyncError('unknown-delivery');
    return entry;
  }

  /** An event has no entry before its first attempt. */
  #waitingFor(events: ReadonlySet<string>): readonly Delivery[] {
    return [...this.#lanes.values()].flatMap(({ target, turns }) => {
      const wanted = events.size === 0 ? [] : turns.waiting.filter(({ id }) => events.has(id));
      const deliveries = wanted.map(({ id: eventId, type }): Delivery => {
        const id = deliveryId(eventId, target.key);
        return { id, eventId, type, target: target.label, state: 'pending', attempts: [], attemptCount: 0 };
      });
      return deliveries.filter(({ id }) => !this.#ledger.get(id)).reverse();
    });
  }
}

/** Resolves with the work, or when its time is over. */
async function inTime(work: Promise<unknown>, ms: number): Promise<void> {
  const timer = new AbortController();
  const late = sleep(ms, undefined, { signal: timer.signal, ref: false }).catch(() => {});
  await Promise.race([work, late]);
  timer.abort();
}

function isUntried({ state, delivered, failures }: Lane['stats']): boolean {
  return state === 'closed' && delivered + failures === 0;
}

function toDelivery({ targetKey: _key, order: _order, tries: _tries, isByHand: _wish, ...delivery }: Entry): Delivery {
  return delivery;
}
