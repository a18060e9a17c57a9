import '@vscode-elements/elements/dist/vscode-button/index.js';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Delivery } from '../../src/shared/webhooks.ts';
import type { Actions } from '../actions.ts';
import { shortAddresses } from '../address.ts';
import type { ToldDeliveries } from '../deliveries/told.ts';
import { whyText } from '../deliveries/words.ts';
import { t } from '../l10n.ts';
import type { EventRow, Row } from '../row.ts';
import type { ChunkedList } from '../rows/chunkedList.ts';
import { formatCount, lineText, splitAt } from '../text.ts';
import { fullTime, momentText } from '../time.ts';
import { closeOnEscape } from './closeOnEscape.ts';
import { deliveriesProblemView } from './deliveries.ts';
import { icon, iconButton } from './icon.ts';

/** More are not drawn: who has so many retries them all, or looks at the newest. */
const SHOWN = 200;

/** Everything that was given up and waits for a person. */
export class FailedList extends LitElement {
  static override properties = {
    told: { attribute: false },
    total: { attribute: false },
    isHubOn: { attribute: false },
    rows: { attribute: false },
    choose: { attribute: false },
    close: { attribute: false },
    actions: { attribute: false },
  };

  /** Undefined while the answer is still to come. */
  declare told: ToldDeliveries | undefined;
  /** How many there are; the host tells of the newest ones only. */
  declare total: number;
  declare isHubOn: boolean;
  /** Events among them can be shown. */
  declare rows: ChunkedList<Row>;
  declare choose: (row: EventRow) => void;
  declare close: () => void;
  declare actions: Actions;
  /** By the id of the event. */
  #rowsOfEvents = new Map<string, EventRow>();
  /** Keys of the first and the last row that was looked at for them. */
  #lookedAt = { first: 0, last: 0 };
  /** By the URL of the target. */
  #addresses: ReadonlyMap<string, string> = new Map();
  /** Place of the item that the keyboard stood on before an update. */
  #focusedIndex = -1;
  #hadFocus = false;

  override createRenderRoot(): HTMLElement {
    return this;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('told')) this.#addresses = shortAddresses(this.#all.map(({ target }) => target));
    if (changed.has('rows') || changed.has('told')) this.#findRows(changed.has('told'));
    this.#hadFocus = this.contains(document.activeElement);
    if (this.#hadFocus) this.#focusedIndex = this.#items.findIndex((item) => item.contains(document.activeElement));
  }

  override render() {
    const { main, rest } = splitAt(t('Failed deliveries'), t('Failed'));
    return html`<section class="failed" tabindex="-1" aria-label=${t('Failed deliveries')} @keydown=${(event: KeyboardEvent) => closeOnEscape(event, this.close)}>
      <header class="detail-header">
        <h2>${main}<span class="failed-rest">${rest}</span></h2>
        ${this.#all.length > 0 ? html`<vscode-button secondary @click=${this.actions.retryFailed}>${t('Retry All Failed')}</vscode-button>` : nothing}
        ${iconButton({ name: 'close', title: t('Close (Esc)'), run: this.close })}
      </header>
      ${this.#contentView()}
    </section>`;
  }

  override firstUpdated(): void {
    // Somebody has opened it, or came back to it.
    this.#focusSection();
  }

  override updated(): void {
    if (!this.#hadFocus || this.contains(document.activeElement)) return;
    // What was retried has left the list: its place has the next one.
    const next = this.#items[Math.min(this.#focusedIndex, this.#items.length - 1)]?.querySelector<HTMLElement>('.failed-retry');
    if (next) next.focus();
    else this.#focusSection();
  }

  get #all(): readonly Delivery[] {
    return this.told?.deliveries ?? [];
  }

  get #shown(): readonly Delivery[] {
    return this.#all.slice(0, SHOWN);
  }

  get #items(): readonly Element[] {
    return [...this.querySelectorAll('.failed-item')];
  }

  /** Rows come many times a second: only those that are new are looked at, but all when the question is a new one or older ones came. */
  #findRows(isOther: boolean): void {
    const first = this.rows.at(0)?.key ?? 0;
    const areAllWanted = isOther || first < this.#lookedAt.first;
    if (areAllWanted) this.#rowsOfEvents = new Map();
    const wanted = new Set(this.#shown.map(({ eventId }) => eventId));
    for (let index = areAllWanted ? 0 : this.rows.firstIndex(({ key }) => key > this.#lookedAt.last); index < this.rows.length; index++) {
      const row = this.rows.at(index);
      if (row?.kind === 'event' && row.event.id !== null && wanted.has(row.event.id)) this.#rowsOfEvents.set(row.event.id, row);
    }
    this.#lookedAt = { first, last: this.rows.at(-1)?.key ?? 0 };
  }

  #focusSection(): void {
    this.querySelector<HTMLElement>('.failed')?.focus();
  }

  #contentView(): TemplateResult | typeof nothing {
    if (!this.isHubOn) return html`<p class="failed-none">${t('The hub is off.')}</p>`;
    if (!this.told) return nothing;
    if (this.told.error) return deliveriesProblemView(this.told.error, this.actions);
    if (this.#all.length === 0) return html`<p class="failed-none">${t('No delivery has failed.')}</p>`;
    // Rows come many times a second, and hardly ever one of these.
    const rows = this.#shown.map(({ eventId }) => this.#rowsOfEvents.get(eventId));
    return html`<ul class="failed-items">${guard([this.told, ...rows], () => this.#itemsView())}</ul>
    ${this.#all.length > SHOWN ? html`<p class="failed-none">${t('The newest {0} of {1}.', SHOWN, formatCount(Math.max(this.total, this.#all.length)))}</p>` : nothing}`;
  }

  #itemsView() {
    return repeat(
      this.#shown,
      ({ id }) => id,
      (delivery) => this.#itemView(delivery),
    );
  }

  #itemView(delivery: Delivery) {
    const { id, type, target, attempts } = delivery;
    const at = attempts.at(-1)?.at;
    const address = this.#addresses.get(target);
    const why = whyText(delivery);
    const names = [lineText(type), address ?? ''] as const;
    return html`<li class="failed-item">
      ${icon('error', 'is-bad')}
      ${this.#typeView(delivery)}
      <span class="failed-target" title=${lineText(target)}><bdi>${address}</bdi></span>
      ${at === undefined ? nothing : html`<span class="failed-time" title=${fullTime(at)}>${momentText(at, new Date())}</span>`}
      <span class="failed-why" title=${why}><bdi>${why}</bdi></span>
      <span class="failed-buttons">
        <button type="button" class="link failed-retry" aria-label=${t('Retry {0} to {1}', ...names)} @click=${() => this.actions.retryDelivery(id)}>${t('Retry')}</button>
        <button type="button" class="link" aria-label=${t('Discard {0} to {1}', ...names)} @click=${() => this.actions.discardDelivery(id)}>${t('Discard')}</button>
      </span>
    </li>`;
  }

  #typeView({ eventId, type }: Delivery) {
    const row = this.#rowsOfEvents.get(eventId);
    const words = html`<bdi>${lineText(type)}</bdi>`;
    if (!row) return html`<span class="failed-type" title=${t('The panel does not keep this event any more')}>${words}</span>`;
    return html`<button type="button" class="failed-type link" title=${t('Show event')} @click=${() => this.choose(row)}>${words}</button>`;
  }
}

customElements.define('ds-failed-list', FailedList);
