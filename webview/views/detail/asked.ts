import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { type ErrorInfo, toErrorInfo } from '../../../src/shared/errors.ts';
import type { HubEvent } from '../../../src/shared/events.ts';
import type { Actions } from '../../actions.ts';
import { exactEvent } from '../../acts/exactEvent.ts';

export type Answer<T> = { readonly value: T } | { readonly error: ErrorInfo };

/** Whoever goes through a list does not ask about each row on the way, but about the one where they stay for so long. */
const STAY_MS = 100;

/** What somebody has to be asked about the event in sight: the host draws again when the answer is there. Late answers about others are dropped. */
export class Asked<T> implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #ask: (event: HubEvent) => Promise<T>;
  #event: HubEvent | undefined;
  #answer: Answer<T> | undefined;
  /** Number of the newest question. */
  #question = 0;
  #changedAt = Number.NEGATIVE_INFINITY;

  constructor(host: ReactiveControllerHost, ask: (event: HubEvent) => Promise<T>) {
    this.#host = host;
    this.#ask = ask;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#event = undefined;
    this.#question++;
  }

  /** Asks when it is another event than the last time. Undefined until the answer is there. */
  about(event: HubEvent): Answer<T> | undefined {
    if (event !== this.#event) this.#turnTo(event);
    return this.#answer;
  }

  /** What was answered; undefined until then, and when nothing was. */
  valueAbout(event: HubEvent): T | undefined {
    const answer = this.about(event);
    return answer && 'value' in answer ? answer.value : undefined;
  }

  /** Asks once more, as after a failure. */
  again(): void {
    if (this.#event) void this.#begin(this.#event, false);
    this.#host.requestUpdate();
  }

  #turnTo(event: HubEvent): void {
    const now = performance.now();
    const isPassing = now - this.#changedAt < STAY_MS;
    this.#changedAt = now;
    this.#event = event;
    void this.#begin(event, isPassing);
  }

  async #begin(event: HubEvent, isPassing: boolean): Promise<void> {
    const question = ++this.#question;
    this.#answer = undefined;
    if (isPassing) await new Promise((resolve) => setTimeout(resolve, STAY_MS));
    if (question !== this.#question) return;
    const answer: Answer<T> = await this.#ask(event).then(
      (value) => ({ value }),
      (error: unknown) => ({ error: toErrorInfo(error) }),
    );
    if (question !== this.#question) return;
    this.#answer = answer;
    this.#host.requestUpdate();
  }
}

/** The event in sight with all digits of its numbers. */
export function askedExact(host: ReactiveControllerHost & { readonly actions: Actions }): Asked<HubEvent> {
  return new Asked(host, (event) => exactEvent({ calls: host.actions }, event));
}
