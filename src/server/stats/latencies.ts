const KEPT = 256;

/** How long the newest answers took. */
export class Latencies {
  readonly #newest = new Float64Array(KEPT);
  #count = 0;

  add(ms: number): void {
    this.#newest[this.#count++ % KEPT] = ms;
  }

  /**
   * The time within which this share of the newest answers came; null before the first one.
   *
   * @param share 0.5 for the median, 0.95 for p95
   */
  percentile(share: number): number | null {
    const sorted = this.#newest.slice(0, Math.min(this.#count, KEPT)).sort();
    return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
  }
}
