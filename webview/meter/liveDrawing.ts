import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { STALE_LEVEL_MS } from '../../src/shared/listening.ts';
import { isOutOfDate } from './outOfDate.ts';
import { observeTheme, type Palette, readPalette } from './palette.ts';
import { Surface } from './surface.ts';

export type Pass = {
  /** Of `performance.now()`. */
  readonly now: number;
  readonly palette: Palette;
  /** The newest data is out of date. */
  readonly isStale: boolean;
  /** Size, colours or staleness changed, so that nothing of what is there can stay. */
  readonly isWhole: boolean;
};

/**
 * Lets an element paint its canvases when there is something new, at most once per animation frame:
 * data came, something still moves, or size or theme changed. Nothing runs while the page is hidden,
 * and nothing after the data went out of date, which is painted once.
 */
export class LiveDrawing implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  /** Answers whether something still moves. */
  readonly #paint: (pass: Pass) => boolean;
  readonly #surfaces: Surface[] = [];
  readonly #resizes = new ResizeObserver((entries) => this.#resize(entries));
  #themes: MutationObserver | undefined;
  #palette: Palette | undefined;
  #at = Number.NEGATIVE_INFINITY;
  #wasStale = true;
  #isWhole = true;
  #frame: number | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost & HTMLElement, paint: (pass: Pass) => boolean) {
    this.#host = host;
    this.#paint = paint;
    host.addController(this);
  }

  hostConnected(): void {
    this.#themes = observeTheme(() => this.#repaint());
    for (const { canvas } of this.#surfaces) this.#observe(canvas);
    document.addEventListener('visibilitychange', this.#onVisibility);
  }

  hostDisconnected(): void {
    document.removeEventListener('visibilitychange', this.#onVisibility);
    this.#themes?.disconnect();
    this.#resizes.disconnect();
    this.#rest();
  }

  /** The canvas as a surface that follows the layout. */
  surface(canvas: HTMLCanvasElement): Surface {
    const surface = new Surface(canvas);
    this.#surfaces.push(surface);
    this.#observe(canvas);
    return surface;
  }

  /** New data is there, and not out of date before STALE_LEVEL_MS. */
  dataCame(at: number): void {
    this.#at = at;
    this.request();
    this.#timer ??= setTimeout(this.#whenDue, STALE_LEVEL_MS);
  }

  /** No more is to be expected: what came is out of date at once. */
  dataEnded(): void {
    this.#at = Number.NEGATIVE_INFINITY;
    this.request();
  }

  /** Something other than the data changed what is to be seen. */
  request(): void {
    if (document.hidden || !this.#host.isConnected) return;
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = undefined;
      this.#draw();
    });
  }

  #draw(): void {
    const now = performance.now();
    const isStale = isOutOfDate({ at: this.#at }, now);
    const isWhole = this.#isWhole || isStale !== this.#wasStale;
    this.#palette ??= readPalette(this.#host);
    this.#isWhole = false;
    this.#wasStale = isStale;
    const isMoving = this.#paint({ now, palette: this.#palette, isStale, isWhole });
    if (isMoving && !isStale) this.request();
  }

  /** One timer, not one per frame: when data came in the meantime it goes on for the rest. */
  readonly #whenDue = (): void => {
    const left = this.#at + STALE_LEVEL_MS - performance.now();
    this.#timer = left > 0 ? setTimeout(this.#whenDue, left) : undefined;
    if (left <= 0) this.request();
  };

  readonly #onVisibility = (): void => {
    if (document.hidden) this.#rest();
    else if (Number.isFinite(this.#at)) this.dataCame(this.#at);
  };

  #rest(): void {
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    if (this.#timer !== undefined) clearTimeout(this.#timer);
    this.#frame = undefined;
    this.#timer = undefined;
  }

  #repaint(): void {
    this.#palette = undefined;
    this.#isWhole = true;
    this.request();
  }

  #observe(canvas: HTMLCanvasElement): void {
    // Also hears of a move to a screen with other pixels.
    this.#resizes.observe(canvas, { box: 'device-pixel-content-box' });
  }

  /** Paints at once: a canvas is empty after its size changed, and the next frame would be too late. */
  #resize(entries: readonly ResizeObserverEntry[]): void {
    for (const entry of entries) this.#surfaces.find(({ canvas }) => canvas === entry.target)?.resize(entry);
    this.#isWhole = true;
    this.#draw();
  }
}
