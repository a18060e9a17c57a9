import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Actions } from '../../actions.ts';
import { saveJustBefore } from '../../detail/before.ts';
import { fileOf } from '../../detail/file.ts';
import { MOST_RELATED, type RelatedRow, RelatedSearch } from '../../detail/related.ts';
import { createFrame } from '../../frame.ts';
import { t } from '../../l10n.ts';
import type { EventRow, Row } from '../../row.ts';
import type { ChunkedList } from '../../rows/chunkedList.ts';
import { summaryOf } from '../../summary.ts';
import { counted, formatTenths, lineText } from '../../text.ts';
import { clockTime, fullTime } from '../../time.ts';
import { FocusKeeper } from '../focusKeeper.ts';
import { isolatedView } from '../isolated.ts';

/** Rows that are looked at per frame: a few milliseconds. */
const ROWS_A_FRAME = 2000;

/** Events with the same ids, and the file save that may have been the cause. */
class RelatedEvents extends LitElement {
  static override properties = {
    row: { attribute: false },
    rows: { attribute: false },
    canOpenFiles: { attribute: false },
    actions: { attribute: false },
  };

  declare row: EventRow;
  declare rows: ChunkedList<Row>;
  declare canOpenFiles: boolean;
  declare actions: Actions;
  #search: RelatedSearch | undefined;
  #save: EventRow | undefined;
  readonly #goOn = createFrame(() => this.isConnected && this.requestUpdate());

  constructor() {
    super();
    new FocusKeeper(this, '.related');
  }

  override createRenderRoot(): HTMLElement {
    return this;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('row') || !this.#search) {
      this.#search = new RelatedSearch(this.row, this.rows);
      this.#save = saveJustBefore(this.rows, this.row);
    }
    this.#search.look(this.rows, ROWS_A_FRAME);
  }

  override render() {
    const found = this.#search?.found ?? [];
    return html`<div class="related" tabindex="0" role="group" aria-label=${t('Related events')}>
      ${this.#save ? this.#saveView(this.#save) : nothing}
      <p class="detail-words" role="status">${this.#words(found.length)}</p>
      <ul class="related-rows">${repeat(
        found,
        ({ row }) => row.key,
        (related) => this.#relatedView(related),
      )}</ul>
    </div>`;
  }

  override updated(): void {
    if (!this.#search?.isDone(this.rows)) this.#goOn();
  }

  #words(count: number): string {
    if (!this.#search?.hasIds) return t('Its data has no ids (as in id, agent_id, agentId) that other events could have, too.');
    if (count >= MOST_RELATED) return t('The newest {0} events with an id of its data', MOST_RELATED);
    if (!this.#search.isDone(this.rows)) return t('Looking for events with an id of its data …');
    if (count === 0) return t('No other event in the panel has an id of its data.');
    return counted(count, t('{0} event with an id of its data'), t('{0} events with an id of its data'));
  }

  #saveView(save: EventRow) {
    const file = this.canOpenFiles ? fileOf(save.event) : undefined;
    const seconds = (Date.parse(this.row.event.timestamp) - Date.parse(save.event.timestamp)) / 1000;
    return html`<div class="related-save">
      ${this.#rowButton(save, html`<span class="related-why">${t('Saved {0} s before', formatTenths(seconds))}</span>`)}
      ${file ? html`<button type="button" class="link" @click=${() => this.actions.openFile(file)}>${t('Open File')}</button>` : nothing}
    </div>`;
  }

  #relatedView({ row, shared }: RelatedRow) {
    const why = html`<bdi class="related-type">${lineText(row.event.type)}</bdi>
      <bdi class="related-why">${lineText(`${shared.key} ${shared.value}`)}</bdi>`;
    return html`<li>${this.#rowButton(row, why)}</li>`;
  }

  #rowButton(row: EventRow, words: TemplateResult) {
    const { main, rest } = clockTime(row.event.timestamp);
    return html`<button type="button" class="related-row" @click=${() => this.actions.dispatch({ kind: 'selected', row })}>
      <span class="related-time" title=${fullTime(row.event.timestamp)}>${main}<span class="related-ms">${rest}</span></span>
      ${words}
      <span class="related-summary">${isolatedView(summaryOf(row.event))}</span>
    </button>`;
  }
}

customElements.define('ds-related-events', RelatedEvents);
