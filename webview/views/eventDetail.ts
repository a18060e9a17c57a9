import './jsonTree.ts';
import { html, LitElement, nothing } from 'lit';
import type { HubEvent } from '../../src/shared/events.ts';
import type { Actions } from '../actions.ts';
import type { ToldDeliveries } from '../deliveries/told.ts';
import { jsonText, lineText } from '../text.ts';
import { fullTime, rowTime } from '../time.ts';
import { copyButton } from './copyButton.ts';
import { deliveriesView } from './deliveries.ts';
import { FocusKeeper } from './focusKeeper.ts';
import { iconButton } from './icon.ts';

/** One event, whole, and what became of it. */
export class EventDetail extends LitElement {
  static override properties = {
    event: { attribute: false },
    told: { attribute: false },
    isFromFailed: { attribute: false },
    close: { attribute: false },
    actions: { attribute: false },
  };

  declare event: HubEvent;
  /** Undefined while nobody has said how it went. */
  declare told: ToldDeliveries | undefined;
  /** It was opened from the list of failed deliveries, and leads back there. */
  declare isFromFailed: boolean;
  declare close: () => void;
  declare actions: Actions;

  constructor() {
    super();
    new FocusKeeper(this, '.tree');
  }

  override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener('keydown', this.#onKey);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.removeEventListener('keydown', this.#onKey);
  }

  override render() {
    const { main, rest } = rowTime(this.event.timestamp, new Date());
    const { copy } = this.actions;
    return html`<section class="detail" aria-label="Event">
      <header class="detail-header">
        ${this.isFromFailed ? iconButton({ name: 'arrow-left', title: 'Back to failed deliveries (Esc)', run: this.close }) : nothing}
        <h2><bdi>${lineText(this.event.type)}</bdi></h2>
        <span class="detail-time" title=${fullTime(this.event.timestamp)}>${main}${rest}</span>
        ${copyButton('Copy JSON', () => jsonText(this.event), copy)}
        ${this.isFromFailed ? nothing : iconButton({ name: 'close', title: 'Close (Esc)', run: this.close })}
      </header>
      <ds-json-tree .root=${this.event} .copy=${copy}></ds-json-tree>
      ${deliveriesView(this.told, this.actions)}
    </section>`;
  }

  override firstUpdated(): void {
    // The list that the keyboard was in is gone.
    if (this.isFromFailed) this.querySelector<HTMLElement>('.detail-header .icon-button')?.focus();
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    this.close();
  };
}

customElements.define('ds-event-detail', EventDetail);
