import { html, LitElement } from 'lit';
import { icon } from './icon.ts';
import { type MenuGroup, openMenu } from './menu.ts';

/** A button that opens a menu. */
class MenuButton extends LitElement {
  static override properties = {
    name: {},
    label: {},
    // Nothing of it is drawn before the click, and each drawing of the panel gives another function.
    groups: { attribute: false, hasChanged: () => false },
    isOpen: { state: true },
  };

  /** Name of its icon. */
  declare name: string;
  declare label: string;
  /** Called on the click: what is on and off changes until then. */
  declare groups: () => readonly MenuGroup[];
  declare isOpen: boolean;
  /** The click on the button has already closed its menu, as one elsewhere does. */
  #isClosing = false;

  constructor() {
    super();
    this.isOpen = false;
  }

  override createRenderRoot(): HTMLElement {
    return this;
  }

  override render() {
    return html`<button
      type="button"
      class="icon-button"
      title=${this.label}
      aria-label=${this.label}
      aria-haspopup="menu"
      aria-expanded=${String(this.isOpen)}
      @pointerdown=${this.#onPointer}
      @click=${this.#onClick}
      @keydown=${this.#onKey}
    >${icon(this.name)}</button>`;
  }

  readonly #onPointer = (): void => {
    this.#isClosing = this.isOpen;
  };

  readonly #onClick = (): void => {
    if (!this.#isClosing) this.#open();
    this.#isClosing = false;
  };

  #open(): void {
    this.isOpen = true;
    const onClose = (): void => {
      this.isOpen = false;
    };
    openMenu({ label: this.label, groups: this.groups(), at: this.getBoundingClientRect(), onClose });
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowDown') return;
    event.preventDefault();
    this.#open();
  };
}

customElements.define('ds-menu-button', MenuButton);

/** The element as a template, with its properties checked. */
export function menuButton(name: string, label: string, groups: () => readonly MenuGroup[]) {
  return html`<ds-menu-button .name=${name} .label=${label} .groups=${groups}></ds-menu-button>`;
}
