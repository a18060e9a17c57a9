/** One bundle per frame of a 30 Hz screen. No animation frame: a page in the background has none, and its items would pile up. */
const BUNDLE_MS = 33;

/** Items on their way to a view: a flood becomes few large bundles. */
export class Bundle<T> {
  readonly #deliver: (items: readonly T[]) => void;
  #items: T[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(deliver: (items: readonly T[]) => void) {
    this.#deliver = deliver;
  }

  push(item: T): void {
    this.#items.push(item);
    this.#timer ??= setTimeout(() => this.flush(), BUNDLE_MS);
  }

  /** What is told next belongs behind these items. */
  flush(): void {
    const items = this.#items;
    this.drop();
    if (items.length > 0) this.#deliver(items);
  }

  /** Nobody wants them any more, or gets them in another way. */
  drop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#items = [];
  }
}
