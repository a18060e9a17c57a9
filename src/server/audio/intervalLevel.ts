import type { AudioScale } from '../../shared/listening.ts';
import { type BlockLevel, toDb, toHundredths, toPercent } from './level.ts';

/** What an interval of sound comes to. */
export type Level = {
  /** RMS over the whole interval on the chosen scale, 0 to 100. */
  readonly audioLevel: number;
  /** dBFS, −100 for silence. */
  readonly rmsDb: number;
  readonly peakDb: number;
  readonly clipped: boolean;
};

/** Gathers blocks into intervals: every sample counts once, in exactly one of them. */
export class IntervalLevel {
  readonly #intervalMs: number;
  readonly #scale: AudioScale;
  #samples = 0;
  #sumSquares = 0;
  #peak = 0;
  #clips = 0;
  /** How far the last interval ran over, so that intervals that are no multiple of a block keep their pace. */
  #overMs = 0;

  constructor(intervalMs: number, scale: AudioScale) {
    this.#intervalMs = intervalMs;
    this.#scale = scale;
  }

  /** Answers the level when the block completes an interval. */
  add(block: BlockLevel, sampleRate: number): Level | undefined {
    this.#samples += block.samples;
    this.#sumSquares += block.sumSquares;
    this.#peak = Math.max(this.#peak, block.peak);
    this.#clips += block.clips;
    const elapsedMs = this.#overMs + (1000 * this.#samples) / sampleRate;
    if (elapsedMs < this.#intervalMs) return undefined;
    this.#overMs = (elapsedMs - this.#intervalMs) % this.#intervalMs;
    return this.#take();
  }

  #take(): Level {
    const rms = Math.sqrt(this.#sumSquares / this.#samples);
    const level: Level = {
      audioLevel: toHundredths(toPercent(rms, this.#scale)),
      rmsDb: toHundredths(toDb(rms)),
      peakDb: toHundredths(toDb(this.#peak)),
      clipped: this.#clips > 0,
    };
    this.#samples = 0;
    this.#sumSquares = 0;
    this.#peak = 0;
    this.#clips = 0;
    return level;
  }
}
