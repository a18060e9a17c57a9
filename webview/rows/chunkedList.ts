/** Long enough that a list of 100,000 has few of them, short enough that copying one costs next to nothing. */
const CHUNK_ITEMS = 512;

/**
 * A list that never changes: what would change it makes another one that shares nearly all of its content. Appending, dropping at the head
 * and prepending cost what is added or dropped, whatever the length.
 */
export class ChunkedList<T> implements Iterable<T> {
  static readonly empty: ChunkedList<never> = new ChunkedList<never>([]);

  /** None of them is empty. */
  readonly #chunks: readonly (readonly T[])[];
  /** Where each chunk ends. */
  readonly #ends: readonly number[];
  readonly length: number;

  private constructor(chunks: readonly (readonly T[])[]) {
    let length = 0;
    this.#chunks = chunks;
    this.#ends = chunks.map((chunk) => {
      length += chunk.length;
      return length;
    });
    this.length = length;
  }

  static from<T>(items: readonly T[]): ChunkedList<T> {
    return ChunkedList.empty.append(items);
  }

  /** A negative index counts from the end. */
  at(index: number): T | undefined {
    const from = index < 0 ? index + this.length : index;
    if (from < 0 || from >= this.length) return undefined;
    const chunk = this.#chunkAt(from);
    return this.#chunks[chunk]?.[from - this.#startOf(chunk)];
  }

  append<U>(items: readonly U[]): ChunkedList<T | U> {
    return items.length === 0 ? this : new ChunkedList<T | U>(joined<T | U>(this.#chunks, items));
  }

  prepend(items: readonly T[]): ChunkedList<T> {
    return items.length === 0 ? this : ChunkedList.from(items).concat(this);
  }

  concat(list: ChunkedList<T>): ChunkedList<T> {
    if (this.length === 0) return list;
    const [first, ...rest] = list.#chunks;
    // What is short joins the chunk before it, or many small pieces would make a slow list.
    return first ? new ChunkedList<T>([...joined(this.#chunks, first), ...rest]) : this;
  }

  /** Without the first ones. */
  dropFirst(count: number): ChunkedList<T> {
    return this.slice(count);
  }

  /** As of an array, for indexes from 0. */
  slice(start: number, end = this.length): ChunkedList<T> {
    const [from, to] = [Math.max(0, start), Math.min(this.length, end)];
    if (from >= to) return ChunkedList.empty;
    if (to - from === this.length) return this;
    const [first, last] = [this.#chunkAt(from), this.#chunkAt(to - 1)];
    const chunks = this.#chunks.slice(first, last + 1);
    // The end first: both may be the same chunk.
    chunks[last - first] = (chunks[last - first] ?? []).slice(0, to - this.#startOf(last));
    chunks[0] = (chunks[0] ?? []).slice(from - this.#startOf(first));
    return new ChunkedList<T>(chunks);
  }

  /** With another item in one place. */
  with(index: number, item: T): ChunkedList<T> {
    if (index < 0 || index >= this.length) return this;
    const at = this.#chunkAt(index);
    const chunk = (this.#chunks[at] ?? []).with(index - this.#startOf(at), item);
    return new ChunkedList<T>(this.#chunks.with(at, chunk));
  }

  filter(isWanted: (item: T) => boolean): ChunkedList<T> {
    return ChunkedList.from(this.#chunks.flatMap((chunk) => chunk.filter(isWanted)));
  }

  /** The first index from which on all items are far enough, which must be so from one place on; the length when none is. */
  firstIndex(isFarEnough: (item: T) => boolean): number {
    const chunk = lowest(this.#chunks.length, (index) => {
      const last = this.#chunks[index]?.at(-1);
      return last !== undefined && isFarEnough(last);
    });
    const items = this.#chunks[chunk] ?? [];
    return this.#startOf(chunk) + lowest(items.length, (index) => isFarEnough(items[index] as T));
  }

  *[Symbol.iterator](): IterableIterator<T> {
    for (const chunk of this.#chunks) yield* chunk;
  }

  /** From the last one to the first. */
  *backwards(): IterableIterator<T> {
    for (let at = this.#chunks.length - 1; at >= 0; at--) {
      const chunk = this.#chunks[at] ?? [];
      for (let index = chunk.length - 1; index >= 0; index--) yield chunk[index] as T;
    }
  }

  #chunkAt(index: number): number {
    return lowest(this.#ends.length, (chunk) => (this.#ends[chunk] ?? 0) > index);
  }

  #startOf(chunk: number): number {
    return this.#ends[chunk - 1] ?? 0;
  }
}

/** The last chunk is filled up before new ones begin. */
function joined<T>(chunks: readonly (readonly T[])[], items: readonly T[]): readonly (readonly T[])[] {
  const last = chunks.at(-1) ?? [];
  const room = last.length < CHUNK_ITEMS ? CHUNK_ITEMS - last.length : 0;
  const whole = room > 0 && last.length > 0 ? [...chunks.slice(0, -1), last.concat(items.slice(0, room))] : [...chunks];
  for (let at = last.length > 0 ? room : 0; at < items.length; at += CHUNK_ITEMS) whole.push(items.slice(at, at + CHUNK_ITEMS));
  return whole;
}

/** The lowest of `count` indexes that is high enough, by halving; `count` when none is. */
function lowest(count: number, isHighEnough: (index: number) => boolean): number {
  let [from, to] = [0, count];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (isHighEnough(middle)) to = middle;
    else from = middle + 1;
  }
  return from;
}
