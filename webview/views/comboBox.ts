import { html, LitElement, nothing } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import { live } from 'lit/directives/live.js';
import { lineText } from '../text.ts';
import { icon, iconButton } from './icon.ts';

/** Something to put in the place of a part of the text. */
export type Offer = { readonly text: string; readonly label: string; readonly detail?: string; readonly icon?: string };
export type Offers = { readonly from: number; readonly to: number; readonly options: readonly Offer[] };

export type ComboBoxParts = {
  /** Of the input; what belongs to it is named after it. */
  readonly id: string;
  readonly value: string;
  readonly label: string;
  /** Name of the list. */
  readonly offersLabel: string;
  readonly placeholder?: string;
  readonly title?: string;
  readonly icon?: string;
  /** Name of the button that empties it. Escape does so too then. */
  readonly clearLabel?: string;
  /** Id of the words that say what is wrong. */
  readonly problemId?: string | undefined;
  offersAt(text: string, caret: number): Offers;
  change(value: string): void;
  /** Enter, with nothing chosen from the list. */
  submit?(input: HTMLInputElement): void;
  leave?(): void;
};

const MARGIN_PX = 8;
/** Less room than this below is too little when there is more above. */
const LOW_PX = 120;
/** Behind these something is still to be written. */
const UNFINISHED = /[:.=<>]$/;

/** A text field that offers what could stand at its caret. */
class ComboBox extends LitElement {
  static override properties = { parts: { attribute: false }, offers: { state: true }, active: { state: true } };

  declare parts: ComboBoxParts;
  /** Null while the list is closed. */
  declare offers: Offers | null;
  /** Index of the option that Enter and Tab take; -1 for none. */
  declare active: number;

  constructor() {
    super();
    this.offers = null;
    this.active = -1;
  }

  override createRenderRoot(): HTMLElement {
    return this;
  }

  /** The field, which is drawn a moment after this element. */
  override focus(): void {
    void this.updateComplete.then(() => this.#input?.focus());
  }

  override render() {
    const { id, value, label, placeholder, title, clearLabel, problemId } = this.parts;
    const isOpen = this.#isOpen();
    return html`<div class="field">
      ${this.parts.icon ? icon(this.parts.icon) : nothing}
      <input
        id=${id}
        type="text"
        role="combobox"
        placeholder=${ifDefined(placeholder)}
        title=${ifDefined(title)}
        aria-label=${label}
        aria-autocomplete="list"
        aria-expanded=${String(isOpen)}
        aria-controls=${isOpen ? `${id}-offers` : nothing}
        aria-activedescendant=${isOpen && this.active >= 0 ? `${id}-offer-${this.active}` : nothing}
        aria-invalid=${problemId ? 'true' : nothing}
        aria-describedby=${problemId ?? nothing}
        autocomplete="off"
        spellcheck="false"
        .value=${live(value)}
        @input=${this.#onInput}
        @click=${this.#open}
        @keydown=${this.#onKey}
        @keyup=${this.#onCaret}
        @blur=${this.#onBlur}
      />
      ${clearLabel && value ? iconButton({ name: 'close', title: clearLabel, run: () => this.#clear() }) : nothing}
      ${isOpen ? this.#offersView() : nothing}
    </div>`;
  }

  override updated(): void {
    const list = this.querySelector<HTMLElement>('.suggestions');
    if (!list) return;
    if (!list.matches(':popover-open')) list.showPopover();
    this.#place(list);
    list.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }

  #offersView() {
    const { id, offersLabel } = this.parts;
    return html`<div id="${id}-offers" class="suggestions" popover="manual" role="listbox" aria-label=${offersLabel}>
      ${this.offers?.options.map(
        (offer, index) => html`<div
          id="${id}-offer-${index}"
          class="suggestion"
          role="option"
          aria-selected=${String(index === this.active)}
          @mousedown=${(event: MouseEvent) => this.#take(event, offer)}
        >${offer.icon ? icon(offer.icon) : nothing}<bdi class="suggestion-label">${lineText(offer.label)}</bdi
        ><span class="suggestion-detail">${offer.detail ?? nothing}</span></div>`,
      )}
    </div>`;
  }

  /** Below the field or above it, as wide as the field at least, and inside of the window. Above all else, which may scroll or clip. */
  #place(list: HTMLElement): void {
    const field = this.getBoundingClientRect();
    const below = window.innerHeight - field.bottom - MARGIN_PX;
    const isAbove = below < LOW_PX && field.top > below;
    // Through the CSSOM: the content security policy blocks style attributes.
    list.style.setProperty('min-width', `${field.width}px`);
    list.style.setProperty('max-height', `${isAbove ? field.top - MARGIN_PX : below}px`);
    const left = Math.min(field.left, window.innerWidth - list.offsetWidth - MARGIN_PX);
    list.style.setProperty('left', `${Math.max(MARGIN_PX, left)}px`);
    list.style.setProperty('top', `${isAbove ? field.top - list.offsetHeight - 2 : field.bottom + 2}px`);
  }

  #isOpen(): boolean {
    return this.offers !== null && this.offers.options.length > 0;
  }

  get #input(): HTMLInputElement | null {
    return this.querySelector('input');
  }

  #set(value: string): void {
    // At once: the next key may come before the next frame.
    this.parts = { ...this.parts, value };
    this.parts.change(value);
  }

  #clear(): void {
    this.#close();
    this.#set('');
    // The button goes away by its own click.
    this.#input?.focus();
  }

  readonly #open = (): void => {
    const input = this.#input;
    if (input) this.offers = this.parts.offersAt(input.value, input.selectionStart ?? input.value.length);
    this.active = -1;
  };

  #close(): void {
    this.offers = null;
    this.active = -1;
  }

  /** On mousedown and without its default, so that the field keeps the focus. */
  #take(event: Event, { text }: Offer): void {
    event.preventDefault();
    const input = this.#input;
    if (!input || !this.offers) return;
    input.setRangeText(text, this.offers.from, this.offers.to, 'end');
    this.#set(input.value);
    if (UNFINISHED.test(text)) this.#open();
    else this.#close();
  }

  readonly #onInput = (): void => {
    this.#set(this.#input?.value ?? '');
    this.#open();
  };

  readonly #onBlur = (): void => {
    this.#close();
    this.parts.leave?.();
  };

  readonly #onCaret = ({ key }: KeyboardEvent): void => {
    if (this.offers && ['ArrowLeft', 'ArrowRight', 'Home', 'End'].includes(key)) this.#open();
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    const chosen = this.#isOpen() ? this.offers?.options[this.active] : undefined;
    if (event.isComposing) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') this.#move(event);
    else if (chosen && (event.key === 'Enter' || (event.key === 'Tab' && !event.shiftKey))) this.#take(event, chosen);
    else if (event.key === 'Enter') this.#submit();
    else if (event.key === 'Escape') this.#escape(event);
  };

  #submit(): void {
    const input = this.#input;
    this.#close();
    if (input) this.parts.submit?.(input);
  }

  #escape(event: KeyboardEvent): void {
    const { value, clearLabel } = this.parts;
    // What the field is in may have a use for the key, too.
    if (this.#isOpen() || (clearLabel && value)) event.stopPropagation();
    if (this.#isOpen()) this.#close();
    else if (clearLabel) this.#set('');
  }

  #move(event: KeyboardEvent): void {
    event.preventDefault();
    if (!this.#isOpen()) {
      this.#open();
      return;
    }
    const count = this.offers?.options.length ?? 0;
    const next = this.active + (event.key === 'ArrowDown' ? 1 : -1);
    this.active = next >= count ? 0 : next < 0 ? count - 1 : next;
  }
}

customElements.define('ds-combo-box', ComboBox);

/** The element as a template, with its properties checked. */
export function comboBox(parts: ComboBoxParts) {
  return html`<ds-combo-box .parts=${parts}></ds-combo-box>`;
}
