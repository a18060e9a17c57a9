import { limits } from '../../shared/api.ts';
import { type ImportedEvent, toPost } from './importedEvent.ts';

/** Far below what the hub takes at once. No character takes more than three bytes. */
const MOST = { events: 1000, characters: limits.batchBytes / 4 } as const;

/** Events that go in one post. */
export class Batch {
  readonly #texts: string[] = [];
  #characters = 0;
  #exactNumbers = 0;

  /** The body of each. */
  get texts(): readonly string[] {
    return this.#texts;
  }

  /** Answers whether there was room for it. The first one has room, however large it is. */
  add(event: ImportedEvent): boolean {
    const text = toPost(event);
    const characters = this.#characters + text.length;
    const exactNumbers = this.#exactNumbers + event.exactNumbers;
    const isFull = this.#texts.length === MOST.events || characters > MOST.characters || exactNumbers > limits.exactNumbers;
    if (isFull && this.#texts.length > 0) return false;
    this.#texts.push(text);
    this.#characters = characters;
    this.#exactNumbers = exactNumbers;
    return true;
  }
}
