import { type Disposable, toDisposable } from './lifecycle.ts';

export type Listener<T> = (value: T) => void;

/** Subscribes and answers how to unsubscribe. */
export type Subscribe<T> = (listener: Listener<T>) => Disposable;

/** A list of listeners for one kind of value. Listeners run in the order of their subscription. */
export class Emitter<T> implements Disposable {
  readonly #listeners = new Set<Listener<T>>();

  readonly event: Subscribe<T> = (listener) => {
    // Its own entry per subscription: the same function may subscribe twice.
    const entry: Listener<T> = (value) => listener(value);
    this.#listeners.add(entry);
    return toDisposable(() => void this.#listeners.delete(entry));
  };

  fire(value: T): void {
    for (const listener of [...this.#listeners]) listener(value);
  }

  dispose(): void {
    this.#listeners.clear();
  }
}
