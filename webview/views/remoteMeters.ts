import './remoteMeter.ts';
import { html, LitElement } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { LevelFeed } from '../meter/levelFeed.ts';
import { REMOTE_LINGER_MS, type RemoteMeter } from '../meter/remotes.ts';

/** A meter for everybody else who posts levels; nothing as long as nobody does. */
export class RemoteMeters extends LitElement {
  static override properties = { levels: { attribute: false }, sources: { state: true } };

  declare levels: LevelFeed;
  declare sources: readonly (string | null)[];
  #release: (() => void) | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.sources = [];
  }

  override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const subscription = this.levels.onRemotes(this.#follow);
    this.#release = () => void subscription.dispose();
    this.#follow(this.levels.remotes);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#release?.();
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  override render() {
    return repeat(
      this.sources,
      (source) => source,
      (source) => html`<ds-remote-meter .source=${source} .levels=${this.levels}></ds-remote-meter>`,
    );
  }

  /** Draws anew when somebody comes or goes; the levels are the business of each meter. */
  readonly #follow = (meters: readonly RemoteMeter[]): void => {
    const isSame = meters.length === this.sources.length && meters.every(({ source }, index) => source === this.sources[index]);
    if (!isSame) this.sources = meters.map(({ source }) => source);
    if (meters.length > 0) this.#timer ??= setTimeout(this.#whenDue, dueIn(meters));
  };

  /** One timer, not one per level: when data came in the meantime it goes on for the rest. */
  readonly #whenDue = (): void => {
    this.#timer = undefined;
    this.levels.dropSilent();
  };
}

/** How long until the first of them may have been silent for too long. */
function dueIn(meters: readonly RemoteMeter[]): number {
  return Math.min(...meters.map(({ at }) => at)) + REMOTE_LINGER_MS - performance.now();
}

customElements.define('ds-remote-meters', RemoteMeters);
