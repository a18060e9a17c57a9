import { LitElement } from 'lit';
import { t } from '../l10n.ts';

const MIN_SHARE = 0.15;
const MAX_SHARE = 0.85;
const STEP = 0.05;
/** The same width at which style.css puts the detail below the list. */
const narrow = window.matchMedia('(max-width: 500px)');

/** The movable line between list and detail; it sets `--detail-share` on its parent. */
export class Splitter extends LitElement {
  static override properties = { share: { attribute: false }, change: { attribute: false } };

  /** Share of the parent that the second pane takes, 0 to 1. */
  declare share: number;
  declare change: (share: number) => void;
  readonly #onNarrow = (): void => this.requestUpdate();

  override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.tabIndex = 0;
    this.setAttribute('role', 'separator');
    this.setAttribute('aria-label', t('Size of the detail'));
    this.addEventListener('pointerdown', this.#grab);
    this.addEventListener('keydown', this.#onKey);
    narrow.addEventListener('change', this.#onNarrow);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.removeEventListener('pointerdown', this.#grab);
    this.removeEventListener('keydown', this.#onKey);
    narrow.removeEventListener('change', this.#onNarrow);
  }

  override updated(): void {
    const share = limit(this.share);
    // Through the CSSOM: the content security policy blocks style attributes.
    this.parentElement?.style.setProperty('--detail-share', String(share));
    this.setAttribute('aria-orientation', narrow.matches ? 'horizontal' : 'vertical');
    this.setAttribute('aria-valuemin', String(MIN_SHARE * 100));
    this.setAttribute('aria-valuemax', String(MAX_SHARE * 100));
    this.setAttribute('aria-valuenow', String(Math.round(share * 100)));
  }

  readonly #grab = (event: PointerEvent): void => {
    event.preventDefault();
    this.setPointerCapture(event.pointerId);
    this.addEventListener('pointermove', this.#drag);
    this.addEventListener('lostpointercapture', () => this.removeEventListener('pointermove', this.#drag), { once: true });
  };

  readonly #drag = ({ clientX, clientY }: PointerEvent): void => {
    const room = this.parentElement?.getBoundingClientRect();
    if (!room) return;
    this.change(limit(narrow.matches ? (room.bottom - clientY) / room.height : (room.right - clientX) / room.width));
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    const grows = narrow.matches ? 'ArrowUp' : 'ArrowLeft';
    const shrinks = narrow.matches ? 'ArrowDown' : 'ArrowRight';
    if (event.key !== grows && event.key !== shrinks) return;
    event.preventDefault();
    this.change(limit(this.share + (event.key === grows ? STEP : -STEP)));
  };
}

function limit(share: number): number {
  return Math.min(MAX_SHARE, Math.max(MIN_SHARE, share));
}

customElements.define('ds-splitter', Splitter);
