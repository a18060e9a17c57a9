import { html, LitElement } from 'lit';
import { t } from '../l10n.ts';
import { icon } from './icon.ts';

const CONFIRMATION_MS = 1500;

/** A button that copies a text and shows for a moment that it did. */
export class CopyButton extends LitElement {
  static override properties = { label: {}, text: { attribute: false }, copy: { attribute: false }, isDone: { state: true } };

  /** What is copied, as in "Copy JSON". */
  declare label: string;
  /** Called on the click: the text of a large event is not built before it is wanted. */
  declare text: () => string;
  declare copy: (text: string) => void;
  declare isDone: boolean;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.label = t('Copy');
    this.isDone = false;
  }

  override createRenderRoot(): HTMLElement {
    return this;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    if (this.#timer) clearTimeout(this.#timer);
    this.isDone = false;
  }

  override render() {
    return html`<button type="button" class="icon-button" title=${this.label} aria-label=${this.label} @click=${this.#run}>
        ${icon(this.isDone ? 'check' : 'copy')}</button
      ><span class="only-read" role="status">${this.isDone ? t('Copied') : ''}</span>`;
  }

  readonly #run = (): void => {
    this.copy(this.text());
    this.isDone = true;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.isDone = false;
    }, CONFIRMATION_MS);
  };
}

customElements.define('ds-copy-button', CopyButton);

/** The element as a template, with its properties checked. */
export function copyButton(label: string, text: () => string, copy: (text: string) => void) {
  return html`<ds-copy-button .label=${label} .text=${text} .copy=${copy}></ds-copy-button>`;
}
