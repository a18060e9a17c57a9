/** A sine; `dbfs` is its peak level, so that one of 0 dBFS reads −3.01 RMS. */
export type Tone = {
  /** 1000 by default. */
  readonly hertz?: number;
  readonly dbfs: number;
  /** 60 by default. */
  readonly seconds?: number;
  /** Samples per second; 48,000 by default. */
  readonly rate?: number;
};

const WAV_FORMAT = { int: 1, float: 3 } as const;
const HEADER_BYTES = 44;

export function sine({ hertz = 1000, dbfs, seconds = 60, rate = 48_000 }: Tone): Float32Array {
  const amplitude = 10 ** (dbfs / 20);
  return Float32Array.from({ length: Math.round(seconds * rate) }, (_, n) => amplitude * Math.sin((2 * Math.PI * hertz * n) / rate));
}

/** A WAV file of 32-bit floats; samples of several channels are interleaved. */
export function floatWav(samples: Float32Array, rate = 48_000, channels = 1): Buffer {
  const file = Buffer.alloc(HEADER_BYTES + 4 * samples.length);
  writeHeader(file, { format: WAV_FORMAT.float, bits: 32, rate, channels });
  samples.forEach((sample, n) => void file.writeFloatLE(sample, HEADER_BYTES + 4 * n));
  return file;
}

/** A WAV file of 16, 24 or 32-bit integers. */
export function intWav(samples: Float32Array, bits: 16 | 24 | 32, rate = 48_000, channels = 1): Buffer {
  const bytes = bits / 8;
  const file = Buffer.alloc(HEADER_BYTES + bytes * samples.length);
  writeHeader(file, { format: WAV_FORMAT.int, bits, rate, channels });
  const fullScale = 2 ** (bits - 1) - 1;
  samples.forEach((sample, n) => void file.writeIntLE(Math.round(sample * fullScale), HEADER_BYTES + bytes * n, bytes));
  return file;
}

type Header = { readonly format: number; readonly bits: number; readonly rate: number; readonly channels: number };

function writeHeader(file: Buffer, { format, bits, rate, channels }: Header): void {
  const frameBytes = (channels * bits) / 8;
  file.write('RIFF', 0);
  file.writeUInt32LE(file.length - 8, 4);
  file.write('WAVEfmt ', 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(format, 20);
  file.writeUInt16LE(channels, 22);
  file.writeUInt32LE(rate, 24);
  file.writeUInt32LE(rate * frameBytes, 28);
  file.writeUInt16LE(frameBytes, 32);
  file.writeUInt16LE(bits, 34);
  file.write('data', 36);
  file.writeUInt32LE(file.length - HEADER_BYTES, 40);
}
