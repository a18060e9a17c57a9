import { html, LitElement, nothing, type PropertyValues } from 'lit';
import type { HubEvent } from '../../../src/shared/events.ts';
import type { Actions } from '../../actions.ts';
import { isTooLong } from '../../detail/prettyJson.ts';
import { piecesOf, prettyText } from '../../detail/rawText.ts';
import { t } from '../../l10n.ts';
import { blockText, counted } from '../../text.ts';
import { copyButton } from '../copyButton.ts';
import { FocusKeeper } from '../focusKeeper.ts';
import { isolatedView } from '../isolated.ts';
import { Asked } from './asked.ts';
import { problemView } from './problem.ts';

/** The JSON text of an event, with all digits of its numbers. */
class RawText extends LitElement {
  static override properties = {
    event: { attribute: false },
    actions: { attribute: false },
    isAsSent: { state: true },
    count: { state: true },
  };

  declare event: HubEvent;
  declare actions: Actions;
  /** As it is in the log, else on many lines. */
  declare isAsSent: boolean;
  /** How many pieces of it are drawn: all of 1 MB at once would hold up the panel. */
  declare count: number;
  readonly #asked = new Asked(this, async ({ id }) => (id === null ? null : this.actions.raw(id)));
  #source: string | undefined;
  /** For a line of each value. */
  #isTooLong = false;
  #text = '';
  #pieces: readonly string[] = [];

  constructor() {
    super();
    this.isAsSent = false;
    this.count = 1;
    new FocusKeeper(this, '.raw-text');
  }

  override createRenderRoot(): HTMLElement {
    return this;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    const answer = this.#asked.about(this.event);
    const source = answer && (this.#asked.valueAbout(this.event) ?? JSON.stringify(this.event));
    if (source === this.#source && !changed.has('isAsSent')) return;
    this.#source = source;
    this.#isTooLong = isTooLong(source ?? '');
    this.#text = this.isAsSent ? (source ?? '') : prettyText(source ?? '');
    this.#pieces = piecesOf(this.#text);
    this.count = 1;
  }

  override render() {
    const answer = this.#asked.about(this.event);
    if (!answer) return html`<p class="detail-words" aria-busy="true"></p>`;
    const isExact = typeof this.#asked.valueAbout(this.event) === 'string';
    return html`${'error' in answer ? problemView(t('The log cannot be read.'), answer.error, () => this.#asked.again()) : nothing}
      <div class="detail-bar">
        <span class="detail-bar-words">${sizeText(this.#text.length, isExact)}</span>
        <label title=${this.#isTooLong ? t('It is too long to have a line for each value') : nothing}
          ><input type="checkbox" .checked=${this.isAsSent || this.#isTooLong} ?disabled=${this.#isTooLong} @change=${this.#toggle} />${t('As sent')}</label
        >
        ${copyButton(t('Copy this text'), () => blockText(this.#text), this.actions.copy)}
      </div>
      <div class="raw-text" tabindex="0" role="group" aria-label=${t('Event as text')}>
        ${this.#pieces.slice(0, this.count).map((piece) => html`<pre>${isolatedView(blockText(piece))}</pre>`)}
        ${this.#moreView()}
      </div>`;
  }

  #moreView() {
    const left = this.#pieces.slice(this.count).reduce((sum, { length }) => sum + length, 0);
    if (left === 0) return nothing;
    return html`<button type="button" class="link" @click=${this.#showMore}>${counted(left, t('Show more ({0} character left)'), t('Show more ({0} characters left)'))}</button>`;
  }

  readonly #toggle = (): void => {
    this.isAsSent = !this.isAsSent;
  };

  readonly #showMore = (): void => {
    this.count++;
  };
}

function sizeText(count: number, isExact: boolean): string {
  if (isExact) return counted(count, t('{0} character'), t('{0} characters'));
  const one = t('{0} character, not from the log: numbers may have lost digits');
  return counted(count, one, t('{0} characters, not from the log: numbers may have lost digits'));
}

customElements.define('ds-raw-text', RawText);
