import { elementScroll, observeElementOffset, observeElementRect, Virtualizer, type VirtualizerOptions } from '@tanstack/virtual-core';
import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { EventRow, Row } from '../row.ts';
import { countEvents } from '../store.ts';
import { jsonText, plural } from '../text.ts';
import { rowView } from './eventRow.ts';
import { icon } from './icon.ts';
import { rowAfterKey } from './listKeys.ts';

const OVERSCAN_ROWS = 10;
const FALLBACK_ROW_PX = 22;
/** Zoomed pages scroll to fractions of a pixel. */
const BOTTOM_TOLERANCE_PX = 2;

type Anchor = { readonly key: number; readonly offset: number };

/**
 * The rows, of which only those in sight are in the document. All rows have the same height.
 * The list stays at its newest row until somebody scrolls up; then what is in sight stays in place.
 */
export class EventList extends LitElement {
  static override properties = {
    rows: { attribute: false },
    cursor: { attribute: false },
    select: { attribute: false },
    close: { attribute: false },
    copy: { attribute: false },
    isFollowing: { state: true },
  };

  declare rows: readonly Row[];
  /** Key of the current row. */
  declare cursor: number | null;
  declare select: (row: EventRow) => void;
  declare close: () => void;
  declare copy: (text: string) => void;
  declare isFollowing: boolean;

  readonly #virtualizer: Virtualizer<HTMLElement, HTMLElement>;
  #viewport: HTMLElement | null = null;
  #release: (() => void) | undefined;
  #rowHeight = FALLBACK_ROW_PX;
  /** The row at the top edge while not following. */
  #anchor: Anchor | null = null;
  /** Where we scrolled to ourselves, which the browser tells of only a frame later. */
  #scrolledTo = 0;
  /** The newest row when following stopped; what comes after it is new. */
  #lastSeen: Row | undefined;

  constructor() {
    super();
    this.rows = [];
    this.cursor = null;
    this.isFollowing = true;
    this.#virtualizer = new Virtualizer(this.#options());
  }

  override createRenderRoot(): HTMLElement {
    return this;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#release?.();
  }

  override firstUpdated(): void {
    this.#viewport = this.querySelector<HTMLElement>('.event-list');
    this.#release = this.#virtualizer._didMount();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    this.#virtualizer.setOptions(this.#options());
    if (changed.has('rows')) this.#keepPlace();
    // The rows are drawn for where the list will be scrolled to, or a flood would flash empty space.
    if (this.isFollowing) this.#virtualizer.scrollOffset = this.#endOffset();
  }

  override render() {
    const items = this.#virtualizer.getVirtualItems();
    const setSize = this.rows.length;
    const isCursorDrawn = items.some(({ index }) => this.rows[index]?.key === this.cursor);
    return html`<div
        class="event-list"
        role="listbox"
        tabindex="0"
        aria-label="Events"
        aria-activedescendant=${isCursorDrawn ? `row-${this.cursor}` : nothing}
        @scroll=${this.#onScroll}
        @click=${this.#onClick}
        @keydown=${this.#onKey}
      ><div class="event-list-canvas"><div class="event-list-window">${repeat(
        items,
        ({ index }) => this.rows[index]?.key,
        ({ index }) => {
          const row = this.rows[index];
          return row ? rowView(row, { position: index + 1, setSize, isCurrent: row.key === this.cursor }) : nothing;
        },
      )}</div></div></div>
      ${this.isFollowing ? nothing : this.#newerView()}`;
  }

  override updated(): void {
    const viewport = this.#viewport;
    if (!viewport) return;
    this.#virtualizer._willUpdate();
    const start = this.#virtualizer.getVirtualItems()[0]?.start ?? 0;
    // Through the CSSOM: the content security policy blocks style attributes.
    this.#setStyle('.event-list-canvas', 'height', `${this.#virtualizer.getTotalSize()}px`);
    this.#setStyle('.event-list-window', 'transform', `translateY(${start}px)`);
    const offset = this.#virtualizer.scrollOffset ?? 0;
    if (viewport.scrollTop !== offset) viewport.scrollTop = offset;
    this.#scrolledTo = viewport.scrollTop;
  }

  #newerView() {
    const count = this.#countNew();
    return html`<button type="button" class="newer-button" @click=${this.#onNewerClick}>
      ${icon('arrow-down')}${count > 0 ? `${plural(count, 'new event')}` : 'Newest'}
    </button>`;
  }

  #options(): VirtualizerOptions<HTMLElement, HTMLElement> {
    return {
      count: this.rows.length,
      overscan: OVERSCAN_ROWS,
      getScrollElement: () => this.#viewport,
      estimateSize: () => this.#rowHeight,
      scrollToFn: elementScroll,
      observeElementOffset,
      observeElementRect: (instance, callback) =>
        observeElementRect(instance, (rect) => {
          this.#measureRow();
          callback(rect);
          this.requestUpdate();
        }),
      onChange: () => this.requestUpdate(),
    };
  }

  /** The row height follows the editor's font; style.css computes it as the line height of the list. */
  #measureRow(): void {
    const height = this.#viewport ? Number.parseFloat(getComputedStyle(this.#viewport).lineHeight) : Number.NaN;
    if (!(height > 0) || height === this.#rowHeight) return;
    this.#rowHeight = height;
    this.#virtualizer.measure();
  }

  /** Rows left at the top or came in between: what is in sight stays where it is. */
  #keepPlace(): void {
    const anchor = this.#anchor;
    if (this.isFollowing || !anchor) return;
    const index = this.rows.findIndex(({ key }) => key === anchor.key);
    if (index >= 0) this.#virtualizer.scrollOffset = index * this.#rowHeight + anchor.offset;
    else if (this.rows[0] && this.rows[0].key > anchor.key) this.#virtualizer.scrollOffset = 0;
    else this.#follow();
  }

  #endOffset(): number {
    return Math.max(0, this.rows.length * this.#rowHeight - (this.#viewport?.clientHeight ?? 0));
  }

  #countNew(): number {
    // Not found means that it left at the top: then all rows are new.
    return countEvents(this.rows.slice(this.#lastSeen ? this.rows.lastIndexOf(this.#lastSeen) + 1 : 0));
  }

  #follow(): void {
    this.isFollowing = true;
    this.#anchor = null;
  }

  readonly #onNewerClick = (): void => {
    this.#follow();
    // The button goes away; the keyboard should not.
    this.#viewport?.focus({ preventScroll: true });
  };

  readonly #onScroll = (): void => {
    const { scrollTop } = this.#viewport ?? { scrollTop: 0 };
    // The virtualizer hears of this event only after us, and the update that we cause may run in between.
    this.#virtualizer.scrollOffset = scrollTop;
    // The end may have moved since we scrolled there, as when the list got lower: only a person stops the following.
    const end = this.isFollowing ? Math.min(this.#scrolledTo, this.#endOffset()) : this.#endOffset();
    const isAtEnd = scrollTop >= end - BOTTOM_TOLERANCE_PX;
    if (this.isFollowing && !isAtEnd) this.#lastSeen = this.rows.at(-1);
    this.isFollowing = isAtEnd;
    const top = this.rows[Math.floor(scrollTop / this.#rowHeight)];
    this.#anchor = isAtEnd || !top ? null : { key: top.key, offset: scrollTop % this.#rowHeight };
  };

  readonly #onClick = (event: MouseEvent): void => {
    const key = (event.target as Element).closest<HTMLElement>('[data-key]')?.dataset.key;
    const row = this.rows.find((candidate) => String(candidate.key) === key);
    if (row?.kind === 'event') this.#choose(row);
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    const hasModifier = event.altKey || event.ctrlKey || event.metaKey;
    if (hasModifier && event.key === 'c') this.#copyRow();
    else if (event.key === 'Escape') this.close();
    else if (!hasModifier) this.#goTo(event);
  };

  #goTo(event: KeyboardEvent): void {
    const page = Math.floor((this.#viewport?.clientHeight ?? 0) / this.#rowHeight) - 1;
    const row = rowAfterKey(event.key, { rows: this.rows, cursor: this.cursor, page });
    if (!row) return;
    event.preventDefault();
    this.#reveal(row);
    this.#choose(row);
  }

  #choose(row: EventRow): void {
    // At once: the next key may come before the next frame.
    this.cursor = row.key;
    this.select(row);
  }

  #copyRow(): void {
    const row = this.rows.find(({ key }) => key === this.cursor);
    if (row?.kind === 'event') this.copy(jsonText(row.event));
  }

  #reveal(row: Row): void {
    const viewport = this.#viewport;
    if (!viewport) return;
    const top = this.rows.indexOf(row) * this.#rowHeight;
    const bottom = top + this.#rowHeight - viewport.clientHeight;
    if (top < viewport.scrollTop) viewport.scrollTop = top;
    else if (bottom > viewport.scrollTop) viewport.scrollTop = bottom;
    // Not when the event comes: a drawing before it would scroll back.
    this.#onScroll();
  }

  #setStyle(selector: string, property: string, value: string): void {
    const element = this.querySelector<HTMLElement>(selector);
    if (element && element.style.getPropertyValue(property) !== value) element.style.setProperty(property, value);
  }
}

customElements.define('ds-event-list', EventList);
