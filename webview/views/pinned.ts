import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { LoggedEvent } from '../../src/shared/events.ts';
import type { Actions } from '../actions.ts';
import { hueOf } from '../hue.ts';
import { t } from '../l10n.ts';
import { pinRow } from '../pins/pinRow.ts';
import type { PanelState } from '../store.ts';
import { summaryOf } from '../summary.ts';
import { counted, lineText } from '../text.ts';
import { rowTime } from '../time.ts';
import { icon, iconButton } from './icon.ts';
import { isolatedView } from './isolated.ts';
import { timeTitle } from './rowTime.ts';

export function pinnedView({ memory, rows, detail }: PanelState, actions: Actions) {
  if (memory.pins.length === 0) return nothing;
  const rowOf = (pin: LoggedEvent) => pinRow(memory.pins, pin, rows);
  return html`<ds-pinned
    .pins=${memory.pins}
    .shown=${detail?.event.id ?? null}
    .select=${(pin: LoggedEvent) => actions.dispatch({ kind: 'selected', row: rowOf(pin) })}
    .unpin=${(pin: LoggedEvent) => actions.act('togglePin', rowOf(pin))}
  ></ds-pinned>`;
}

/** The pinned events, above the rows: they stay when the rows leave. The arrow keys go from one to the next. */
export class Pinned extends LitElement {
  static override properties = {
    pins: { attribute: false },
    shown: { attribute: false },
    select: { attribute: false },
    unpin: { attribute: false },
    isFolded: { state: true },
    current: { state: true },
  };

  declare pins: readonly LoggedEvent[];
  /** Id of the event that is shown whole. */
  declare shown: string | null;
  declare select: (pin: LoggedEvent) => void;
  declare unpin: (pin: LoggedEvent) => void;
  declare isFolded: boolean;
  /** Index of the one that the Tab key goes to. */
  declare current: number;
  #hadFocus = false;

  constructor() {
    super();
    this.isFolded = false;
    this.current = 0;
  }

  override createRenderRoot(): HTMLElement {
    return this;
  }

  // What the panel draws gives new functions each time.
  override shouldUpdate(changed: PropertyValues<this>): boolean {
    return !this.hasUpdated || [...changed.keys()].some((name) => name !== 'select' && name !== 'unpin');
  }

  override willUpdate(): void {
    this.#hadFocus = this.#list?.contains(document.activeElement) ?? false;
    this.current = Math.min(this.current, this.pins.length - 1);
  }

  override updated(changed: PropertyValues<this>): void {
    // The place of what was unpinned has the next one.
    if (changed.has('pins') && this.#hadFocus && !this.#list?.contains(document.activeElement)) this.#focus(this.current);
  }

  override render() {
    return html`<section class="pinned" aria-label=${t('Pinned events')}>
      <button type="button" class="pinned-fold" aria-expanded=${String(!this.isFolded)} @click=${this.#toggle}>
        ${icon(this.isFolded ? 'chevron-right' : 'chevron-down')}${counted(this.pins.length, t('{0} pinned event'), t('{0} pinned events'))}
      </button>
      ${this.isFolded ? nothing : html`<ul class="pinned-items" @keydown=${this.#onKey}>${repeat(this.pins, idOf, this.#itemView)}</ul>`}
    </section>`;
  }

  readonly #itemView = (pin: LoggedEvent, index: number) => {
    const { id, type, timestamp } = pin;
    const { main, rest } = rowTime(timestamp, new Date());
    return html`<li class="pinned-item">
      <button
        type="button"
        class="pinned-event"
        tabindex=${index === this.current ? '0' : '-1'}
        aria-current=${id === this.shown ? 'true' : nothing}
        aria-keyshortcuts="Delete p"
        @click=${() => this.#choose(index)}
        @focus=${() => this.#stand(index)}
      ><span class="row-time" title=${timeTitle(timestamp)}>${main}<span class="row-ms">${rest}</span></span
      ><span class="row-type hue-${hueOf(type)}"><bdi>${lineText(type)}</bdi></span
      ><span class="row-summary">${isolatedView(summaryOf(pin))}</span></button>
      <span class="pinned-unpin">${iconButton({ name: 'pinned', title: t('Unpin {0}', lineText(type)), run: () => this.unpin(pin) })}</span>
    </li>`;
  };

  get #list(): Element | null {
    return this.querySelector('.pinned-items');
  }

  readonly #toggle = (): void => {
    this.isFolded = !this.isFolded;
  };

  #choose(index: number): void {
    const pin = this.pins[index];
    if (pin) this.select(pin);
  }

  #stand(index: number): void {
    this.current = index;
  }

  #focus(index: number): void {
    this.querySelectorAll<HTMLElement>('.pinned-event')[index]?.focus();
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey || !this.#isTaken(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
  };

  #isTaken(key: string): boolean {
    const last = this.pins.length - 1;
    const places: Readonly<Record<string, number>> = { ArrowDown: this.current + 1, ArrowUp: this.current - 1, Home: 0, End: last };
    const place = places[key];
    if (place !== undefined) this.#focus(Math.min(last, Math.max(0, place)));
    const pin = this.pins[this.current];
    const isUnpin = key === 'Delete' || key === 'p';
    if (isUnpin && pin) this.unpin(pin);
    return place !== undefined || isUnpin;
  }
}

function idOf({ id }: LoggedEvent): string {
  return id;
}

customElements.define('ds-pinned', Pinned);
