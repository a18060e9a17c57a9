import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CDPSession, Locator, Page } from 'playwright-core';
import { run } from '../../../scripts/project.ts';
import { type TempWorkspace, tempWorkspace } from '../tempWorkspace.ts';
import { drawPointer, type Point, putPointer } from './pointer.ts';

const FRAME_MS = 100;
/** A film in which nothing comes for so long is none. */
const MAX_WAIT_FRAMES = 100;
/** Frames in which the pointer crosses the window. */
const GLIDE_FRAMES = 5;
/** Colours are few in an editor, and text without dithering stays sharp. */
const PALETTE = 'split[a][b];[a]palettegen=max_colors=96:stats_mode=full[palette];[b][palette]paletteuse=dither=none:diff_mode=rectangle';

type Frame = { readonly file: string; readonly milliseconds: number };
export type FilmSize = { readonly width: number; readonly height: number; readonly scale: number };

/** Films a page for a picture that moves. A film has its own time: what the machine needs between two frames is not in it. */
export class Film implements AsyncDisposable {
  readonly #page: Page;
  readonly #session: CDPSession;
  readonly #folder: TempWorkspace;
  readonly #frames: Frame[] = [];
  #pointer: Point;

  private constructor(page: Page, session: CDPSession, folder: TempWorkspace, pointer: Point) {
    this.#page = page;
    this.#session = session;
    this.#folder = folder;
    this.#pointer = pointer;
  }

  static async of(page: Page, { width, height, scale }: FilmSize): Promise<Film> {
    await page.setViewportSize({ width, height });
    const session = await page.context().newCDPSession(page);
    await session.send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: scale, mobile: false });
    const pointer = { x: width * 0.62, y: height * 0.58 };
    await page.evaluate(drawPointer, pointer);
    return new Film(page, session, await tempWorkspace(), pointer);
  }

  /** What is seen now, for so long. */
  async hold(milliseconds: number): Promise<void> {
    const { data } = await this.#session.send('Page.captureScreenshot', { format: 'png' });
    const file = `frame-${String(this.#frames.length).padStart(4, '0')}.png`;
    await writeFile(join(this.#folder.path, file), Buffer.from(data, 'base64'));
    this.#frames.push({ file, milliseconds });
  }

  /** What moves by itself meanwhile. */
  async roll(milliseconds: number): Promise<void> {
    for (let past = 0; past < milliseconds; past += FRAME_MS) await this.hold(FRAME_MS);
  }

  /** What moves until something is to be seen. */
  async rollUntil(isThere: () => Promise<boolean>): Promise<void> {
    for (let frames = 0; !(await isThere()); frames++) {
      if (frames === MAX_WAIT_FRAMES) throw new Error('What the film waits for did not come.');
      await this.hold(FRAME_MS);
    }
  }

  /** Text as it is typed, so many characters in each frame. */
  async type(text: string, pace: number): Promise<void> {
    for (let at = 0; at < text.length; at += pace) {
      // Key by key: a terminal that waits for a key to come up loses text that is inserted.
      await this.#page.keyboard.type(text.slice(at, at + pace));
      await this.hold(FRAME_MS);
    }
  }

  async click(target: Locator): Promise<void> {
    const box = await target.boundingBox();
    if (!box) throw new Error(`There is nothing to click: ${target}`);
    // Not the middle of wide rows, where the pointer would stand on what is to be read.
    await this.#glideTo({ x: box.x + Math.min(box.width / 2, 150), y: box.y + box.height / 2 });
    await this.#page.mouse.click(this.#pointer.x, this.#pointer.y);
  }

  get seconds(): number {
    return this.#frames.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / 1000;
  }

  /** Needs ffmpeg. */
  async writeGif(path: string): Promise<void> {
    const lines = this.#frames.flatMap(({ file, milliseconds }) => [`file ${file}`, `duration ${milliseconds / 1000}`]);
    const list = await this.#folder.write('frames.txt', lines.join('\n'));
    const input = ['-f', 'concat', '-i', list];
    // In hundredths of a second; the list cannot say it of its last frame.
    const end = ['-final_delay', String(Math.round((this.#frames.at(-1)?.milliseconds ?? 0) / 10))];
    await run('ffmpeg', ['-y', '-v', 'error', ...input, '-vf', PALETTE, '-fps_mode', 'vfr', '-loop', '0', ...end, path], { quiet: true });
  }

  dispose(): Promise<void> {
    return this.#folder.dispose();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }

  async #glideTo(to: Point): Promise<void> {
    const from = this.#pointer;
    for (let frame = 1; frame <= GLIDE_FRAMES; frame++) {
      const part = frame / GLIDE_FRAMES;
      // Slower at both ends, as a hand is.
      const way = part * part * (3 - 2 * part);
      this.#pointer = { x: from.x + (to.x - from.x) * way, y: from.y + (to.y - from.y) * way };
      await this.#page.evaluate(putPointer, this.#pointer);
      await this.#page.mouse.move(this.#pointer.x, this.#pointer.y);
      await this.hold(FRAME_MS / 2);
    }
  }
}
