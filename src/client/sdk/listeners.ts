import type { Unsubscribe } from './api.ts';

export type Listeners<T> = {
  size(): number;
  add(listener: (value: T) => void): Unsubscribe;
  /** What a listener throws is reported as a rejection that nobody handles, and the others hear all the same. */
  fire(value: T): void;
};

/** Who wants to hear of what. */
export function createListeners<T>(): Listeners<T> {
  const entries = new Set<{ readonly listener: (value: T) => void }>();
  return {
    size: () => entries.size,
    add(listener) {
      // One that was added twice hears twice.
      const entry = { listener };
      entries.add(entry);
      return () => void entries.delete(entry);
    },
    fire(value) {
      // An earlier one may have sent a later one away. In a function of its own, what one throws does not end the loop.
      void [...entries].map(async (entry) => entries.has(entry) && entry.listener(value));
    },
  };
}
