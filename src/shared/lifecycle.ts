/** Anything that holds a resource until it is told to let go. Disposing twice must be harmless. */
export interface Disposable {
  dispose(): void | Promise<void>;
}

/** Wraps a release function, which runs once. */
export function toDisposable(release: () => void | Promise<void>): Disposable {
  let released: void | Promise<void>;
  let isReleased = false;
  return {
    dispose() {
      if (!isReleased) {
        isReleased = true;
        released = release();
      }
      return released;
    },
  };
}

/**
 * Owns resources and releases them newest first, once, even when some of them fail.
 * A resource that is handed over while the scope closes is released at once.
 *
 * @throws AggregateError from `dispose` when resources failed to close; the others are closed all the same.
 */
export class Scope implements Disposable, AsyncDisposable {
  #owned: Disposable[] = [];
  #closing: Promise<void> | undefined;
  readonly #onLateFailure: (error: unknown) => void;

  /** @param onLateFailure hears of a resource that came too late and then failed to close. */
  constructor(onLateFailure: (error: unknown) => void = () => {}) {
    this.#onLateFailure = onLateFailure;
  }

  own<T extends Disposable>(resource: T): T {
    if (this.#closing !== undefined) void this.#releaseLate(resource);
    else this.#owned.push(resource);
    return resource;
  }

  /** Shorthand for `own(toDisposable(release))`. */
  defer(release: () => void | Promise<void>): void {
    this.own(toDisposable(release));
  }

  dispose(): Promise<void> {
    if (this.#closing !== undefined) return this.#closing;
    // Set before the first resource is released, which may own or dispose in the same turn.
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#closing = promise;
    resolve(this.#release());
    return promise;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }

  async #release(): Promise<void> {
    const failures: unknown[] = [];
    for (const resource of this.#owned.splice(0).reverse()) {
      try {
        await resource.dispose();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, 'Some resources failed to close');
  }

  async #releaseLate(resource: Disposable): Promise<void> {
    try {
      await resource.dispose();
    } catch (error) {
      this.#onLateFailure(error);
    }
  }
}

/** A slot for "the current X": setting it releases what was there before. */
export class Replaceable<T extends Disposable> implements Disposable {
  #current: T | undefined;

  async replace(next: T | undefined): Promise<void> {
    const previous = this.#current;
    this.#current = next;
    await previous?.dispose();
  }

  dispose(): Promise<void> {
    return this.replace(undefined);
  }
}
