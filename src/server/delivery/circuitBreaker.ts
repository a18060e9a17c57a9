import { backoffMs } from './backoff.ts';

export type BreakerOptions = {
  /** Failures in a row after which it opens. */
  readonly threshold: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly random: () => number;
};

/** Keeps requests from a target that does not answer: after some failures it rests, then one request tries, and decides. */
export class CircuitBreaker {
  readonly #options: BreakerOptions;
  #state: 'closed' | 'open' | 'half-open' = 'closed';
  #failures = 0;
  #notBefore = 0;

  constructor(options: BreakerOptions) {
    this.#options = options;
  }

  get state(): 'closed' | 'open' | 'half-open' {
    return this.#state;
  }

  /** How long no request may go out; a request that tries the target ends it in an unknown time, so that counts as for ever. */
  get restMs(): number {
    if (this.#state === 'half-open') return Number.POSITIVE_INFINITY;
    return Math.max(0, this.#notBefore - this.#options.now());
  }

  /** Whether a request may go out now. Who is let in has to say what came of it: `succeed`, `fail` or `giveWay`. */
  tryEnter(): boolean {
    if (this.restMs > 0) return false;
    if (this.#state === 'open') this.#state = 'half-open';
    return true;
  }

  succeed(): void {
    this.#state = 'closed';
    this.#failures = 0;
    this.#notBefore = 0;
  }

  /** @param atLeastMs the rest that the target asked for */
  fail(atLeastMs = 0): void {
    const { threshold, now, random } = this.#options;
    this.#failures++;
    if (this.#failures >= threshold) this.#state = 'open';
    const rest = this.#state === 'open' ? backoffMs(this.#failures, random) : 0;
    if (rest > 0 || atLeastMs > 0) this.#notBefore = now() + Math.max(rest, atLeastMs);
  }

  /** The request came to nothing, as when the hub ends. */
  giveWay(): void {
    if (this.#state === 'half-open') this.#state = 'open';
  }

  /** Somebody wants to know now. */
  endRest(): void {
    this.#notBefore = 0;
  }
}
