import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseWav } from '../../../../../src/server/audio/capture/wavFile.ts';
import { floatWav, intWav } from '../../../../support/wav.ts';

const wave = Float32Array.of(0, 0.5, -0.5, 0.25);

function assertNear(actual: Float32Array, expected: Float32Array, tolerance: number): void {
  assert.equal(actual.length, expected.length);
  expected.forEach((value, n) => void assert.ok(Math.abs((actual[n] ?? Number.NaN) - value) <= tolerance, `sample ${n}: ${actual[n]}`));
}

describe('parseWav', () => {
  it('reads 32-bit floats as they are', () => {
    assert.deepEqual(parseWav(floatWav(wave, 44_100)), { sampleRate: 44_100, samples: wave });
  });

  for (const bits of [16, 24, 32] as const) {
    it(`reads ${bits}-bit integers with full scale 1`, () => {
      const { sampleRate, samples } = parseWav(intWav(wave, bits, 8000));
      assert.equal(sampleRate, 8000);
      assertNear(samples, wave, 2 ** (2 - bits));
    });
  }

  it('mixes channels to their mean', () => {
    const { samples } = parseWav(floatWav(Float32Array.of(0.5, -0.5, 1, 0.5), 48_000, 2));
    assert.deepEqual(samples, Float32Array.of(0, 0.75));
  });

  it('skips other chunks, one of odd length too', () => {
    const file = floatWav(wave);
    const note = Buffer.from('LIST\x03\x00\x00\x00abc\x00', 'latin1');
    const { samples } = parseWav(Buffer.concat([file.subarray(0, 12), note, file.subarray(12)]));
    assert.deepEqual(samples, wave);
  });

  it('reads the real format of an extensible header', () => {
    const file = floatWav(wave);
    const header = Buffer.alloc(48);
    file.copy(header, 0, 12, 36);
    header.writeUInt32LE(40, 4);
    header.writeUInt16LE(0xfffe, 8);
    header.writeUInt16LE(3, 8 + 24);
    const { samples } = parseWav(Buffer.concat([file.subarray(0, 12), header, file.subarray(36)]));
    assert.deepEqual(samples, wave);
  });

  it('reads what is there of a recording that was cut off', () => {
    const file = floatWav(wave);
    file.writeUInt32LE(0xffff_ffff, 40);
    assert.deepEqual(parseWav(file.subarray(0, -5)).samples, wave.subarray(0, 2));
  });

  it('refuses what it cannot read, with the reason', () => {
    const withHeader = (format: number, bits: number) => {
      const file = floatWav(wave);
      file.writeUInt16LE(format, 20);
      file.writeUInt16LE(bits, 34);
      return () => parseWav(file);
    };
    assert.throws(withHeader(85, 16), { message: 'WAV files with compressed sound (format 85) are not read' });
    assert.throws(withHeader(1, 8), { message: 'WAV files with samples of 8 bits are not read' });
    assert.throws(withHeader(3, 64), { message: 'WAV files with samples of 64-bit floating point are not read' });
    assert.throws(() => parseWav(Buffer.from('ID3 not a wave at all')), /not a WAV file/);
    assert.throws(() => parseWav(Buffer.alloc(0)), /not a WAV file/);
    assert.throws(() => parseWav(floatWav(wave).subarray(0, 30)), /incomplete/);
    assert.throws(() => parseWav(floatWav(new Float32Array(0))), /no sound/);
  });

  it('never fails in another way, whatever the file', () => {
    for (const byte of Array(60).keys()) {
      const file = floatWav(wave);
      file[byte] = 0xff;
      try {
        parseWav(file);
      } catch (error) {
        assert.match(String(error), /WAV/);
      }
    }
  });
});
