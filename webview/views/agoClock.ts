import type { ReactiveController, ReactiveControllerHost } from 'lit';

const TICK_MS = 1000;

/** Lets an element draw itself anew each second while it says how long ago things were, and somebody can see it. */
export class AgoClock implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #isWanted: () => boolean;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(host: ReactiveControllerHost, isWanted: () => boolean) {
    this.#host = host;
    this.#isWanted = isWanted;
    host.addController(this);
  }

  hostConnected(): void {
    document.addEventListener('visibilitychange', this.#follow);
    this.#follow();
  }

  hostDisconnected(): void {
    document.removeEventListener('visibilitychange', this.#follow);
    this.#stop();
  }

  hostUpdated(): void {
    this.#follow();
  }

  readonly #follow = (): void => {
    if (document.hidden || !this.#isWanted()) this.#stop();
    else this.#timer ??= setInterval(() => this.#host.requestUpdate(), TICK_MS);
  };

  #stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
