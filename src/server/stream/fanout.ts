import { HEARTBEAT_MS } from '../../shared/api.ts';
import type { Disposable } from '../../shared/lifecycle.ts';
import { heartbeatFrame, messageFrame } from '../../shared/sse.ts';
import { parseTypeFilter, type TypeFilter } from '../../shared/typeFilter.ts';
import type { EventLog } from '../log/eventLog.ts';
import type { EventRecord } from '../log/record.ts';
import type { Subscriber } from './subscriber.ts';

/** Pending frames go out at the latest when they are this long together; keeps one write from starving the others. */
const CHUNK_CHARACTERS = 64 * 1024;

/** All streams with the same `types=`: they receive the same bytes. */
type Group = {
  readonly matches: TypeFilter;
  readonly members: Set<Subscriber>;
  pending: string;
  /** Position before the first pending frame. */
  after: string;
};

/**
 * Sends every event to every open stream that wants it. What arrives during one turn of the event loop is framed once
 * per filter and leaves as one write per stream: under load the number of writes decides the speed.
 */
export class Fanout implements Disposable {
  readonly #log: EventLog;
  readonly #groups = new Map<string, Group>();
  readonly #subscription: Disposable;
  readonly #heartbeat: NodeJS.Timeout;
  /** Position up to which frames were handed to the groups. */
  #head: string;
  #scheduled: NodeJS.Immediate | undefined;

  constructor(log: EventLog) {
    this.#log = log;
    this.#head = log.head();
    this.#subscription = log.onDidAppend((records) => this.push(records));
    this.#heartbeat = setInterval(() => this.#beat(), HEARTBEAT_MS).unref();
  }

  /** Opens the stream; it replays from its own position and then goes live. */
  add(subscriber: Subscriber): void {
    const { types } = subscriber;
    const group = this.#groups.get(types) ?? { matches: parseTypeFilter(types), members: new Set(), pending: '', after: this.#head };
    this.#groups.set(types, group);
    group.members.add(subscriber);
    subscriber.onDidClose(() => this.#remove(subscriber, group));
    subscriber.start(this.#log, group.matches, () => this.#settle());
  }

  /** How many streams hear events of these types; windows of the editor are not counted. */
  count(types?: ReadonlySet<string>): number {
    let total = 0;
    for (const { matches, members } of this.#groups.values()) {
      if (types && ![...types].some(matches)) continue;
      for (const member of members) if (member.isCounted) total++;
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
        if (group.pending.length >= CHUNK_CHARACTERS) this.#flush(group);
      }
    }
    this.#scheduled ??= setImmediate(() => this.flush());
  }

  /** Sends at once what waits for the end of this turn. */
  flush(): void {
    clearImmediate(this.#scheduled);
    this.#scheduled = undefined;
    for (const group of this.#groups.values()) this.#flush(group);
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
    group.members.delete(subscriber);
    if (group.members.size === 0) this.#groups.delete(subscriber.types);
  }
}
