import { t } from '../l10n.ts';
import './detail/eventData.ts';
import './detail/eventDiff.ts';
import './detail/eventPost.ts';
import './detail/rawText.ts';
import './detail/relatedEvents.ts';
import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { assertNever } from '../../src/shared/assertNever.ts';
import type { PanelMemory } from '../../src/shared/panel.ts';
import type { Actions } from '../actions.ts';
import type { ToldDeliveries } from '../deliveries/told.ts';
import { fileOf } from '../detail/file.ts';
import type { EventRow, Row } from '../row.ts';
import type { ChunkedList } from '../rows/chunkedList.ts';
import { lineText } from '../text.ts';
import { fullTime, rowTime } from '../time.ts';
import { closeOnEscape } from './closeOnEscape.ts';
import { type DetailTab, tabId, tabsView } from './detail/tabs.ts';
import { FocusKeeper } from './focusKeeper.ts';
import { iconButton } from './icon.ts';
import { rowButtonsView, rowMenuView } from './rowMenu.ts';

/** One event from all sides: its data, what differs from the one before, how it came in, what belongs to it, and what became of it. */
export class EventDetail extends LitElement {
  static override properties = {
    row: { attribute: false },
    rows: { attribute: false },
    memory: { attribute: false },
    told: { attribute: false },
    canOpenFiles: { attribute: false },
    isFromFailed: { attribute: false },
    actions: { attribute: false },
    tab: { state: true },
  };

  declare row: EventRow;
  /** Those of the panel, among which others are looked for. */
  declare rows: ChunkedList<Row>;
  declare memory: PanelMemory;
  /** Undefined while nobody has said how it went. */
  declare told: ToldDeliveries | undefined;
  declare canOpenFiles: boolean;
  /** It was opened from the list of failed deliveries, and leads back there. */
  declare isFromFailed: boolean;
  declare actions: Actions;
  /** It stays when another event is selected. */
  declare tab: DetailTab;

  constructor() {
    super();
    this.tab = 'data';
    new FocusKeeper(this, '.tab[aria-selected="true"]');
  }

  override createRenderRoot(): HTMLElement {
    return this;
  }

  override shouldUpdate(changed: PropertyValues<this>): boolean {
    // Rows come many times a second, and only these two look at them.
    return this.tab === 'diff' || this.tab === 'related' || changed.size > 1 || !changed.has('rows');
  }

  override render() {
    return html`<section class="detail" aria-label=${t('Event')} @keydown=${(event: KeyboardEvent) => closeOnEscape(event, this.#close)}>
      ${this.#headerView()}
      ${tabsView({ selected: this.tab, select: this.#select })}
      <div class="detail-panel" id="detail-panel" role="tabpanel" aria-labelledby=${tabId(this.tab)}>${this.#panelView()}</div>
    </section>`;
  }

  override firstUpdated(): void {
    // The list that the keyboard was in is gone.
    if (this.isFromFailed) this.querySelector<HTMLElement>('.detail-header .icon-button')?.focus();
  }

  #headerView() {
    const { type, timestamp } = this.row.event;
    const { main, rest } = rowTime(timestamp, new Date());
    const file = this.canOpenFiles ? fileOf(this.row.event) : undefined;
    const { act, openFile } = this.actions;
    return html`<header class="detail-header">
      ${this.isFromFailed ? iconButton({ name: 'arrow-left', title: t('Back to failed deliveries (Esc)'), run: this.#close }) : nothing}
      <h2><bdi>${lineText(type)}</bdi></h2>
      <span class="detail-time" title=${fullTime(timestamp)}>${main}${rest}</span>
      ${file ? iconButton({ name: 'go-to-file', title: t('Open File'), run: () => openFile(file) }) : nothing}
      ${iconButton({ name: 'copy', title: t('Copy JSON'), run: () => act('copyJson', this.row) })}
      ${rowButtonsView(this)}
      ${rowMenuView({ row: this.row, memory: this.memory, actions: this.actions })}
      ${this.isFromFailed ? nothing : iconButton({ name: 'close', title: t('Close (Esc)'), run: this.#close })}
    </header>`;
  }

  #panelView() {
    const { row, rows, actions } = this;
    switch (this.tab) {
      case 'data':
        return html`<ds-event-data .event=${row.event} .told=${this.told} .actions=${actions}></ds-event-data>`;
      case 'diff':
        return html`<ds-event-diff .row=${row} .rows=${rows} .actions=${actions}></ds-event-diff>`;
      case 'raw':
        return html`<ds-raw-text .event=${row.event} .actions=${actions}></ds-raw-text>`;
      case 'post':
        return html`<ds-event-post .event=${row.event} .actions=${actions}></ds-event-post>`;
      case 'related':
        return html`<ds-related-events .row=${row} .rows=${rows} .canOpenFiles=${this.canOpenFiles} .actions=${actions}></ds-related-events>`;
      default:
        return assertNever(this.tab);
    }
  }

  readonly #select = (tab: DetailTab): void => {
    this.tab = tab;
  };

  readonly #close = (): void => {
    this.actions.dispatch({ kind: 'detailClosed' });
    // The list of failed deliveries takes the focus by itself when it comes back.
    if (!this.isFromFailed) document.querySelector<HTMLElement>('.event-list')?.focus();
  };
}

customElements.define('ds-event-detail', EventDetail);
