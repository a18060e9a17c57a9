/** Refusals in a row, and how long after each of them nobody is asked again. Times are Unix milliseconds. */
export class Refusals {
  readonly #pausesMs: readonly number[];
  #inRow = 0;
  #askedAt = Number.NEGATIVE_INFINITY;

  /** @param pausesMs counted from the question: after the first refusal, after the second, …; the last one is for all that follow */
  constructor(pausesMs: readonly number[]) {
    this.#pausesMs = pausesMs;
  }

  /** The question of this time was refused. */
  add(askedAt: number): void {
    // What was long ago is no row.
    const isForgotten = askedAt - this.#askedAt > 2 * Math.max(...this.#pausesMs);
    this.#inRow = isForgotten ? 1 : this.#inRow + 1;
    this.#askedAt = askedAt;
  }

  /** Something was allowed. */
  clear(): void {
    this.#inRow = 0;
  }

  /** How much of the pause is left; 0 or less when there is none. */
  leftMs(now: number): number {
    if (this.#inRow === 0) return 0;
    const pauseMs = this.#pausesMs[Math.min(this.#inRow, this.#pausesMs.length) - 1] ?? 0;
    return this.#askedAt + pauseMs - now;
  }
}
