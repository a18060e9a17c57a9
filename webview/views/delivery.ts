import { html, LitElement, nothing } from 'lit';
import type { Delivery, DeliveryAttempt } from '../../src/shared/webhooks.ts';
import type { Actions } from '../actions.ts';
import { addressParts, addressText } from '../address.ts';
import { attemptsText, canDiscard, canRetry, deliveryLooks, lastOutcomeText, outcomeText, reasonText } from '../deliveries/words.ts';
import { t } from '../l10n.ts';
import { lineText } from '../text.ts';
import { fullTime, momentText } from '../time.ts';
import { answerView } from './answer.ts';
import { FocusKeeper } from './focusKeeper.ts';
import { icon } from './icon.ts';

/** How one event fared at one target: a line, what the handler answered, and all attempts on demand. */
export class DeliveryView extends LitElement {
  static override properties = { delivery: { attribute: false }, actions: { attribute: false }, isOpen: { state: true } };

  declare delivery: Delivery;
  declare actions: Actions;
  declare isOpen: boolean;

  constructor() {
    super();
    this.isOpen = false;
    new FocusKeeper(this, '.delivery-toggle');
  }

  override createRenderRoot(): HTMLElement {
    return this;
  }

  override render() {
    const { attempts, target } = this.delivery;
    const { main, rest } = addressParts(target);
    const reason = reasonText(this.delivery, new Date());
    return html`<div class="delivery" role="group" aria-label=${t('Delivery to {0}', addressText(target))}>
      <div class="delivery-line">
        ${this.#toggleView()}
        <span class="delivery-target" title=${lineText(target)}><bdi>${main}<span class="delivery-path">${rest}</span></bdi></span>
        <span class="delivery-figures">${lastOutcomeText(this.delivery)}</span>
      </div>
      <div class="delivery-rest">
        ${reason ? html`<p class="delivery-reason"><bdi>${reason}</bdi></p>` : nothing}
        ${this.#buttonsView()}
      </div>
      ${answerView(attempts.at(-1)?.answer, this.actions.copy)}
      ${this.isOpen ? this.#attemptsView() : nothing}
    </div>`;
  }

  #toggleView() {
    const { icon: name, tone, word } = deliveryLooks[this.delivery.state];
    const { attemptCount } = this.delivery;
    const label = t('{0}, {1}', word, attemptsText(attemptCount));
    return html`<button
      type="button"
      class="delivery-toggle"
      aria-expanded=${String(this.isOpen)}
      aria-label=${label}
      title=${attemptCount > 0 ? t('Show attempts') : t('Not tried yet')}
      @click=${this.#toggle}
    >${icon(this.isOpen ? 'chevron-down' : 'chevron-right')}${icon(name, tone)}<span>${word}</span></button>`;
  }

  #buttonsView() {
    const { id } = this.delivery;
    const { retryDelivery, discardDelivery } = this.actions;
    if (!canRetry(this.delivery) && !canDiscard(this.delivery)) return nothing;
    return html`<span class="delivery-buttons">
      ${canRetry(this.delivery) ? html`<button type="button" class="link" @click=${() => retryDelivery(id)}>${t('Retry')}</button>` : nothing}
      ${canDiscard(this.delivery) ? html`<button type="button" class="link" @click=${() => discardDelivery(id)}>${t('Discard')}</button>` : nothing}
    </span>`;
  }

  #attemptsView() {
    const { attempts, attemptCount } = this.delivery;
    if (attempts.length === 0) return html`<p class="delivery-none">${t('Not tried yet.')}</p>`;
    return html`<ol class="attempts" aria-label=${t('Attempts, newest first')}>
      ${attempts.toReversed().map((attempt) => this.#attemptView(attempt))}
      ${attempts.length < attemptCount ? html`<li class="attempts-cut">${t('The newest {0} of {1}.', attempts.length, attemptCount)}</li>` : nothing}
    </ol>`;
  }

  #attemptView(attempt: DeliveryAttempt) {
    return html`<li class="attempt">
      <span class="attempt-time" title=${fullTime(attempt.at)}>${momentText(attempt.at, new Date())}</span>
      <span class="attempt-outcome">${outcomeText(attempt)}</span>
      ${attempt.error ? html`<bdi class="attempt-error">${lineText(attempt.error)}</bdi>` : nothing}
      ${answerView(attempt.answer, this.actions.copy)}
    </li>`;
  }

  readonly #toggle = (): void => {
    this.isOpen = !this.isOpen;
  };
}

customElements.define('ds-delivery', DeliveryView);
