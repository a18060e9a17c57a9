import type { HubEvent } from '../../../src/shared/events.ts';

/** One bundle per frame of a 30 Hz screen. No animation frame: a page in the background has none, and its events would pile up. */
const BUNDLE_MS = 33;

/** Events on their way to the view: a flood becomes few large bundles. */
export class EventBundle {
  readonly #onEvents: (events: readonly HubEvent[]) => void;
  #events: HubEvent[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(onEvents: (events: readonly HubEvent[]) => void) {
    this.#onEvents = onEvents;
  }

  push(event: HubEvent): void {
    this.#events.push(event);
    this.#timer ??= setTimeout(() => this.flush(), BUNDLE_MS);
  }

  /** What is told next belongs behind these events. */
  flush(): void {
    const events = this.#events;
    this.drop();
    if (events.length > 0) this.#onEvents(events);
  }

  /** The view gets them by a snapshot, or they are deleted. */
  drop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#events = [];
  }
}
