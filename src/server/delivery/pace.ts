/** Spaces requests so that there are never more of them than so many a second. */
export class Pace {
  readonly #spaceMs: number;
  readonly #now: () => number;
  #next = 0;

  /** @param maxPerSecond no bound when absent */
  constructor(maxPerSecond: number | undefined, now: () => number) {
    this.#spaceMs = maxPerSecond === undefined ? 0 : 1000 / maxPerSecond;
    this.#now = now;
  }

  /** Milliseconds until the next request may go out. */
  get waitMs(): number {
    return Math.max(0, this.#next - this.#now());
  }

  /** A request goes out now. */
  take(): void {
    this.#next = Math.max(this.#next, this.#now()) + this.#spaceMs;
  }
}
