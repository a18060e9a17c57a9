import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { BlockCutter, blockSamples } from '../../../../../src/server/audio/capture/blockCutter.ts';

const NOW = 1_000_000;

describe('BlockCutter', () => {
  it('cuts blocks of 20 ms at every rate', () => {
    assert.deepEqual([48_000, 44_100, 16_000, 8000].map(blockSamples), [960, 882, 320, 160]);
  });

  it('loses and invents nothing, however the samples arrive', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 500 }), { maxLength: 20 }), (lengths) => {
        const cutter = new BlockCutter(8000);
        let next = 0;
        const pieces = lengths.map((length) => Float32Array.from({ length }, () => next++ / 1e6));
        const blocks = pieces.flatMap((piece) => cutter.cut(piece, NOW));
        assert.equal(blocks.length, Math.floor(next / 160));
        blocks.forEach(({ samples, peak }, n) => {
          assert.equal(samples, 160);
          assert.equal(peak, Math.fround((n * 160 + 159) / 1e6));
        });
      }),
    );
  });

  it('stamps each block of a burst with the end of its own sound', () => {
    const stamps = new BlockCutter(8000).cut(new Float32Array(160 * 3 + 80), NOW).map(({ at }) => at);
    assert.deepEqual(stamps, [NOW - 50, NOW - 30, NOW - 10]);
  });

  it('counts a run of clipped samples that spans two blocks', () => {
    const cutter = new BlockCutter(8000);
    const clips = (from: number, to: number) => cutter.cut(new Float32Array(160).fill(1, from, to), NOW).map((block) => block.clips);
    assert.deepEqual([clips(158, 160), clips(0, 1), clips(158, 160)], [[0], [1], [0]]);
  });
});
