import { isDeepStrictEqual } from 'node:util';
import type { Disposable } from '../../shared/lifecycle.ts';
import type { Stats } from '../../shared/webhooks.ts';

const PAUSE_MS = 1000;

export type StatsFeedOptions = {
  readonly read: () => Stats;
  readonly send: (stats: Stats) => void;
  /** Whether anybody hears what is sent. */
  readonly isHeard: () => boolean;
};

/** Sends figures while they change, rates that fall included, and at most once a second. While they stand still it does nothing at all. */
export class StatsFeed implements Disposable {
  readonly #options: StatsFeedOptions;
  #sent: Stats | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: StatsFeedOptions) {
    this.#options = options;
  }

  /** Something happened that the figures count. */
  note(): void {
    if (this.#timer !== undefined || !this.#options.isHeard()) return;
    this.#begin();
    this.#send();
  }

  /** Tells somebody who has just come. */
  welcome(send: (stats: Stats) => void): void {
    const stats = this.#options.read();
    send(stats);
    if (this.#timer !== undefined) return;
    // Those who were there before have heard the same: nothing has changed since the timer ended.
    this.#sent = stats;
    if (!isQuiet(stats)) this.#begin();
  }

  dispose(): void {
    this.#rest();
  }

  #begin(): void {
    this.#timer = setInterval(() => this.#send(), PAUSE_MS).unref();
  }

  #rest(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #send(): void {
    const stats = this.#options.isHeard() ? this.#options.read() : undefined;
    if (stats === undefined) {
      this.#rest();
    } else if (!isDeepStrictEqual(stats, this.#sent)) {
      this.#sent = stats;
      this.#options.send(stats);
    } else if (isQuiet(stats)) {
      this.#rest();
    }
  }
}

/** Whether time alone will change nothing. */
function isQuiet({ types, sources, targets }: Stats): boolean {
  return [...types, ...sources, ...targets].every(({ perMinute }) => perMinute === 0);
}
