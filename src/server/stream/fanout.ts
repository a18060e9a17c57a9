import { HEARTBEAT_MS } from '../../shared/api.ts';
import type { Disposable } from '../../shared/lifecycle.ts';
import { heartbeatFrame, messageFrame } from '../../shared/sse.ts';
import { parseTypeFilter, type TypeFilter } from '../../shared/typeFilter.ts';
import type { EventLog } from '../log/eventLog.ts';
import type { EventRecord } from '../log/record.ts';
import type { Subscriber } from './subscriber.ts';

/** Pending frames go out at the latest when they are this long together; keeps one write from starving the others. */
const CHUNK_CHARACTERS = 32 * 1024;
/** Turns of the event loop that go out together: of many publishers, those who post in the one are answered in the other. */
const GATHERED_TURNS = 2;
/** The longest pause after a flush, whatever that took. */
const MOST_PAUSE_MS = 20;

/** All streams with the same `types=`: they receive the same bytes. */
type Group = {
  readonly matches: TypeFilter;
  readonly members: Set<Subscriber>;
  /** Those among them that count as subscribers: asked for with every post. */
  counted: number;
  pending: string;
  /** Position before the first pending frame. */
  after: string;
};

/**
 * Sends every event to every open stream that wants it. What arrives at about the same time is framed once per filter and leaves as one
 * write per stream: under load the number of writes decides the speed.
 */
export class Fanout implements Disposable {
  readonly #log: EventLog;
  readonly #clock: () => number;
  readonly #groups = new Map<string, Group>();
  readonly #subscription: Disposable;
  readonly #heartbeat: NodeJS.Timeout;
  /** Position up to which frames were handed to the groups. */
  #head: string;
  #scheduled: NodeJS.Immediate | undefined;
  /** On the clock. */
  #pausedUntil = 0;

  /** @param clock milliseconds, for how long a flush takes */
  constructor(log: EventLog, clock = () => performance.now()) {
    this.#log = log;
    this.#clock = clock;
    this.#head = log.head();
    this.#subscription = log.onDidAppend((records) => this.push(records));
    this.#heartbeat = setInterval(() => this.#beat(), HEARTBEAT_MS).unref();
  }

  /** Opens the stream; it replays from its own position and then goes live. */
  add(subscriber: Subscriber): void {
    const { types } = subscriber;
    const group = this.#groups.get(types) ?? {
      matches: parseTypeFilter(types),
      members: new Set(),
      counted: 0,
      pending: '',
      after: this.#head,
    };
    this.#groups.set(types, group);
    group.members.add(subscriber);
    if (subscriber.isCounted) group.counted += 1;
    subscriber.onDidClose(() => this.#remove(subscriber, group));
    subscriber.start(this.#log, group.matches, () => this.#settle());
  }

  /** How many streams hear events of these types; windows of the editor are not counted. */
  count(types?: ReadonlySet<string>): number {
    let total = 0;
    for (const { matches, counted } of this.#groups.values()) {
      if (!types || [...types].some(matches)) total += counted;
    }
    return total;
  }

  get size(): number {
    let total = 0;
    for (const { members } of this.#groups.values()) total += members.size;
    return total;
  }

  /** Queues records of the log, or gauges, for this turn. */
  push(records: readonly EventRecord[]): void {
    for (const record of records) {
      const after = this.#head;
      if (record.id !== null) this.#head = record.id;
      const frame = messageFrame(record.json, record.id);
      for (const group of this.#groups.values()) {
        if (!group.matches(record.type)) continue;
        if (group.pending === '') group.after = after;
        group.pending += frame;
        if (group.pending.length >= CHUNK_CHARACTERS) this.flush();
      }
    }
    if (this.#scheduled === undefined) this.#flushSoon(0);
  }

  /** Sends at once what waits. */
  flush(): void {
    clearImmediate(this.#scheduled);
    this.#scheduled = undefined;
    const begin = this.#clock();
    for (const group of this.#groups.values()) this.#flush(group);
    const end = this.#clock();
    this.#pausedUntil = end + Math.min(end - begin, MOST_PAUSE_MS);
  }

  dispose(): void {
    clearInterval(this.#heartbeat);
    void this.#subscription.dispose();
    this.closeStreams();
  }

  /** Ends every stream after what is queued for it. */
  closeStreams(): void {
    this.flush();
    for (const { members } of this.#groups.values()) for (const member of [...members]) member.close();
  }

  /** Empties the queue, so that a stream that has read everything from the log can join without hearing it twice. */
  #settle(): string {
    this.flush();
    return this.#head;
  }

  /**
   * After a flush the hub takes in events for as long as the flush took, then sends them together: so it spends half of its time on
   * writing at most, and nothing waits when little happens.
   */
  #flushSoon(turns: number): void {
    if (turns >= GATHERED_TURNS && this.#clock() >= this.#pausedUntil) this.flush();
    else this.#scheduled = setImmediate(() => this.#flushSoon(turns + 1));
  }

  #flush(group: Group): void {
    if (group.pending === '') return;
    const chunk = Buffer.from(group.pending);
    group.pending = '';
    for (const member of group.members) member.offer(chunk, group.after);
  }

  #beat(): void {
    this.flush();
    const beat = Buffer.from(heartbeatFrame);
    for (const { members } of this.#groups.values()) for (const member of members) member.beat(beat, this.#head);
  }

  #remove(subscriber: Subscriber, group: Group): void {
    if (group.members.delete(subscriber) && subscriber.isCounted) group.counted -= 1;
    if (group.members.size === 0) this.#groups.delete(subscriber.types);
  }
}
