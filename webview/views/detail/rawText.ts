import { html, LitElement, nothing, type PropertyValues } from 'lit';
import type { HubEvent } from '../../../src/shared/events.ts';
import type { Actions } from '../../actions.ts';
import { isTooLong } from '../../detail/prettyJson.ts';
import { piecesOf, prettyText } from '../../detail/rawText.ts';
import { blockText, plural } from '../../text.ts';
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
    return html`${'error' in answer ? problemView('The log cannot be read.', answer.error, () => this.#asked.again()) : nothing}
      <div class="detail-bar">
        <span class="detail-bar-words">${plural(this.#text.length, 'character')}${isExact ? '' : ', not from the log: numbers may have lost digits'}</span>
        <label title=${this.#isTooLong ? 'It is too long to have a line for each value' : nothing}
          ><input type="checkbox" .checked=${this.isAsSent || this.#isTooLong} ?disabled=${this.#isTooLong} @change=${this.#toggle} />As sent</label
        >
        ${copyButton('Copy this text', () => blockText(this.#text), this.actions.copy)}
      </div>
      <div class="raw-text" tabindex="0" role="group" aria-label="Event as text">
        ${this.#pieces.slice(0, this.count).map((piece) => html`<pre>${isolatedView(blockText(piece))}</pre>`)}
        ${this.#moreView()}
      </div>`;
  }

  #moreView() {
    const left = this.#pieces.slice(this.count).reduce((sum, { length }) => sum + length, 0);
    if (left === 0) return nothing;
    return html`<button type="button" class="link" @click=${this.#showMore}>Show more (${plural(left, 'character')} left)</button>`;
  }

  readonly #toggle = (): void => {
    this.isAsSent = !this.isAsSent;
  };

  readonly #showMore = (): void => {
    this.count++;
  };
}

customElements.define('ds-raw-text', RawText);
