import type { Disposable } from '../../shared/lifecycle.ts';

export type Deadline = {
  readonly signal: AbortSignal;
  /** It was in time. */
  met(): void;
};

/**
 * Ends what takes too long, and everything that is under way when it is disposed. `AbortSignal.timeout` would keep each signal until its
 * time is over, however soon its request ended: at thousands of requests a second that doubles the memory of the hub.
 */
export class Deadlines implements Disposable {
  readonly #running = new Set<AbortController>();
  #isClosed = false;

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** The signal aborts with a `TimeoutError` unless it is met. */
  start(ms: number): Deadline {
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(new DOMException('It took too long', 'TimeoutError')), ms).unref();
    this.#running.add(controller);
    if (this.#isClosed) controller.abort();
    return {
      signal: controller.signal,
      met: () => {
        clearTimeout(timer);
        this.#running.delete(controller);
      },
    };
  }

  dispose(): void {
    this.#isClosed = true;
    for (const controller of this.#running) controller.abort();
  }
}
