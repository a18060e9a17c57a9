import { setTimeout as sleep } from 'node:timers/promises';
import { BLOCK_MS } from '../level.ts';
import type { SoundSource } from './backend.ts';
import { blockSamples } from './blockCutter.ts';

/** A machine that slept does not catch up with what it missed. */
const MOST_BACKLOG_MS = 500;

/** Fills a block; `position` counts samples from the start of the sound. */
export type FillBlock = (block: Float32Array, position: number) => void;

/** Sound that is computed instead of captured, at the pace of real time whatever the timers do. */
export function realTimeSource(device: string, sampleRate: number, fill: FillBlock): SoundSource {
  const closing = new AbortController();
  return {
    device,
    sampleRate,
    samples: paced(sampleRate, fill, closing.signal),
    async close() {
      closing.abort();
    },
  };
}

async function* paced(sampleRate: number, fill: FillBlock, signal: AbortSignal): AsyncGenerator<Float32Array> {
  const length = blockSamples(sampleRate);
  const blockMs = (1000 * length) / sampleRate;
  let due = performance.now() + BLOCK_MS;
  for (let position = 0; !signal.aborted; position += length) {
    const wait = due - performance.now();
    if (wait < -MOST_BACKLOG_MS) due = performance.now();
    // Closing ends the wait; the loop looks for itself.
    if (wait > 0) await sleep(wait, undefined, { signal }).catch(() => {});
    if (signal.aborted) return;
    const block = new Float32Array(length);
    fill(block, position);
    yield block;
    due += blockMs;
  }
}
