import { BLOCK_MS, type BlockLevel, BlockMeasure } from '../level.ts';

/** Samples of one block at this rate. */
export function blockSamples(sampleRate: number): number {
  return Math.round((sampleRate * BLOCK_MS) / 1000);
}

/** Cuts a stream of samples, which arrives in pieces of any length, into measured blocks of 20 ms. */
export class BlockCutter {
  readonly #sampleRate: number;
  readonly #measure = new BlockMeasure();
  readonly #block: Float32Array;
  #filled = 0;

  constructor(sampleRate: number) {
    this.#sampleRate = sampleRate;
    this.#block = new Float32Array(blockSamples(sampleRate));
  }

  /** @param now when the last of the samples was captured, Unix milliseconds */
  cut(samples: Float32Array, now: number): BlockLevel[] {
    const blocks: BlockLevel[] = [];
    let used = 0;
    while (used < samples.length) {
      const part = samples.subarray(used, used + this.#block.length - this.#filled);
      this.#block.set(part, this.#filled);
      this.#filled += part.length;
      used += part.length;
      if (this.#filled < this.#block.length) break;
      this.#filled = 0;
      blocks.push(this.#measure.measure(this.#block, Math.round(now - (1000 * (samples.length - used)) / this.#sampleRate)));
    }
    return blocks;
  }
}
