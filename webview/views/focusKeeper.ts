import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** A button that goes away by its own click would throw the keyboard out of the panel: the focus goes to `selector` then. */
export class FocusKeeper implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #selector: string;
  #hadFocus = false;

  constructor(host: ReactiveControllerHost & HTMLElement, selector: string) {
    this.#host = host;
    this.#selector = selector;
    host.addController(this);
  }

  hostUpdate(): void {
    this.#hadFocus = this.#host.contains(document.activeElement);
  }

  hostUpdated(): void {
    if (this.#hadFocus && !this.#host.contains(document.activeElement)) this.#host.querySelector<HTMLElement>(this.#selector)?.focus();
  }
}

/** The same for what goes as a whole with a drawing of the panel: the focus goes to the rows, or to the toolbar when there are none. */
export function keepFocus(root: HTMLElement, draw: () => void): void {
  const hadFocus = root.contains(document.activeElement);
  draw();
  if (!hadFocus || root.contains(document.activeElement)) return;
  const next =
    root.querySelector<HTMLElement>('ds-event-list:not([hidden]) .event-list') ?? root.querySelector<HTMLElement>('#filter-text');
  next?.focus();
}
