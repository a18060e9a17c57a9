import type { Disposable } from '../shared/lifecycle.ts';

const BURST_MS = 10_000;

/** Keeps what strangers can cause as often as they like from filling a log: of 10 s it says the first lines, and then how many more there were. */
export class BurstLog implements Disposable {
  readonly #most: number;
  readonly #sayMore: (count: number) => void;
  #count = 0;
  #end: NodeJS.Timeout | undefined;

  constructor(most: number, sayMore: (count: number) => void) {
    this.#most = most;
    this.#sayMore = sayMore;
  }

  note(say: () => void): void {
    this.#end ??= setTimeout(() => this.#conclude(), BURST_MS).unref();
    this.#count += 1;
    if (this.#count <= this.#most) say();
  }

  dispose(): void {
    this.#conclude();
  }

  #conclude(): void {
    clearTimeout(this.#end);
    this.#end = undefined;
    const more = this.#count - this.#most;
    this.#count = 0;
    if (more > 0) this.#sayMore(more);
  }
}
