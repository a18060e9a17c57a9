import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { type Listening, METER_FLOOR_DB, type MeterFrame } from '../../src/shared/listening.ts';
import type { PanelCommand } from '../../src/shared/panel.ts';
import { t } from '../l10n.ts';
import { LevelHistory } from '../meter/history.ts';
import type { LevelFeed } from '../meter/levelFeed.ts';
import { LiveDrawing, type Pass } from '../meter/liveDrawing.ts';
import { forgetLevel, isFalling, letFall, type OwnMeter, resetClipLight, takeFrame } from '../meter/ownMeter.ts';
import { paintBar, paintHistory, paintScale } from '../meter/paint.ts';
import type { Surface } from '../meter/surface.ts';
import { clipText, type OwnReading, openingReading, ownReading, READING_MS, spokenClips } from '../meter/words.ts';
import { iconButton } from './icon.ts';
import { meterNameView, problemView } from './meterWords.ts';

/** The meter of our own microphone. Levels go to its canvases directly; only words and numbers are templates. */
export class Meter extends LitElement {
  static override properties = {
    listening: { attribute: false },
    levels: { attribute: false },
    commands: { attribute: false },
    run: { attribute: false },
    reading: { state: true },
  };

  declare listening: Listening;
  declare levels: LevelFeed;
  /** Those of this place. */
  declare commands: readonly PanelCommand[];
  declare run: (command: PanelCommand) => void;
  declare reading: OwnReading;
  readonly #drawing = new LiveDrawing(this, (pass) => this.#paint(pass));
  readonly #history = new LevelHistory();
  #meter: OwnMeter | undefined;
  #surfaces: Readonly<Record<'bar' | 'scale' | 'history', Surface>> | undefined;
  #release: (() => void) | undefined;
  #paintedAt = 0;
  #paintedBucket: number | null = null;
  #readAt = Number.NEGATIVE_INFINITY;

  constructor() {
    super();
    this.reading = ownReading(undefined, true);
  }

  override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const subscription = this.levels.onFrames(this.#take);
    this.#release = () => void subscription.dispose();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#release?.();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    const { status, problem } = this.listening;
    // Behind the sentence about a problem no bar is seen that the number could follow.
    if (!changed.has('listening') || !this.#meter || (status === 'active' && !problem)) return;
    this.#meter = forgetLevel(this.#meter);
    if (status !== 'active') this.#drawing.dataEnded();
  }

  override firstUpdated(): void {
    const surfaceOf = (name: string): Surface => {
      const canvas = this.querySelector<HTMLCanvasElement>(`.meter-${name}`);
      if (!canvas) throw new Error(`The meter has no ${name}`);
      return this.#drawing.surface(canvas);
    };
    this.#surfaces = { bar: surfaceOf('bar'), scale: surfaceOf('scale'), history: surfaceOf('history') };
  }

  override render() {
    const { problem } = this.listening;
    const { text } = this.#shownReading;
    return html`<div class="meter ${this.#look}" role="group" aria-label=${t('Microphone')}>
      ${meterNameView(this.listening)}
      ${this.#levelView()}
      <div class="meter-reading"><span class="meter-number" aria-hidden="true">${text}</span>${this.#clipView()}</div>
      <canvas class="meter-history" title=${t('The last 30 seconds')} aria-hidden="true"></canvas>
      ${iconButton({ name: 'debug-stop', title: t('Stop listening'), run: () => this.run('stopListening') })}
      ${problem ? problemView(problem, this) : nothing}
    </div>`;
  }

  get #look(): string {
    const { problem, status } = this.listening;
    if (status === 'error') return 'is-error';
    return [problem && 'is-odd', this.reading.isStale && 'is-stale'].filter(Boolean).join(' ');
  }

  get #shownReading(): Pick<OwnReading, 'text' | 'value' | 'spoken'> {
    return this.listening.status === 'starting' ? openingReading : this.reading;
  }

  #levelView() {
    const { value, spoken } = this.#shownReading;
    return html`<div
      class="meter-level"
      role="meter"
      aria-label=${t('Microphone level')}
      aria-valuemin=${METER_FLOOR_DB}
      aria-valuemax="0"
      aria-valuenow=${value}
      aria-valuetext=${spoken}
    ><canvas class="meter-bar"></canvas><canvas class="meter-scale"></canvas></div>`;
  }

  /** It stays focusable when it is off: the click that resets it must not throw the keyboard out. */
  #clipView() {
    const { clips } = this.reading;
    const isOff = clips === 0;
    return html`<button
      type="button"
      class="clip-light ${isOff ? '' : 'is-on'}"
      title=${isOff ? t('Lights up when the sound is too loud to be captured whole') : t('Reset')}
      aria-label=${spokenClips(clips)}
      aria-disabled=${isOff ? 'true' : nothing}
      @click=${this.#resetClips}
    >${clipText(clips)}</button>`;
  }

  readonly #resetClips = (): void => {
    if (this.#meter === undefined) return;
    this.#meter = resetClipLight(this.#meter);
    this.#drawing.request();
  };

  readonly #take = (frames: readonly MeterFrame[]): void => {
    // The newest frame after that says it all.
    if (document.hidden || this.listening.status !== 'active') return;
    const now = performance.now();
    for (const frame of frames) {
      if (this.#meter?.frame.sessionId !== frame.sessionId) this.#history.clear();
      this.#meter = takeFrame(this.#meter, frame, now);
      this.#history.add(frame);
    }
    this.#drawing.dataCame(now);
  };

  #paint({ now, palette, isStale, isWhole }: Pass): boolean {
    if (!this.#surfaces) return false;
    const { bar, scale, history } = this.#surfaces;
    if (this.#meter) this.#meter = letFall(this.#meter, now - this.#paintedAt);
    this.#paintedAt = now;
    const look = { palette, isStale };
    paintBar(bar, this.#meter, look);
    if (isWhole) paintScale(scale, getComputedStyle(this).fontFamily, look);
    if (isWhole || this.#history.newest !== this.#paintedBucket) paintHistory(history, this.#history, look);
    this.#paintedBucket = this.#history.newest;
    const isRead = this.#read(now, isStale);
    return !isRead || (this.#meter !== undefined && isFalling(this.#meter));
  }

  /** Brings words and numbers up to date, or answers false when it is too early for that. */
  #read(now: number, isStale: boolean): boolean {
    const next = ownReading(this.#meter, isStale);
    const { reading } = this;
    const isUrgent = next.isStale !== reading.isStale || next.clips !== reading.clips || next.sessionId !== reading.sessionId;
    if (!isUrgent && now - this.#readAt < READING_MS) return next.text === reading.text && next.spoken === reading.spoken;
    this.#readAt = now;
    this.reading = next;
    return true;
  }
}

customElements.define('ds-meter', Meter);
