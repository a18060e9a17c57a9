import { type FocusArea, focusAreas } from '../../shared/panel.ts';

/** Where the keyboard is, and which panel was used last: what is chosen by a key or in the palette goes there. */
export class PanelFocus<T> {
  readonly #show: (area: FocusArea) => void;
  #focused: T | undefined;
  #last: T | undefined;

  /** @param show makes the area known to the conditions of keybindings */
  constructor(show: (area: FocusArea) => void) {
    this.#show = show;
  }

  get last(): T | undefined {
    return this.#last;
  }

  moved(panel: T, area: FocusArea): void {
    if (!focusAreas.includes(area)) return;
    if (area === 'none') {
      this.#blur(panel);
      return;
    }
    this.#focused = panel;
    this.#last = panel;
    this.#show(area);
  }

  /** The panel is hidden or gone. */
  left(panel: T): void {
    this.#blur(panel);
    if (this.#last === panel) this.#last = undefined;
  }

  /** The news of two panels come in any order: that one has lost the focus says nothing when the other has it already. */
  #blur(panel: T): void {
    if (this.#focused !== panel) return;
    this.#focused = undefined;
    this.#show('none');
  }
}
