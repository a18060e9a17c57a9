import { html, LitElement } from 'lit';
import { t } from '../l10n.ts';
import { FALL_PERCENT_PER_S, settle } from '../meter/ballistics.ts';
import type { LevelFeed } from '../meter/levelFeed.ts';
import { LiveDrawing, type Pass } from '../meter/liveDrawing.ts';
import { paintPercent } from '../meter/paint.ts';
import { barPercent, type RemoteMeter } from '../meter/remotes.ts';
import type { Surface } from '../meter/surface.ts';
import { clipText, READING_MS, type RemoteReading, remoteLabel, remoteReading } from '../meter/words.ts';
import { icon } from './icon.ts';

/** Levels that one other source posts. It looks different from our own meter and knows nothing of it. */
export class RemoteMeterLine extends LitElement {
  static override properties = { source: { attribute: false }, levels: { attribute: false }, reading: { state: true } };

  declare source: string | null;
  declare levels: LevelFeed;
  declare reading: RemoteReading;
  readonly #drawing = new LiveDrawing(this, (pass) => this.#paint(pass));
  #meter: RemoteMeter | undefined;
  #surface: Surface | undefined;
  #release: (() => void) | undefined;
  /** Length of the bar, percent. */
  #shown = 0;
  #paintedAt = 0;
  #readAt = Number.NEGATIVE_INFINITY;

  constructor() {
    super();
    this.reading = remoteReading(undefined, true, 0);
  }

  override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const subscription = this.levels.onRemotes(this.#take);
    this.#release = () => void subscription.dispose();
    this.#take(this.levels.remotes);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#release?.();
  }

  override firstUpdated(): void {
    const canvas = this.querySelector('canvas');
    if (canvas) this.#surface = this.#drawing.surface(canvas);
  }

  override render() {
    const { text, value, spoken, isStale, isClipped } = this.reading;
    const label = remoteLabel(this.source);
    return html`<div class="meter is-remote ${isStale ? 'is-stale' : ''}" role="group" aria-label=${label}>
      <div class="meter-name" title=${label}>${icon('broadcast')}<bdi class="meter-source">${label}</bdi></div>
      <div
        class="meter-level"
        role="meter"
        aria-label=${t('Level of {0}', label)}
        aria-valuemin="0"
        aria-valuemax="100"
        aria-valuenow=${value}
        aria-valuetext=${spoken}
      ><canvas class="meter-bar"></canvas></div>
      <div class="meter-reading">
        <span class="meter-number" aria-hidden="true">${text}</span>
        <span class="clip-light ${isClipped ? 'is-on' : ''}" aria-hidden="true">${clipText(0)}</span>
      </div>
    </div>`;
  }

  readonly #take = (meters: readonly RemoteMeter[]): void => {
    const meter = meters.find(({ source }) => source === this.source);
    if (document.hidden || meter === undefined || meter === this.#meter) return;
    this.#meter = meter;
    this.#drawing.dataCame(meter.at);
  };

  #paint({ now, palette, isStale }: Pass): boolean {
    if (!this.#surface || !this.#meter) return false;
    const percent = barPercent(this.#meter);
    this.#shown = settle(this.#shown, percent, FALL_PERCENT_PER_S, now - this.#paintedAt);
    this.#paintedAt = now;
    paintPercent(this.#surface, this.#shown, { palette, isStale });
    const isRead = this.#read(now, isStale);
    return !isRead || this.#shown > percent;
  }

  /** Brings words and numbers up to date, or answers false when it is too early for that. */
  #read(now: number, isStale: boolean): boolean {
    const next = remoteReading(this.#meter, isStale, now);
    const isUrgent = next.isStale !== this.reading.isStale || next.isClipped !== this.reading.isClipped;
    if (!isUrgent && now - this.#readAt < READING_MS) return next.spoken === this.reading.spoken;
    this.#readAt = now;
    this.reading = next;
    return true;
  }
}

customElements.define('ds-remote-meter', RemoteMeterLine);
