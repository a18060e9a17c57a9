import { html, LitElement, nothing, type PropertyValues } from 'lit';
import type { Query } from '../../src/shared/query/query.ts';
import type { Actions } from '../actions.ts';
import { Activity, type Source } from '../activity/activity.ts';
import { tallyOf } from '../activity/bucket.ts';
import { PacedDrawing } from '../activity/pacedDrawing.ts';
import { paintActivity } from '../activity/paint.ts';
import { bucketsIn, busyNear, nextBusy, type Range, rangeOf, stepsOf, type Times, timesOf } from '../activity/range.ts';
import { STEPS } from '../activity/scale.ts';
import { withTimes } from '../activity/timeTerms.ts';
import { peakText, tallyPieces, tallyText, timesText } from '../activity/words.ts';
import { noQuery } from '../filter.ts';
import { t } from '../l10n.ts';
import type { Listing } from '../rows/listing.ts';
import type { PanelState } from '../store.ts';
import { iconButton } from './icon.ts';

/** So near to a bar a pointer means it. */
const REACH_PX = 4;
const SHOWN_TYPES = 3;
const SPOKEN_TYPES = 6;
/** Of no rows at all. */
const noTimes: Times = { from: 0, to: 0 };

/** A time that was filtered on here, and the filter without it. */
type Choice = { readonly text: string; readonly times: Times; readonly base: Query };

export function activityStripView(state: PanelState, actions: Actions) {
  if (!state.isActivityShown || state.eventCount === 0) return nothing;
  return html`<ds-activity .listing=${state} .filter=${actions.filter}></ds-activity>`;
}

/**
 * Events over time above the rows, of those that the filter lets through. A time that is pointed at can be filtered on; the strip goes on
 * to show what is around it then.
 */
export class ActivityStrip extends LitElement {
  static override properties = {
    listing: { attribute: false },
    filter: { attribute: false },
    pointed: { state: true },
    choice: { state: true },
    times: { state: true },
    peak: { state: true },
  };

  declare listing: Listing;
  declare filter: (query: string) => void;
  declare pointed: Range | null;
  declare choice: Choice | null;
  /** From the left edge to the right one, and the height: as they were painted last. */
  declare times: Times;
  declare peak: string;
  readonly #activity = new Activity();
  readonly #drawing = new PacedDrawing(this, (surface, palette) => {
    const activity = this.#activity;
    const { lastStep, stepLength } = activity;
    const isEmpty = lastStep === 0;
    this.times = isEmpty ? noTimes : timesOf({ from: this.#firstStep, to: lastStep }, stepLength);
    this.peak = isEmpty ? '' : peakText(activity.peak, stepLength);
    paintActivity(surface, { activity, pointed: this.pointed, chosen: this.choice?.times ?? null, palette });
  });
  /** Where a range begins, by key or pointer. */
  #anchor = 0;
  /** Where the keyboard or the pointer is. */
  #at = 0;
  #stepLength = 0;

  constructor() {
    super();
    this.pointed = null;
    this.choice = null;
    this.times = noTimes;
    this.peak = '';
  }

  override createRenderRoot(): HTMLElement {
    return this;
  }

  /** Rows come many times a second: words and bars follow at their own pace. */
  override shouldUpdate(changed: PropertyValues<this>): boolean {
    if (changed.has('listing')) this.#follow();
    return !this.hasUpdated || [...changed.keys()].some((name) => name !== 'listing' && name !== 'filter');
  }

  override firstUpdated(): void {
    const canvas = this.querySelector('canvas');
    if (canvas) this.#drawing.attach(canvas);
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has('pointed') || changed.has('choice')) this.#drawing.now();
  }

  override render() {
    const shown = this.pointed ?? this.#chosen;
    return html`<div
        class=${this.choice ? 'activity is-chosen' : 'activity'}
        role="slider"
        tabindex="0"
        aria-label=${t('Activity')}
        aria-valuemin="0"
        aria-valuemax=${STEPS - 1}
        aria-valuenow=${Math.max(0, this.#at - this.#firstStep)}
        aria-valuetext=${shown ? this.#spoken(shown) : [this.#resting, this.peak].filter(Boolean).join(', ') || t('No events')}
        title=${this.pointed ? nothing : t('Click or drag to filter on a time')}
        @keydown=${this.#onKey}
        @blur=${this.#leave}
        @pointerdown=${this.#onDown}
        @pointermove=${this.#onMove}
        @pointerup=${this.#onUp}
        @pointerleave=${this.#onOut}
      ><div class="activity-words" aria-hidden="true">
        <span class="activity-text">${shown ? this.#rangeView(shown) : this.#resting}</span>
        <span class="activity-peak">${this.peak}</span>
      </div><canvas></canvas></div>
      ${this.choice ? iconButton({ name: 'close', title: t('Show all times (Esc)'), run: this.#goBack }) : nothing}`;
  }

  get #firstStep(): number {
    return this.#activity.lastStep - STEPS + 1;
  }

  /** What is said while nothing is pointed at or chosen. */
  get #resting(): string {
    return this.times === noTimes ? '' : timesText(this.times, new Date());
  }

  get #chosen(): Range | null {
    return this.choice && stepsOf(this.choice.times, this.#activity.stepLength);
  }

  #spoken(range: Range): string {
    const tally = tallyOf(bucketsIn(this.#activity, range));
    return t('{0}, {1}', timesText(timesOf(range, this.#activity.stepLength), new Date()), tallyText(tally, SPOKEN_TYPES));
  }

  #rangeView(range: Range) {
    const tally = tallyOf(bucketsIn(this.#activity, range));
    const pieces = tallyPieces(tally, SHOWN_TYPES, (type) => html`<bdi>${type}</bdi>`);
    return html`${timesText(timesOf(range, this.#activity.stepLength), new Date())} · ${pieces}`;
  }

  #follow(): void {
    const { query } = this.listing;
    // Somebody has written another filter.
    if (this.choice && query.text !== this.choice.text) this.choice = null;
    if (!this.#activity.follow(sourceOf(this.listing, this.choice))) return;
    const { stepLength, lastStep } = this.#activity;
    const isGone = this.pointed !== null && (stepLength !== this.#stepLength || this.pointed.to <= lastStep - STEPS);
    if (isGone) this.pointed = null;
    this.#stepLength = stepLength;
    this.#drawing.request();
  }

  #point(at: number, isRange: boolean): void {
    if (!isRange) this.#anchor = at;
    this.#at = at;
    this.pointed = rangeOf(this.#anchor, at);
  }

  #choose(range: Range): void {
    const base = this.choice?.base ?? this.listing.query;
    const times = timesOf(range, this.#activity.stepLength);
    this.choice = { text: withTimes(base.text, times), times, base };
    this.filter(this.choice.text);
  }

  readonly #goBack = (): void => {
    if (!this.choice) return;
    const { text } = this.choice.base;
    this.choice = null;
    this.filter(text);
    this.querySelector<HTMLElement>('.activity')?.focus();
  };

  readonly #leave = (): void => {
    this.pointed = null;
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey || !this.#isTaken(event)) return;
    event.preventDefault();
    event.stopPropagation();
  };

  #isTaken({ key, shiftKey }: KeyboardEvent): boolean {
    if (key === 'Escape') return this.#isLeft();
    if ((key === 'Enter' || key === ' ') && this.pointed) {
      this.#choose(this.pointed);
      return true;
    }
    const next = this.#stepAfter(key);
    if (next === 'none') return false;
    if (next !== undefined) this.#point(next, shiftKey && this.pointed !== null);
    return true;
  }

  /** Where a key goes: from one step that something came in to the next. */
  #stepAfter(key: string): number | undefined | 'none' {
    const { lastStep } = this.#activity;
    if (key === 'Home') return nextBusy(this.#activity, this.#firstStep, 1);
    if (key === 'End' || (key.startsWith('Arrow') && !this.pointed)) return nextBusy(this.#activity, lastStep, -1);
    if (key === 'ArrowLeft' || key === 'ArrowDown') return nextBusy(this.#activity, this.#at - 1, -1);
    if (key === 'ArrowRight' || key === 'ArrowUp') return nextBusy(this.#activity, this.#at + 1, 1);
    return 'none';
  }

  #isLeft(): boolean {
    if (!this.choice && !this.pointed) return false;
    if (this.choice) this.#goBack();
    this.pointed = null;
    return true;
  }

  readonly #onDown = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    this.#point(this.#stepAt(event), false);
  };

  readonly #onMove = (event: PointerEvent): void => {
    this.#point(this.#stepAt(event), event.buttons === 1);
  };

  readonly #onUp = (event: PointerEvent): void => {
    if (event.button === 0 && this.pointed) this.#choose(this.pointed);
  };

  readonly #onOut = ({ buttons }: PointerEvent): void => {
    if (buttons === 0) this.pointed = null;
  };

  #stepAt({ clientX, buttons }: PointerEvent): number {
    const { left, width } = this.querySelector('canvas')?.getBoundingClientRect() ?? new DOMRect();
    const place = Math.min(STEPS - 1, Math.max(0, Math.floor(((clientX - left) / width) * STEPS)));
    const step = this.#firstStep + place;
    // Who drags means the place and no bar.
    const isDrag = buttons === 1 && this.pointed !== null && this.pointed.from !== this.pointed.to;
    return isDrag ? step : busyNear(this.#activity, step, Math.ceil((REACH_PX / width) * STEPS));
  }
}

function sourceOf(listing: Listing, choice: Choice | null): Source {
  const { rows, visible, query, eventCount } = listing;
  const seamCount = rows.length - eventCount;
  if (choice) return { rows, query: choice.base, identity: choice.base, seamCount };
  return { rows: visible, query: noQuery, identity: query, seamCount };
}

customElements.define('ds-activity', ActivityStrip);
