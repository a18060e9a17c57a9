import { Emitter } from '../../shared/emitter.ts';
import { DevSyncError, type ErrorInfo } from '../../shared/errors.ts';
import type { Disposable } from '../../shared/lifecycle.ts';
import type { Logger } from '../../shared/logger.ts';

export type OriginLimitOptions = {
  /** Posts of one origin that always pass. */
  readonly perSecond: number;
  readonly logger: Logger;
  readonly now: () => Date;
};

/** A burst is fine: only who is above the limit for so many whole seconds is held to it. */
const SECONDS_ABOVE = 2;
/** Of a flood under many names no more than these are counted in one second. */
const MOST_ORIGINS = 1000;
const MOST_SHOWN = 5;
/** A problem that comes and goes every second cannot be read. */
const SHOWN_AFTER_MS = 5000;
const CHECK_MS = 1000;

/**
 * Holds pages to a number of posts a second: a render loop is a common accident. It says which origins it refuses, until 5 s after the
 * last refusal. Programs are bounded by sizes and back-pressure alone.
 */
export class OriginLimit implements Disposable {
  readonly #options: OriginLimitOptions;
  readonly #changed = new Emitter<void>();
  #second = 0;
  /** Posts of the present second, refused ones too. */
  #posts = new Map<string, number>();
  /** For how many whole seconds before this one an origin was above the limit. */
  #secondsAbove: ReadonlyMap<string, number> = new Map();
  /** When a post of an origin was refused last, in milliseconds. */
  readonly #refusedAt = new Map<string, number>();
  #check: NodeJS.Timeout | undefined;

  constructor(options: OriginLimitOptions) {
    this.#options = options;
  }

  /** Another origin is refused, or one no longer. */
  readonly onDidChange = this.#changed.event;

  /** Counts one post. @throws DevSyncError `too-many-posts` */
  take(origin: string): void {
    const { now, perSecond } = this.#options;
    const at = now().getTime();
    this.#turnTo(Math.floor(at / 1000));
    const posts = (this.#posts.get(origin) ?? 0) + 1;
    if (posts > 1 || this.#posts.size < MOST_ORIGINS) this.#posts.set(origin, posts);
    if (posts <= perSecond || (this.#secondsAbove.get(origin) ?? 0) < SECONDS_ABOVE) return;
    this.#noteRefusal(origin, at);
    throw this.#refusal(origin);
  }

  /** One for each origin that is refused; of many, the first ones. */
  problems(): readonly ErrorInfo[] {
    return [...this.#refusedAt.keys()].slice(0, MOST_SHOWN).map((origin) => this.#refusal(origin).toInfo());
  }

  dispose(): void {
    clearInterval(this.#check);
  }

  #turnTo(second: number): void {
    if (second === this.#second) return;
    // A pause, or a clock that was set back, ends every row.
    const passed = second === this.#second + 1 ? [...this.#posts] : [];
    const above = passed.filter(([, posts]) => posts > this.#options.perSecond);
    this.#secondsAbove = new Map(above.map(([origin]) => [origin, (this.#secondsAbove.get(origin) ?? 0) + 1]));
    this.#posts = new Map();
    this.#second = second;
  }

  #noteRefusal(origin: string, at: number): void {
    const isNew = !this.#refusedAt.has(origin);
    this.#refusedAt.set(origin, at);
    if (!isNew) return;
    this.#check ??= setInterval(() => this.#forgive(), CHECK_MS).unref();
    this.#options.logger.warn('A page posts too much and is held to the limit', { origin, perSecond: this.#options.perSecond });
    this.#changed.fire();
  }

  #forgive(): void {
    const at = this.#options.now().getTime();
    const forgiven = [...this.#refusedAt].filter(([, refusedAt]) => at - refusedAt > SHOWN_AFTER_MS);
    for (const [origin] of forgiven) this.#refusedAt.delete(origin);
    if (this.#refusedAt.size === 0) {
      clearInterval(this.#check);
      this.#check = undefined;
    }
    if (forgiven.length > 0) this.#changed.fire();
  }

  #refusal(origin: string): DevSyncError {
    const message = `Pages of ${origin} post more than ${this.#options.perSecond} times a second; the rest is refused.`;
    return new DevSyncError('too-many-posts', { message, retryAfterS: 1 });
  }
}
