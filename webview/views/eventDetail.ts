import './jsonTree.ts';
import { html, LitElement } from 'lit';
import type { HubEvent } from '../../src/shared/events.ts';
import { lineText } from '../text.ts';
import { fullTime, rowTime } from '../time.ts';
import { copyButton } from './copyButton.ts';
import { iconButton } from './icon.ts';

/** One event, whole. */
export class EventDetail extends LitElement {
  static override properties = { event: { attribute: false }, close: { attribute: false }, copy: { attribute: false } };

  declare event: HubEvent;
  declare close: () => void;
  declare copy: (text: string) => void;

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
    return html`<section class="detail" aria-label="Event">
      <header class="detail-header">
        <h2><bdi>${lineText(this.event.type)}</bdi></h2>
        <span class="detail-time" title=${fullTime(this.event.timestamp)}>${main}${rest}</span>
        ${copyButton('Copy JSON', () => JSON.stringify(this.event, null, 2), this.copy)}
        ${iconButton({ name: 'close', title: 'Close (Esc)', run: this.close })}
      </header>
      <ds-json-tree .root=${this.event} .copy=${this.copy}></ds-json-tree>
    </section>`;
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    this.close();
  };
}

customElements.define('ds-event-detail', EventDetail);
