/** Sentences that stand before a person's eyes, so that none of them is said twice at once. */
export class OpenMessages {
  readonly #open = new Set<string>();

  /** Shows the message and answers what was chosen; undefined when nothing was, or when the same sentence is still open. */
  async show<T>(sentence: string, show: (sentence: string) => PromiseLike<T | undefined>): Promise<T | undefined> {
    if (this.#open.has(sentence)) return undefined;
    this.#open.add(sentence);
    try {
      return await show(sentence);
    } finally {
      this.#open.delete(sentence);
    }
  }
}
