import { html, LitElement, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { completeGlob, currentGlob, type SeenType, seenTypes } from '../filter.ts';
import type { Row } from '../row.ts';
import { formatCount, lineText } from '../text.ts';
import { icon, iconButton } from './icon.ts';

const SUGGESTIONS = 50;

/** A text field for globs over event types that offers the types seen so far. */
export class TypeFilterField extends LitElement {
  static override properties = {
    value: { attribute: false },
    rows: { attribute: false },
    change: { attribute: false },
    isOpen: { state: true },
    active: { state: true },
  };

  /** Comma separated globs. */
  declare value: string;
  declare rows: readonly Row[];
  declare change: (value: string) => void;
  declare isOpen: boolean;
  /** Index of the suggestion that Enter takes; -1 for none. */
  declare active: number;
  #offered: readonly SeenType[] = [];

  constructor() {
    super();
    this.value = '';
    this.rows = [];
    this.isOpen = false;
    this.active = -1;
  }

  override createRenderRoot(): HTMLElement {
    return this;
  }

  override render() {
    // Only while open: counting 5,000 rows on each frame is for nothing otherwise.
    this.#offered = this.isOpen ? offersFor(this.rows, this.value) : [];
    const isOpen = this.#offered.length > 0;
    return html`<div class="field field-types">
      ${icon('filter')}
      <input
        type="text"
        role="combobox"
        placeholder="All types"
        title="Event types, separated by commas. * stands for any characters, as in agent.*"
        aria-label="Filter by type"
        aria-autocomplete="list"
        aria-expanded=${String(isOpen)}
        aria-controls=${isOpen ? 'type-suggestions' : nothing}
        aria-activedescendant=${isOpen && this.active >= 0 ? `type-suggestion-${this.active}` : nothing}
        autocomplete="off"
        spellcheck="false"
        .value=${live(this.value)}
        @input=${this.#onInput}
        @click=${() => this.#open()}
        @keydown=${this.#onKey}
        @blur=${() => this.#close()}
      />
      ${this.value ? iconButton({ name: 'close', title: 'Clear type filter', run: () => this.change('') }) : nothing}
      ${isOpen ? this.#suggestionsView() : nothing}
    </div>`;
  }

  override updated(): void {
    if (this.active >= 0) this.querySelector(`#type-suggestion-${this.active}`)?.scrollIntoView({ block: 'nearest' });
  }

  #suggestionsView() {
    return html`<div id="type-suggestions" class="suggestions" role="listbox" aria-label="Types seen">
      ${this.#offered.map(
        ({ type, count }, index) => html`<div
          id="type-suggestion-${index}"
          class="suggestion"
          role="option"
          aria-selected=${String(index === this.active)}
          @mousedown=${(event: MouseEvent) => this.#take(event, type)}
        ><bdi class="suggestion-type">${lineText(type)}</bdi><span class="suggestion-count">${formatCount(count)}</span></div>`,
      )}
    </div>`;
  }

  #set(value: string): void {
    // At once: the next key may come before the next frame.
    this.value = value;
    this.change(value);
  }

  #open(): void {
    this.isOpen = true;
    this.active = -1;
  }

  #close(): void {
    this.isOpen = false;
    this.active = -1;
  }

  /** On mousedown and without its default, so that the field keeps the focus. */
  #take(event: Event, type: string): void {
    event.preventDefault();
    this.#set(completeGlob(this.value, type));
    this.#close();
  }

  readonly #onInput = (event: InputEvent): void => {
    this.#open();
    this.#set((event.target as HTMLInputElement).value);
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    const chosen = this.#offered[this.active];
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') this.#move(event);
    else if (event.key === 'Enter' && chosen) this.#take(event, chosen.type);
    else if (event.key === 'Escape' && this.isOpen) this.#close();
    else if (event.key === 'Escape') this.#set('');
  };

  #move(event: KeyboardEvent): void {
    event.preventDefault();
    if (!this.isOpen) {
      this.#open();
      return;
    }
    const last = this.#offered.length - 1;
    const next = this.active + (event.key === 'ArrowDown' ? 1 : -1);
    this.active = next > last ? 0 : next < 0 ? last : next;
  }
}

function offersFor(rows: readonly Row[], value: string): readonly SeenType[] {
  const typed = currentGlob(value).replaceAll('*', '').toLowerCase();
  return seenTypes(rows)
    .filter(({ type }) => type.toLowerCase().includes(typed))
    .slice(0, SUGGESTIONS);
}

customElements.define('ds-type-filter', TypeFilterField);
