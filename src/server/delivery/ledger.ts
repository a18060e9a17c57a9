import { limits } from '../../shared/api.ts';
import type { Disposable } from '../../shared/lifecycle.ts';
import type { Delivery, DeliveryState } from '../../shared/webhooks.ts';
import type { EventLog } from '../log/eventLog.ts';

/** A delivery as the ledger keeps it. */
export type Entry = Delivery & {
  /** Key of the target. */
  readonly targetKey: string;
  /** Entries are told apart in time by it. */
  readonly order: number;
  /** Attempts of this round that a receiver has refused. */
  readonly tries: number;
  /** A person wants it sent although its turn is over. */
  readonly isByHand?: true;
};

/** An event has one delivery to each target. */
export function deliveryId(eventId: string, targetKey: string): string {
  return `${eventId}.${targetKey}`;
}

export function eventIdIn(id: string): string {
  return id.slice(0, id.lastIndexOf('.'));
}

/** A delivery that nobody waits for any more. */
export function settled({ nextAt: _due, isByHand: _wish, ...entry }: Entry, state: DeliveryState): Entry {
  return { ...entry, state };
}

/** Answers may be long: of all that is remembered together there is no more than this, for what failed and for the rest. */
const MOST_CHARACTERS = 16 * 1024 * 1024;
const ENTRY = 'delivery:';
const CURSOR = 'cursor:';
/** Since when a target is not there. */
const GONE = 'gone:';
const CURSOR_DELAY_MS = 1000;

/**
 * Remembers what became of deliveries, and how far each target has come. It is read from memory, and kept with the log: what
 * changed in a turn of the event loop is written together.
 */
export class Ledger implements Disposable {
  readonly #log: Pick<EventLog, 'notes' | 'changeNotes'>;
  /** What is under way is never let go of. */
  readonly #pending = new Shelf(Number.POSITIVE_INFINITY);
  readonly #failed = new Shelf(limits.deliveries);
  readonly #others = new Shelf(limits.deliveries);
  readonly #cursors = new Map<string, string>();
  readonly #gone = new Map<string, number>();
  /** What has to be written: values, or undefined for what is to go. */
  #changes = new Map<string, string | undefined>();
  #writing: NodeJS.Immediate | undefined;
  #writingLater: NodeJS.Timeout | undefined;
  #order = 0;

  constructor(log: Pick<EventLog, 'notes' | 'changeNotes'>) {
    this.#log = log;
    const entries = log.notes(ENTRY).map(({ value }) => ({ value, entry: JSON.parse(value) as Entry }));
    for (const { entry, value } of entries.sort((a, b) => a.entry.order - b.entry.order)) this.#shelfOf(entry).put(entry, value.length);
    this.#order = entries.at(-1)?.entry.order ?? 0;
    for (const { key, value } of log.notes(GONE)) this.#gone.set(key.slice(GONE.length), Number(value));
    for (const { key, value } of log.notes(CURSOR)) this.#cursors.set(key.slice(CURSOR.length), value);
  }

  /** Newest first. */
  get entries(): readonly Entry[] {
    return this.#shelves.flatMap(({ entries }) => entries).sort((a, b) => b.order - a.order);
  }

  get pending(): readonly Entry[] {
    return this.#pending.entries;
  }

  get failed(): readonly Entry[] {
    return this.#failed.entries;
  }

  /** How many failed, by the key of their target. */
  countFailed(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const { targetKey } of this.failed) counts.set(targetKey, (counts.get(targetKey) ?? 0) + 1);
    return counts;
  }

  /** Why the newest delivery to a target did not arrive; undefined when it did. What a person threw away does not count. */
  lastError(targetKey: string): string | undefined {
    const over = [...this.#failed.entries, ...this.#others.entries].filter(
      (entry) => entry.targetKey === targetKey && (entry.state === 'failed' || entry.state === 'delivered'),
    );
    const last = over.flatMap(({ attempts }) => attempts.at(-1) ?? []);
    return last.toSorted((one, other) => Date.parse(other.at) - Date.parse(one.at))[0]?.error;
  }

  get(id: string): Entry | undefined {
    return this.#pending.get(id) ?? this.#failed.get(id) ?? this.#others.get(id);
  }

  nextOrder(): number {
    return ++this.#order;
  }

  put(entry: Entry): void {
    const text = JSON.stringify(entry);
    for (const shelf of this.#shelves) shelf.drop(entry.id);
    const shelf = this.#shelfOf(entry);
    shelf.put(entry, text.length);
    this.#change(ENTRY + entry.id, text);
    for (const id of shelf.trim()) this.#change(ENTRY + id, undefined);
  }

  /** Position up to which a target has got everything; undefined for a target that is new. */
  cursorOf(targetKey: string): string | undefined {
    return this.#cursors.get(targetKey);
  }

  /** A position that is a little old does no harm, so it is written within a second, or together with an entry. */
  setCursor(targetKey: string, position: string): void {
    if (this.#cursors.get(targetKey) === position) return;
    this.#cursors.set(targetKey, position);
    this.#changes.set(CURSOR + targetKey, position);
    this.#writingLater ??= setTimeout(() => this.flush(), CURSOR_DELAY_MS).unref();
  }

  /** A target that was taken out has some time to come back, as after a slip of the pen; then it begins anew. */
  keepCursors(present: ReadonlySet<string>, now: number, maxAgeMs: number): void {
    for (const key of [...this.#cursors.keys()]) {
      const since = this.#gone.get(key) ?? now;
      if (present.has(key)) this.#noteGone(key, undefined);
      else if (now - since <= maxAgeMs) this.#noteGone(key, since);
      else {
        this.#noteGone(key, undefined);
        this.#cursors.delete(key);
        this.#change(CURSOR + key, undefined);
      }
    }
  }

  /** Forgets all deliveries, at once also on the disk. */
  clear(): void {
    for (const { id } of this.entries) this.#change(ENTRY + id, undefined);
    for (const shelf of this.#shelves) shelf.clear();
    this.flush();
  }

  /** Writes what has changed now, before somebody is told that it has. */
  flush(): void {
    clearImmediate(this.#writing);
    clearTimeout(this.#writingLater);
    this.#writing = undefined;
    this.#writingLater = undefined;
    const changes = this.#changes;
    this.#changes = new Map();
    if (changes.size > 0) this.#log.changeNotes([...changes].map(([key, value]) => ({ key, value })));
  }

  dispose(): void {
    this.flush();
  }

  get #shelves(): readonly Shelf[] {
    return [this.#pending, this.#failed, this.#others];
  }

  #shelfOf({ state }: Entry): Shelf {
    if (state === 'pending') return this.#pending;
    return state === 'failed' ? this.#failed : this.#others;
  }

  #noteGone(key: string, since: number | undefined): void {
    if (this.#gone.get(key) === since) return;
    if (since === undefined) this.#gone.delete(key);
    else this.#gone.set(key, since);
    this.#change(GONE + key, since === undefined ? undefined : String(since));
  }

  #change(key: string, value: string | undefined): void {
    this.#changes.set(key, value);
    this.#writing ??= setImmediate(() => this.flush());
  }
}

/** Entries in the order in which they came to this state, as many as there is room for. */
class Shelf {
  readonly #entries = new Map<string, { readonly entry: Entry; readonly characters: number }>();
  readonly #room: number;
  #characters = 0;

  /** @param room how many entries there may be */
  constructor(room: number) {
    this.#room = room;
  }

  get entries(): readonly Entry[] {
    return [...this.#entries.values()].map(({ entry }) => entry);
  }

  get(id: string): Entry | undefined {
    return this.#entries.get(id)?.entry;
  }

  put(entry: Entry, characters: number): void {
    this.#entries.set(entry.id, { entry, characters });
    this.#characters += characters;
  }

  drop(id: string): void {
    this.#characters -= this.#entries.get(id)?.characters ?? 0;
    this.#entries.delete(id);
  }

  /** Lets go of the oldest ones beyond the room there is, and answers their ids. */
  trim(): readonly string[] {
    if (this.#room === Number.POSITIVE_INFINITY) return [];
    const gone: string[] = [];
    for (const id of this.#entries.keys()) {
      if (this.#entries.size <= this.#room && this.#characters <= MOST_CHARACTERS) break;
      this.drop(id);
      gone.push(id);
    }
    return gone;
  }

  clear(): void {
    this.#entries.clear();
    this.#characters = 0;
  }
}
