import { type AudioScale, type MeterFrame, SILENCE_DB } from '../../shared/listening.ts';
import { type BlockLevel, toDb, toHundredths, toPercent } from './level.ts';

/** 99 % of a step after 300 ms, whatever the size of the blocks: 0.3 s / ln 100. */
const VU_TAU_SECONDS = 0.3 / Math.log(100);
/** 20 dB in 1.7 s, as IEC 60268-18 and PPM type I have it. */
const PEAK_FALL_DB_PER_SECOND = 20 / 1.7;
const HOLD_SECONDS = 1.5;
/** RMS is taken over this time: long enough to stand still for a tone of 50 Hz, short enough to follow speech. */
const RMS_WINDOW_SECONDS = 0.1;

export type MeterReading = Omit<MeterFrame, 'sessionId'>;

/** The ballistics of one session: block levels in, a frame per block out. Time is that of the samples, not of a clock. */
export class Meter {
  readonly #scale: AudioScale;
  #window: BlockLevel[] = [];
  #meanSquare = 0;
  #peakDb = SILENCE_DB;
  #holdDb = SILENCE_DB;
  #heldSeconds = 0;
  #clipCount = 0;

  constructor(scale: AudioScale) {
    this.#scale = scale;
  }

  /** @param sampleRate of the block, Hz */
  update(block: BlockLevel, sampleRate: number): MeterReading {
    const seconds = block.samples / sampleRate;
    const rms = this.#windowRms(block, sampleRate);
    const blockMeanSquare = block.samples > 0 ? block.sumSquares / block.samples : 0;
    this.#meanSquare += (blockMeanSquare - this.#meanSquare) * (1 - Math.exp(-seconds / VU_TAU_SECONDS));
    this.#follow(toDb(block.peak), seconds);
    this.#clipCount += block.clips;
    return {
      t: block.at,
      rmsDb: toHundredths(toDb(rms)),
      peakDb: toHundredths(this.#peakDb),
      holdDb: toHundredths(this.#holdDb),
      vuDb: toHundredths(toDb(Math.sqrt(this.#meanSquare))),
      percent: toHundredths(toPercent(rms, this.#scale)),
      clipped: block.clips > 0,
      clipCount: this.#clipCount,
    };
  }

  /** The capture was interrupted: what was heard before says nothing about now. The clips of the session still count. */
  restart(): void {
    this.#window = [];
    this.#meanSquare = 0;
    this.#peakDb = SILENCE_DB;
    this.#holdDb = SILENCE_DB;
    this.#heldSeconds = 0;
  }

  #windowRms(block: BlockLevel, sampleRate: number): number {
    this.#window.push(block);
    let samples = this.#window.reduce((sum, part) => sum + part.samples, 0);
    // The block that reaches across the border stays, so that the window never is shorter than it says.
    for (let [oldest] = this.#window; oldest && samples - oldest.samples >= RMS_WINDOW_SECONDS * sampleRate; [oldest] = this.#window) {
      samples -= oldest.samples;
      this.#window.shift();
    }
    const sumSquares = this.#window.reduce((sum, part) => sum + part.sumSquares, 0);
    return samples > 0 ? Math.sqrt(sumSquares / samples) : 0;
  }

  #follow(peakDb: number, seconds: number): void {
    this.#peakDb = Math.max(peakDb, this.#peakDb - PEAK_FALL_DB_PER_SECOND * seconds, SILENCE_DB);
    if (peakDb >= this.#holdDb) {
      this.#holdDb = peakDb;
      this.#heldSeconds = 0;
      return;
    }
    this.#heldSeconds += seconds;
    if (this.#heldSeconds > HOLD_SECONDS) this.#holdDb = this.#peakDb;
  }
}
