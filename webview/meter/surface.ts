/** A canvas with as many pixels as it covers on the screen. Everything on it is measured in these pixels. */
export class Surface {
  readonly canvas: HTMLCanvasElement;
  readonly context: CanvasRenderingContext2D;
  /** Screen pixels per pixel of CSS. */
  ratio = 1;

  constructor(canvas: HTMLCanvasElement) {
    const context = canvas.getContext('2d');
    if (!context) throw new Error('This browser has no canvas');
    this.canvas = canvas;
    this.context = context;
  }

  get width(): number {
    return this.canvas.width;
  }

  get height(): number {
    return this.canvas.height;
  }

  /** Follows the layout. It is empty afterwards. */
  resize({ contentBoxSize: [box], devicePixelContentBoxSize: [pixels] }: ResizeObserverEntry): void {
    if (!box || !pixels) return;
    this.ratio = box.inlineSize > 0 ? pixels.inlineSize / box.inlineSize : 1;
    this.canvas.width = pixels.inlineSize;
    this.canvas.height = pixels.blockSize;
  }

  /** CSS pixels as whole screen pixels, one at least. */
  pixels(length: number): number {
    return Math.max(1, Math.round(length * this.ratio));
  }
}
