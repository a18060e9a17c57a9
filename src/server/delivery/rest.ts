/** A pause that somebody can end before its time. */
export class Rest {
  #end: () => void = () => {};

  /** Resolves after so many milliseconds, or when it is ended. */
  async sleep(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms);
    // The hub must be able to end while it waits for a target.
    timer.unref();
    this.#end = resolve;
    await promise;
    clearTimeout(timer);
  }

  end(): void {
    this.#end();
  }
}
