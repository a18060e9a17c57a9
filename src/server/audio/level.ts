import { type AudioScale, METER_FLOOR_DB, SILENCE_DB } from '../../shared/listening.ts';

/** Length of the blocks that capture delivers. 20 ms costs half the CPU of 10 ms, and a screen shows no more than 60 a second. */
export const BLOCK_MS = 20;

/** What is kept of a block of mono samples, full scale being 1. */
export type BlockLevel = {
  /** When its last sample was captured, Unix milliseconds. */
  readonly at: number;
  readonly samples: number;
  readonly sumSquares: number;
  /** Greatest absolute value. */
  readonly peak: number;
  /** Runs of three or more samples at full scale that reached their third one here. */
  readonly clips: number;
};

/** At full scale; 16-bit sources reach 32,766 of 32,768. */
const FULL_SCALE = 0.9999;
/** A sine that touches full scale does so with one or two samples. */
const CLIP_SAMPLES = 3;

/** Measures blocks of one stream; a run of clipped samples may span two of them. */
export class BlockMeasure {
  #run = 0;

  measure(samples: Float32Array, at: number): BlockLevel {
    let [sumSquares, peak, clips] = [0, 0, 0];
    for (const sample of samples) {
      const size = Math.abs(sample);
      sumSquares += sample * sample;
      if (size > peak) peak = size;
      this.#run = size >= FULL_SCALE ? this.#run + 1 : 0;
      if (this.#run === CLIP_SAMPLES) clips++;
    }
    return { at, samples: samples.length, sumSquares, peak, clips };
  }
}

/** dBFS of an amplitude, at least −100. */
export function toDb(amplitude: number): number {
  return amplitude > 0 ? Math.max(SILENCE_DB, 20 * Math.log10(amplitude)) : SILENCE_DB;
}

/** More digits than a meter can be trusted with only make the messages longer. */
export function toHundredths(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Percentage of an RMS amplitude, 0 to 100. */
export function toPercent(rms: number, scale: AudioScale): number {
  return Math.min(100, Math.max(0, percentOf[scale](rms)));
}

const percentOf: Readonly<Record<AudioScale, (rms: number) => number>> = {
  db: (rms) => (100 * (toDb(rms) - METER_FLOOR_DB)) / -METER_FLOOR_DB,
  linear: (rms) => 100 * rms,
  seed: (rms) => rms * 1000 * 100,
};
