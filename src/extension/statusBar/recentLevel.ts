import { type MeterFrame, STALE_LEVEL_MS } from '../../shared/listening.ts';

/** The loudest level since somebody looked, so that a short sound between two looks is not missed. */
export class RecentLevel {
  readonly #now: () => number;
  #loudest = -Infinity;
  #newest: number | null = null;
  #heardAt = -Infinity;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  push(frames: readonly MeterFrame[]): void {
    for (const { rmsDb } of frames) {
      this.#loudest = Math.max(this.#loudest, rmsDb);
      this.#newest = rmsDb;
    }
    if (frames.length > 0) this.#heardAt = this.#now();
  }

  /** RMS in dBFS: the loudest since the last look, or the newest when nothing came since; null when that is out of date. */
  take(): number | null {
    const level = Number.isFinite(this.#loudest) ? this.#loudest : this.#newest;
    this.#loudest = -Infinity;
    return this.#now() - this.#heardAt < STALE_LEVEL_MS ? level : null;
  }

  /** Another session begins without a level. */
  clear(): void {
    this.#loudest = -Infinity;
    this.#newest = null;
  }
}
