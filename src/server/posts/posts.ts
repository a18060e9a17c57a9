import { limits } from '../../shared/api.ts';
import { parseEventId } from '../log/eventId.ts';
import type { Published } from '../log/receipt.ts';
import type { Sender } from './sender.ts';

/** A post, and the numbers of its first and its last event in the log. */
type Kept = { readonly first: number; readonly last: number; readonly events: number; readonly sender: Sender; readonly bytes: number };

/** About what headers may take together. */
const MOST_BYTES = 16 * 1024 * 1024;
/** What a text takes beside its characters, and a post beside its texts. */
const TEXT_BYTES = 32;
const POST_BYTES = 256;

/**
 * How events came in: the newest posts. Posting pays for it with next to nothing, and only the memory of this process has it: headers of
 * strangers are not worth a place on the disk.
 */
export class Posts {
  /** In the order of the log. Those before `#start` are gone. */
  #kept: (Kept | undefined)[] = [];
  #start = 0;
  #bytes = 0;

  /** Takes note of what was published. Gauges have no id to be asked for by. */
  keep({ firstId, lastId, accepted }: Published, sender: Sender): void {
    const first = numberIn(firstId);
    const last = lastId === firstId ? first : numberIn(lastId);
    if (first === undefined || last === undefined) return;
    const bytes = bytesOf(sender);
    this.#insert({ first, last, events: accepted, sender, bytes });
    this.#bytes += bytes;
    while (this.size > limits.posts || this.#bytes > MOST_BYTES) this.#dropOldest();
  }

  /** The post that an event of this log came with; undefined when it came in another way, or too long ago. */
  find(id: string): { readonly sender: Sender; readonly events: number } | undefined {
    const number = numberIn(id);
    if (number === undefined) return undefined;
    const post = this.#kept[this.#endOf(number) - 1];
    return post && number <= post.last ? post : undefined;
  }

  get size(): number {
    return this.#kept.length - this.#start;
  }

  clear(): void {
    this.#kept = [];
    this.#start = 0;
    this.#bytes = 0;
  }

  /** Nearly always at the end. Two posts of the same moment may be heard of in the other order. */
  #insert(post: Kept): void {
    const at = this.#endOf(post.first);
    if (at === this.#kept.length) this.#kept.push(post);
    else this.#kept.splice(at, 0, post);
  }

  /** Where the posts end that begin at this number or before. */
  #endOf(number: number): number {
    let [from, to] = [this.#start, this.#kept.length];
    if ((this.#kept[to - 1]?.first ?? 0) <= number) return to;
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((this.#kept[middle]?.first ?? 0) <= number) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  #dropOldest(): void {
    this.#bytes -= this.#kept[this.#start]?.bytes ?? 0;
    this.#kept[this.#start++] = undefined;
    if (this.#start <= limits.posts) return;
    this.#kept = this.#kept.slice(this.#start);
    this.#start = 0;
  }
}

function numberIn(id: string | null): number | undefined {
  return id === null ? undefined : parseEventId(id)?.number;
}

function bytesOf({ url, rawHeaders }: Sender): number {
  let bytes = POST_BYTES + url.length;
  for (const text of rawHeaders) bytes += TEXT_BYTES + text.length;
  return bytes;
}
