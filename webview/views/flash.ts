import { html, LitElement, nothing } from 'lit';
import type { Actions } from '../actions.ts';
import { commandKey } from '../commandKey.ts';
import { t } from '../l10n.ts';
import type { PanelState } from '../store.ts';
import { counted } from '../text.ts';

const WORDS_MS = 5000;
/** What can be undone stays for longer. */
const UNDO_MS = 10_000;

/** What was just done, in a few words that go by themselves. */
class FlashWords extends LitElement {
  static override properties = {
    text: { attribute: false },
    of: { attribute: false },
    undo: { attribute: false },
    // Nothing of it is drawn, and each drawing of the panel gives another function.
    close: { attribute: false, hasChanged: () => false },
  };

  declare text: string | null;
  /** Stands for what was done: the words begin anew with another one. */
  declare of: unknown;
  /** Null when it cannot be undone. */
  declare undo: (() => void) | null;
  declare close: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.text = null;
  }

  override createRenderRoot(): HTMLElement {
    return this;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop();
  }

  override render() {
    if (this.text === null) return nothing;
    // Whoever is about to press the button has the time for it.
    return html`<div
      class="flash-words"
      @pointerenter=${this.#stop}
      @pointerleave=${this.#start}
      @focusin=${this.#stop}
      @focusout=${this.#start}
      ><bdi class="flash-text">${this.text}</bdi
      >${this.undo ? html`<button type="button" class="link" title=${t('Undo ({0}+Z)', commandKey)} @click=${this.undo}>${t('Undo')}</button>` : nothing}</div>`;
  }

  override updated(changed: Map<string, unknown>): void {
    if (changed.has('of')) this.#start();
  }

  readonly #start = (): void => {
    this.#stop();
    if (this.text !== null) this.#timer = setTimeout(() => this.close(), this.undo ? UNDO_MS : WORDS_MS);
  };

  readonly #stop = (): void => clearTimeout(this.#timer);
}

customElements.define('ds-flash', FlashWords);

/**
 * In the status line, where it covers nothing: the clear, as long as it can be undone, and beside it what was done last. Draw it always: screen readers hear of
 * changes only where something was before.
 */
export function flashView({ flash, cleared }: PanelState, { dispatch, undoClear }: Actions) {
  return html`<div class="flash" role="status"
    ><ds-flash
      .text=${cleared && counted(cleared.eventCount, t('Cleared {0} event'), t('Cleared {0} events'))}
      .of=${cleared?.at ?? null}
      .undo=${undoClear}
      .close=${() => dispatch({ kind: 'clearKept' })}
    ></ds-flash
    ><ds-flash
      .text=${flash?.text ?? null}
      .of=${flash}
      .undo=${null}
      .close=${() => dispatch({ kind: 'flashed', flash: null })}
    ></ds-flash
  ></div>`;
}
