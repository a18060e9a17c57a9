import '@vscode-elements/elements/dist/vscode-button/index.js';
import { html, LitElement, nothing, type PropertyValues } from 'lit';
import type { ErrorInfo } from '../../src/shared/errors.ts';
import { visibleText } from '../../src/shared/visibleText.ts';
import { t, translated } from '../l10n.ts';
import { copyButton } from './copyButton.ts';
import { icon, iconButton } from './icon.ts';
import { sentenceView } from './sentence.ts';

type Button = { readonly label: string; readonly run: () => void };

export type Banner = {
  readonly severity: 'error' | 'warning';
  readonly error: ErrorInfo;
  readonly buttons: readonly Button[];
  readonly close?: () => void;
};

/** What is wrong and what to do. Where there is little room the second is folded away, so that the buttons stay in sight. Some have none. */
export class BannerView extends LitElement {
  static override properties = { banner: { attribute: false }, copy: { attribute: false }, isFolded: { state: true } };

  declare banner: Banner;
  declare copy: (text: string) => void;
  /** Without effect where there is room. */
  declare isFolded: boolean;

  constructor() {
    super();
    this.isFolded = true;
  }

  override createRenderRoot(): HTMLElement {
    return this;
  }

  /** When one before it goes, it takes over the next problem, which nobody has unfolded. */
  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('banner') && changed.get('banner')?.error.message !== this.banner.error.message) this.isFolded = true;
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.get('isFolded')) this.scrollIntoView({ block: 'nearest' });
  }

  override render() {
    const { severity, error } = this.banner;
    const { message, next } = translated(error);
    const isError = severity === 'error';
    // Of a region that is read as a whole, unfolding would repeat everything.
    return html`<section class="banner ${severity} ${error.next === '' ? 'is-brief' : this.isFolded ? 'is-folded' : ''}" aria-label=${isError ? t('Problem') : t('Warning')}>
      ${icon(severity, 'banner-icon')}
      <div class="banner-content" role=${isError ? 'alert' : 'status'} aria-atomic="false">
        <p class="banner-message">${sentenceView(message)}</p>
        ${error.next === '' ? nothing : this.#foldView()}
        <div class="banner-actions">${this.#actionsView()}</div>
        ${error.next === '' ? nothing : this.#nextView(error.next, next)}
      </div>
    </section>`;
  }

  #foldView() {
    const { isFolded } = this;
    return html`<button
      type="button"
      class="icon-button banner-fold"
      title=${isFolded ? t('Show what to do') : t('Hide what to do')}
      aria-label=${t('What to do')}
      aria-expanded=${String(!isFolded)}
      @click=${() => {
        this.isFolded = !isFolded;
      }}
    >${icon(isFolded ? 'chevron-down' : 'chevron-up')}</button>`;
  }

  #actionsView() {
    const { buttons, severity, close } = this.banner;
    return html`${buttons.map(
      ({ label, run }, index) =>
        html`<vscode-button ?secondary=${index > 0 || severity === 'warning'} @click=${run}>${label}</vscode-button>`,
    )}
    ${close ? iconButton({ name: 'close', title: t('Dismiss'), run: close }) : nothing}`;
  }

  /** "Run: …" is a command for a terminal: it can be copied as it stands, in English. */
  #nextView(english: string, next: string) {
    const command = /^Run: (.+)$/.exec(visibleText(english))?.[1];
    if (command === undefined) return html`<p class="banner-next">${sentenceView(next)}</p>`;
    return html`<div class="banner-next">
      ${t('Run in a terminal:')}
      <div class="snippet"><code>${command}</code>${copyButton(t('Copy command'), () => command, this.copy)}</div>
    </div>`;
  }
}

customElements.define('ds-banner', BannerView);
