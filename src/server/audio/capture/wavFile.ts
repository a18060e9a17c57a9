/** Sound of a WAV file. */
export type WavSound = {
  /** Hz. */
  readonly sampleRate: number;
  /** Mean of the channels, full scale 1. */
  readonly samples: Float32Array;
};

type Format = {
  /** How one sample is written, as in `int16` or `float32`. */
  readonly encoding: string;
  readonly channels: number;
  readonly sampleRate: number;
  readonly frameBytes: number;
};

const encodings: Readonly<Record<string, (data: Buffer, offset: number) => number>> = {
  int16: (data, offset) => data.readInt16LE(offset) / 2 ** 15,
  int24: (data, offset) => data.readIntLE(offset, 3) / 2 ** 23,
  int32: (data, offset) => data.readInt32LE(offset) / 2 ** 31,
  float32: (data, offset) => data.readFloatLE(offset),
};

const formatNames: Readonly<Record<number, string>> = { 1: 'int', 3: 'float' };
/** The real format is then at the start of a GUID further on. */
const EXTENSIBLE = 0xfffe;
const SUBFORMAT_OFFSET = 24;

/** @throws Error when it is no WAV file, or one of a kind that is not read here */
export function parseWav(file: Buffer): WavSound {
  if (file.length < 12 || file.toString('latin1', 0, 4) !== 'RIFF' || file.toString('latin1', 8, 12) !== 'WAVE') {
    throw new Error('it is not a WAV file');
  }
  const chunks = readChunks(file);
  const [header, data] = [chunks.get('fmt '), chunks.get('data')];
  if (!header || header.length < 16 || !data) throw new Error('the WAV file is incomplete');
  const format = readFormat(header);
  const samples = toMono(data, format);
  if (samples.length === 0) throw new Error('the WAV file has no sound');
  return { sampleRate: format.sampleRate, samples };
}

/** The first chunk of each name. A recording that was cut off states more than there is. */
function readChunks(file: Buffer): ReadonlyMap<string, Buffer> {
  const chunks = new Map<string, Buffer>();
  for (let at = 12; at + 8 <= file.length; ) {
    const name = file.toString('latin1', at, at + 4);
    const size = file.readUInt32LE(at + 4);
    if (!chunks.has(name)) chunks.set(name, file.subarray(at + 8, at + 8 + size));
    at += 8 + size + (size % 2);
  }
  return chunks;
}

function readFormat(header: Buffer): Format {
  const tag = header.readUInt16LE(0);
  const isExtended = tag === EXTENSIBLE && header.length >= SUBFORMAT_OFFSET + 2;
  const [channels, sampleRate, bits] = [header.readUInt16LE(2), header.readUInt32LE(4), header.readUInt16LE(14)];
  const kind = isExtended ? header.readUInt16LE(SUBFORMAT_OFFSET) : tag;
  const encoding = `${formatNames[kind]}${bits}`;
  if (!Object.hasOwn(encodings, encoding)) throw new Error(`WAV files with ${describe(kind, bits)} are not read`);
  if (channels === 0 || sampleRate < 1000) throw new Error('the header of the WAV file makes no sense');
  return { encoding, channels, sampleRate, frameBytes: (channels * bits) / 8 };
}

function describe(kind: number, bits: number): string {
  if (formatNames[kind] === undefined) return `compressed sound (format ${kind})`;
  return formatNames[kind] === 'float' ? `samples of ${bits}-bit floating point` : `samples of ${bits} bits`;
}

function toMono(data: Buffer, { encoding, channels, frameBytes }: Format): Float32Array {
  const read = encodings[encoding] ?? (() => 0);
  const sampleBytes = frameBytes / channels;
  return Float32Array.from({ length: Math.floor(data.length / frameBytes) }, (_, frame) => {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) sum += read(data, frame * frameBytes + channel * sampleBytes);
    return sum / channels;
  });
}
