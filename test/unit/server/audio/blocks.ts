import { type BlockLevel, BlockMeasure } from '../../../../src/server/audio/level.ts';

export const RATE = 48_000;

export type Wave = { readonly amplitude: number; readonly seconds: number; readonly hertz?: number; readonly blockMs?: number };

/** A sine as capture delivers it, one block after the other; amplitude 0 is digital silence. */
export function* sineBlocks({ amplitude, seconds, hertz = 1000, blockMs = 20 }: Wave, from = 0): Generator<BlockLevel> {
  const measure = new BlockMeasure();
  const size = (RATE * blockMs) / 1000;
  for (let start = 0; start + size <= seconds * RATE; start += size) {
    const samples = Float32Array.from({ length: size }, (_, index) => amplitude * Math.sin((2 * Math.PI * hertz * (start + index)) / RATE));
    yield measure.measure(samples, from + (1000 * (start + size)) / RATE);
  }
}

/** Blocks of noise without a tone: each has exactly this RMS. */
export function* levelBlocks(rmsDb: number, seconds: number, from = 0): Generator<BlockLevel> {
  const amplitude = 10 ** (rmsDb / 20);
  for (let ms = 20; ms <= seconds * 1000; ms += 20) {
    yield { at: from + ms, samples: 960, sumSquares: 960 * amplitude ** 2, peak: amplitude, clips: 0 };
  }
}

export function fromDb(db: number): number {
  return 10 ** (db / 20);
}
