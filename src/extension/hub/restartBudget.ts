/** How often a crashed hub is started again before a person is asked. */
const MOST_RESTARTS = 5;
const WINDOW_MS = 3 * 60_000;
const FIRST_DELAY_MS = 250;

/** At most 5 restarts in 3 minutes, with growing pauses between them. */
export class RestartBudget {
  readonly #now: () => number;
  #restarts: number[] = [];

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Milliseconds to wait before the next restart, or undefined when the budget is used up. */
  spend(): number | undefined {
    const time = this.#now();
    this.#restarts = this.#restarts.filter((at) => time - at < WINDOW_MS);
    if (this.#restarts.length >= MOST_RESTARTS) return undefined;
    const delay = FIRST_DELAY_MS * 2 ** this.#restarts.length;
    this.#restarts.push(time);
    return delay;
  }

  /** Takes back the last `spend`: it was no restart after all. */
  refund(): void {
    this.#restarts.pop();
  }

  refill(): void {
    this.#restarts = [];
  }
}
