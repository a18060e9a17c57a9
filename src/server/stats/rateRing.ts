const SECONDS = 60;

/** How often something happened lately, in buckets of one second. It costs nothing while nothing happens. */
export class RateRing {
  readonly #now: () => number;
  readonly #buckets = new Uint32Array(SECONDS);
  /** Sum of the buckets. */
  #inMinute = 0;
  /** The second that is being counted. */
  #second: number;

  /** @param now milliseconds, of any clock */
  constructor(now: () => number) {
    this.#now = now;
    this.#second = Math.floor(now() / 1000);
  }

  add(count = 1): void {
    const at = this.#turn() % SECONDS;
    this.#buckets[at] = (this.#buckets[at] ?? 0) + count;
    this.#inMinute += count;
  }

  /** In the last whole second. */
  perSecond(): number {
    return this.#buckets[(this.#turn() + SECONDS - 1) % SECONDS] ?? 0;
  }

  /** In the present second and the 59 before it, so that what just happened is in it. */
  perMinute(): number {
    this.#turn();
    return this.#inMinute;
  }

  /** Empties the buckets of the seconds that have begun since, and answers the present second. */
  #turn(): number {
    const second = Math.floor(this.#now() / 1000);
    if (second === this.#second) return second;
    const passed = second - this.#second;
    // A clock that was set back leaves nothing that could be told apart.
    if (passed < 0 || passed >= SECONDS) this.#empty();
    else for (let next = this.#second + 1; next <= second; next++) this.#drop(next % SECONDS);
    this.#second = second;
    return second;
  }

  #drop(at: number): void {
    this.#inMinute -= this.#buckets[at] ?? 0;
    this.#buckets[at] = 0;
  }

  #empty(): void {
    this.#buckets.fill(0);
    this.#inMinute = 0;
  }
}
