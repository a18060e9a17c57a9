import type { BlockLevel } from './level.ts';

const HINT_SECONDS = 2;

/**
 * Notices a microphone that delivers nothing but zeros. A real one always has some noise: this one is muted, or the system
 * gives silence instead of refusing it, as macOS does.
 */
export class DigitalSilence {
  #seconds = 0;

  /** Answers whether all samples of the last 2 s were exactly 0. */
  update(block: BlockLevel, sampleRate: number): boolean {
    this.#seconds = block.peak === 0 ? this.#seconds + block.samples / sampleRate : 0;
    return this.#seconds >= HINT_SECONDS;
  }
}
