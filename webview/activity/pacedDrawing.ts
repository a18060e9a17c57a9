import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { observeTheme } from '../meter/palette.ts';
import { Surface } from '../meter/surface.ts';
import { type ActivityPalette, readActivityPalette } from './palette.ts';

/** Under a flood there is always something new. */
const PACE_MS = 250;

/**
 * Paints a canvas of an element when something changed: at once after a rest, else as soon as the last time is long enough ago. It asks for
 * no animation frames: what comes is drawn in the frame of the rows.
 */
export class PacedDrawing implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #paint: (surface: Surface, palette: ActivityPalette) => void;
  readonly #resizes = new ResizeObserver(([entry]) => entry && this.#resize(entry));
  #themes: MutationObserver | undefined;
  #surface: Surface | undefined;
  #palette: ActivityPalette | undefined;
  #paintedAt = Number.NEGATIVE_INFINITY;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost & HTMLElement, paint: (surface: Surface, palette: ActivityPalette) => void) {
    this.#host = host;
    this.#paint = paint;
    host.addController(this);
  }

  hostConnected(): void {
    this.#themes = observeTheme(() => this.#repaint());
    if (this.#surface) this.#observe(this.#surface);
  }

  hostDisconnected(): void {
    this.#themes?.disconnect();
    this.#resizes.disconnect();
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  attach(canvas: HTMLCanvasElement): void {
    this.#surface = new Surface(canvas);
    this.#observe(this.#surface);
  }

  /** More came. */
  request(): void {
    const left = this.#paintedAt + PACE_MS - performance.now();
    if (left <= 0) this.now();
    else this.#timer ??= setTimeout(() => this.now(), left);
  }

  /** A person did something. */
  now(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#paintedAt = performance.now();
    if (!this.#surface || this.#surface.width === 0) return;
    this.#palette ??= readActivityPalette(this.#host);
    this.#paint(this.#surface, this.#palette);
  }

  #repaint(): void {
    this.#palette = undefined;
    this.now();
  }

  #observe({ canvas }: Surface): void {
    this.#resizes.observe(canvas, { box: 'device-pixel-content-box' });
  }

  /** At once: a canvas is empty after its size changed. */
  #resize(entry: ResizeObserverEntry): void {
    this.#surface?.resize(entry);
    this.now();
  }
}
