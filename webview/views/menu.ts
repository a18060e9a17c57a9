import { html, LitElement, nothing } from 'lit';
import { icon } from './icon.ts';

export type MenuItem = {
  readonly label: string;
  readonly run: () => void;
  /** A key that does the same. */
  readonly hint?: string | undefined;
  /** Makes it one that is on or off: alone, or as the one choice of its group. */
  readonly check?: { readonly kind: 'checkbox' | 'radio'; readonly isOn: boolean };
};

export type MenuGroup = { readonly label: string; readonly items: readonly MenuItem[] };

export type MenuOptions = {
  readonly label: string;
  readonly groups: readonly MenuGroup[];
  /** What it opens at. */
  readonly at: DOMRect;
  readonly onClose?: () => void;
};

/** Free room around it. */
const MARGIN_PX = 4;

/** A menu above everything else, while it is open. */
class Menu extends LitElement {
  options: MenuOptions | undefined;

  override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // The browser closes it on a click elsewhere, and gives the focus back to where it was.
    this.popover = 'auto';
    this.className = 'menu';
    this.setAttribute('role', 'menu');
    this.setAttribute('aria-label', this.options?.label ?? '');
    this.addEventListener('keydown', this.#onKey);
    this.addEventListener('toggle', this.#onToggle);
    window.addEventListener('blur', this.#close);
    window.addEventListener('resize', this.#close);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('blur', this.#close);
    window.removeEventListener('resize', this.#close);
  }

  override render() {
    return (this.options?.groups ?? []).map(
      ({ label, items }) =>
        html`<div class="menu-group" role="group" aria-label=${label}>${items.map((item) => this.#itemView(item))}</div>`,
    );
  }

  override firstUpdated(): void {
    this.showPopover();
    this.#place();
    this.#items()[0]?.focus();
  }

  #itemView(item: MenuItem) {
    const { label, hint, check } = item;
    return html`<button
      type="button"
      class="menu-item"
      role=${check ? `menuitem${check.kind}` : 'menuitem'}
      aria-checked=${check ? String(check.isOn) : nothing}
      aria-keyshortcuts=${hint ?? nothing}
      tabindex="-1"
      @click=${() => this.#run(item)}
      @pointermove=${(event: PointerEvent) => (event.currentTarget as HTMLElement).focus()}
    ><span class="menu-check">${check?.isOn ? icon('check') : nothing}</span><span class="menu-label">${label}</span
    >${hint ? html`<kbd class="menu-hint" aria-hidden="true">${hint.toUpperCase()}</kbd>` : nothing}</button>`;
  }

  /** Below what it belongs to, or above it, and always inside of the window. */
  #place(): void {
    const at = this.options?.at ?? new DOMRect();
    const { offsetWidth: width, offsetHeight: height } = this;
    const below = at.bottom + height + MARGIN_PX <= window.innerHeight;
    const top = below ? at.bottom : at.top - height;
    // Through the CSSOM: the content security policy blocks style attributes.
    this.style.setProperty('left', `${within(at.left, window.innerWidth - width)}px`);
    this.style.setProperty('top', `${within(top, window.innerHeight - height)}px`);
  }

  #items(): readonly HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>('.menu-item')];
  }

  readonly #close = (): void => this.hidePopover();

  /** Closed first, so that what the item does may take the focus. */
  #run({ run }: MenuItem): void {
    this.hidePopover();
    run();
  }

  readonly #onToggle = (event: Event): void => {
    if ((event as ToggleEvent).newState !== 'closed') return;
    this.remove();
    this.options?.onClose?.();
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    // What is behind the menu has keys of its own.
    event.stopPropagation();
    const items = this.#items();
    const next = itemAfterKey(event.key, items, items.indexOf(document.activeElement as HTMLElement));
    if (!next && event.key !== 'Escape' && event.key !== 'Tab') return;
    event.preventDefault();
    if (next) next.focus();
    else this.hidePopover();
  };
}

customElements.define('ds-menu', Menu);

/** Opens a menu. It goes away by itself, and the focus goes back to where it was. */
export function openMenu(options: MenuOptions): void {
  const menu = document.createElement('ds-menu') as Menu;
  menu.options = options;
  document.body.append(menu);
}

function within(value: number, most: number): number {
  return Math.max(MARGIN_PX, Math.min(value, most - MARGIN_PX));
}

/** The item that a key leads to: also the next one whose label begins with the letter. */
function itemAfterKey(key: string, items: readonly HTMLElement[], at: number): HTMLElement | undefined {
  switch (key) {
    case 'ArrowDown':
      return items[(at + 1) % items.length];
    case 'ArrowUp':
      return items.at(at - 1);
    case 'Home':
      return items[0];
    case 'End':
      return items.at(-1);
    default:
      return key.length === 1 && key !== ' ' ? [...items.slice(at + 1), ...items.slice(0, at + 1)].find(beginsWith(key)) : undefined;
  }
}

function beginsWith(letter: string): (item: HTMLElement) => boolean {
  return (item) => item.querySelector('.menu-label')?.textContent?.toLowerCase().startsWith(letter.toLowerCase()) ?? false;
}
