import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { PanelMemory } from '../../src/shared/panel.ts';
import type { Query } from '../../src/shared/query/query.ts';
import type { Actions } from '../actions.ts';
import type { DeliveryMark } from '../deliveries/mark.ts';
import { t } from '../l10n.ts';
import { type Item, newestOf, type Selectable } from '../row.ts';
import { ChunkedList } from '../rows/chunkedList.ts';
import { indexOfKey, itemOf, toggledItems } from '../rows/listing.ts';
import type { Sight } from '../store.ts';
import { counted } from '../text.ts';
import type { TimeMode } from '../time.ts';
import { AgoClock } from './agoClock.ts';
import { type RowLooks, rowId, rowView } from './eventRow.ts';
import { icon } from './icon.ts';
import { itemAfterKey, sideStep } from './listKeys.ts';

const OVERSCAN_ROWS = 10;
const FALLBACK_ROW_PX = 22;
/** Zoomed pages scroll to fractions of a pixel. */
const BOTTOM_TOLERANCE_PX = 2;

type Anchor = { readonly key: number; readonly offset: number };

/**
 * The rows, of which only those in sight are in the document. All rows have the same height.
 * The list stays at its newest row until somebody scrolls up; then what is in sight stays in place.
 *
 * For screen readers it is a tree and no list of options: groups open and close, which options cannot.
 */
export class EventList extends LitElement {
  static override properties = {
    items: { attribute: false },
    query: { attribute: false },
    arrived: { attribute: false },
    cursor: { attribute: false },
    timeMode: { attribute: false },
    marks: { attribute: false },
    memory: { attribute: false },
    actions: { attribute: false },
    isFollowing: { state: true },
  };

  declare items: ChunkedList<Item>;
  /** What the items were filtered by. */
  declare query: Query;
  /** How many events have come to the list so far. */
  declare arrived: number;
  /** Key of the current item. */
  declare cursor: number | null;
  declare timeMode: TimeMode;
  declare marks: ReadonlyMap<string, DeliveryMark>;
  declare memory: PanelMemory;
  declare actions: Actions;
  declare isFollowing: boolean;

  #viewport: HTMLElement | null = null;
  #observer: ResizeObserver | undefined;
  #rowHeight = FALLBACK_ROW_PX;
  /** Where the list is scrolled to, or will be by the end of the update. */
  #offset = 0;
  /** How far the list could be scrolled when it was drawn last. */
  #end = 0;
  /** The row at the top edge while not following, also while a filter hides it. */
  #anchor: Anchor | null = null;
  /** Where we scrolled to ourselves, which the browser tells of only a frame later. */
  #scrolledTo = 0;
  /** What had arrived when following stopped; what came after it is new. */
  #arrivedBefore = 0;
  #sight: Sight | null = null;

  constructor() {
    super();
    new AgoClock(this, () => this.timeMode === 'ago');
    this.items = ChunkedList.empty;
    this.cursor = null;
    this.isFollowing = true;
  }

  override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.#viewport) this.#observe(this.#viewport);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer?.disconnect();
    this.#see(null);
  }

  override firstUpdated(): void {
    this.#viewport = this.querySelector<HTMLElement>('.event-list');
    if (this.#viewport) this.#observe(this.#viewport);
    this.#measure();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    // Whoever saw all rows when another one came goes on with it. A filter alone leaves the place alone: it goes again.
    if (this.#end === 0 && changed.has('arrived') && !changed.has('query')) this.#follow();
    if (changed.has('items')) this.#keepPlace();
    const end = this.#endOffset();
    this.#end = end;
    // The rows are drawn for where the list will be scrolled to, or a flood would flash empty space.
    this.#offset = this.isFollowing ? end : Math.min(this.#offset, end);
  }

  override render() {
    const [first, last] = this.#range(OVERSCAN_ROWS);
    const current = this.cursor === null ? undefined : itemOf(this.items, this.cursor);
    const drawn = [...this.items.slice(first, last + 1)];
    const looks: RowLooks = { timeMode: this.timeMode, now: new Date(), marks: this.marks, memory: this.memory, items: this.items };
    return html`<div
        class="event-list"
        data-time=${this.timeMode}
        ?data-marks=${this.marks.size > 0}
        role="tree"
        tabindex="0"
        aria-label=${t('Events')}
        aria-activedescendant=${current && drawn.includes(current) ? rowId(current) : nothing}
        @scroll=${this.#onScroll}
        @click=${this.#onClick}
        @keydown=${this.#onKey}
      ><div class="event-list-canvas"><div class="event-list-window">${repeat(
        drawn,
        ({ key }) => key,
        (item, at) => rowView(item, { index: first + at, isCurrent: item === current }, looks),
      )}</div></div></div>
      ${this.isFollowing || this.#end === 0 ? nothing : this.#newerView()}`;
  }

  override updated(): void {
    const viewport = this.#viewport;
    if (!viewport) return;
    const [first] = this.#range(OVERSCAN_ROWS);
    // Through the CSSOM: the content security policy blocks style attributes.
    this.#setStyle('.event-list-canvas', 'height', `${this.items.length * this.#rowHeight}px`);
    this.#setStyle('.event-list-window', 'transform', `translateY(${first * this.#rowHeight}px)`);
    if (viewport.scrollTop !== this.#offset) viewport.scrollTop = this.#offset;
    this.#scrolledTo = viewport.scrollTop;
    this.#tellSight();
  }

  #newerView() {
    const count = this.arrived - this.#arrivedBefore;
    return html`<button type="button" class="newer-button" @click=${this.#onNewerClick}>
      ${icon('arrow-down')}${count > 0 ? counted(count, t('{0} new event'), t('{0} new events')) : t('Newest')}
    </button>`;
  }

  /** First and last index of what is in sight, and of so many rows around it. */
  #range(around: number): readonly [number, number] {
    const height = this.#viewport?.clientHeight ?? 0;
    const first = Math.floor(this.#offset / this.#rowHeight) - around;
    const last = Math.ceil((this.#offset + height) / this.#rowHeight) - 1 + around;
    return [Math.max(0, first), Math.min(this.items.length - 1, last)];
  }

  #tellSight(): void {
    const [first, last] = this.#range(0);
    const [from, to] = [this.items.at(first)?.key, this.items.at(Math.max(0, last))?.key];
    const sight = from === undefined || to === undefined ? null : { from, to };
    if (sight?.from !== this.#sight?.from || sight?.to !== this.#sight?.to) this.#see(sight);
  }

  #see(sight: Sight | null): void {
    this.#sight = sight;
    this.actions.dispatch({ kind: 'sighted', sight });
  }

  #observe(viewport: HTMLElement): void {
    this.#observer ??= new ResizeObserver(() => this.#measure());
    this.#observer.observe(viewport);
  }

  /** The row height follows the editor's font; list.css computes it as the line height of the list. */
  #measure(): void {
    const height = this.#viewport ? Number.parseFloat(getComputedStyle(this.#viewport).lineHeight) : Number.NaN;
    if (height > 0) this.#rowHeight = height;
    this.requestUpdate();
  }

  /** Rows came or left above, or in between: what is in sight stays where it is. */
  #keepPlace(): void {
    const anchor = this.#anchor;
    if (this.isFollowing || !anchor) return;
    const index = this.items.firstIndex(({ key }) => key > anchor.key) - 1;
    this.#offset = index < 0 ? 0 : index * this.#rowHeight + anchor.offset;
  }

  #endOffset(): number {
    return Math.max(0, this.items.length * this.#rowHeight - (this.#viewport?.clientHeight ?? 0));
  }

  #follow(): void {
    this.isFollowing = true;
    this.#anchor = null;
  }

  #stopFollowing(scrollTop: number): void {
    if (this.isFollowing) this.#arrivedBefore = this.arrived;
    this.isFollowing = false;
    const top = this.items.at(Math.floor(scrollTop / this.#rowHeight));
    this.#anchor = top ? { key: top.key, offset: scrollTop % this.#rowHeight } : null;
  }

  readonly #onNewerClick = (): void => {
    this.#follow();
    // The button goes away; the keyboard should not.
    this.#viewport?.focus({ preventScroll: true });
  };

  readonly #onScroll = (): void => {
    if (this.#viewport?.scrollTop !== this.#scrolledTo) this.#moved();
  };

  #moved(): void {
    const { scrollTop } = this.#viewport ?? { scrollTop: 0 };
    this.#offset = scrollTop;
    // The end may have moved since we scrolled there, as when the list got lower: only a person stops the following.
    const end = this.isFollowing ? Math.min(this.#scrolledTo, this.#endOffset()) : this.#endOffset();
    if (scrollTop >= end - BOTTOM_TOLERANCE_PX) this.#follow();
    else this.#stopFollowing(scrollTop);
    this.requestUpdate();
  }

  readonly #onClick = (event: MouseEvent): void => {
    const key = (event.target as Element).closest<HTMLElement>('[data-key]')?.dataset.key;
    const item = key === undefined ? undefined : itemOf(this.items, Number(key));
    if (!item || item.kind === 'seam') return;
    this.#choose(item);
    if (item.kind === 'group') this.#toggleGroup(item.key);
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    const hasModifier = event.altKey || event.ctrlKey || event.metaKey;
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key === 'c') this.#copyCurrent();
    else if (event.key === 'Escape') this.actions.dispatch({ kind: 'paneClosed' });
    else if (!hasModifier && this.#isStep(event.key)) event.preventDefault();
  };

  /** Does what the key is for; false when it is for nothing here. */
  #isStep(key: string): boolean {
    const page = Math.floor((this.#viewport?.clientHeight ?? 0) / this.#rowHeight) - 1;
    const position = { items: this.items, cursor: this.cursor, page };
    const step = sideStep(key, position);
    const item = step && 'goTo' in step ? step.goTo : itemAfterKey(key, position);
    const isPress = (key === 'Enter' || key === ' ') && item?.kind === 'group' && item.key === this.cursor;
    if (item) {
      this.#reveal(item);
      this.#choose(item);
    }
    if (step && 'toggle' in step) this.#toggleGroup(step.toggle);
    else if (isPress) this.#toggleGroup(item.key);
    return item !== undefined || step !== undefined;
  }

  #choose(item: Selectable): void {
    // At once: the next key may come before the next frame.
    this.cursor = item.key;
    const row = newestOf(item);
    if (row) this.actions.dispatch({ kind: 'selected', row, cursor: item.key });
  }

  /** What follows the heading moves; the heading does not, even at the end of the list. */
  #toggleGroup(key: number): void {
    this.#stopFollowing(this.#viewport?.scrollTop ?? 0);
    // At once: the next key may come before the next frame.
    this.items = toggledItems(this.items, key);
    this.actions.dispatch({ kind: 'groupToggled', key });
  }

  #copyCurrent(): void {
    const item = this.cursor === null ? undefined : itemOf(this.items, this.cursor);
    if (item && item.kind !== 'seam') this.actions.act('copyJson', newestOf(item));
  }

  #reveal({ key }: Item): void {
    const viewport = this.#viewport;
    if (!viewport) return;
    const top = indexOfKey(this.items, key) * this.#rowHeight;
    const bottom = top + this.#rowHeight - viewport.clientHeight;
    if (top < viewport.scrollTop) viewport.scrollTop = top;
    else if (bottom > viewport.scrollTop) viewport.scrollTop = bottom;
    // Not when the event comes: a drawing before it would scroll back.
    this.#moved();
  }

  #setStyle(selector: string, property: string, value: string): void {
    const element = this.querySelector<HTMLElement>(selector);
    if (element && element.style.getPropertyValue(property) !== value) element.style.setProperty(property, value);
  }
}

customElements.define('ds-event-list', EventList);
