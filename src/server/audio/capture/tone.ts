import type { Microphone } from '../../../shared/listening.ts';
import { type CaptureBackend, notFound } from './backend.ts';
import { realTimeSource } from './realTime.ts';

type Tone = { readonly hertz: number; readonly dbfs: number };

const RATE = 48_000;
/** What is offered; any other tone of that form can be had as well. */
const offered: readonly Tone[] = [
  { hertz: 1000, dbfs: -20 },
  { hertz: 440, dbfs: -6 },
  { hertz: 1000, dbfs: -40 },
  { hertz: 1000, dbfs: -60 },
];

/** A sine instead of a microphone. Its device id is the tone, as `1000Hz -20dBFS`; the level is its peak. */
export const toneBackend: CaptureBackend = {
  name: 'tone',
  async listDevices() {
    return offered.map(toMicrophone);
  },
  async open(deviceId) {
    const tone = deviceId === null ? offered[0] : parseTone(deviceId);
    if (!tone) throw notFound(String(deviceId), 'a tone is written as in "1000Hz -20dBFS"');
    const amplitude = 10 ** (tone.dbfs / 20);
    const step = (2 * Math.PI * tone.hertz) / RATE;
    return realTimeSource(nameOf(tone), RATE, (block, position) => {
      for (let n = 0; n < block.length; n++) block[n] = amplitude * Math.sin(step * (position + n));
    });
  },
};

export function parseTone(text: string): Tone | undefined {
  const match = /^(\d+(?:\.\d+)?) ?Hz (-?\d+(?:\.\d+)?) ?dBFS$/i.exec(text.trim());
  const [hertz, dbfs] = [Number(match?.[1]), Number(match?.[2])];
  return hertz <= RATE / 2 && dbfs <= 0 ? { hertz, dbfs } : undefined;
}

function toMicrophone(tone: Tone, index: number): Microphone {
  const id = `${tone.hertz}Hz ${tone.dbfs}dBFS`;
  return { id, name: nameOf(tone), isDefault: index === 0, channels: 1, defaultSampleRate: RATE };
}

function nameOf({ hertz, dbfs }: Tone): string {
  return `Tone of ${hertz} Hz at ${dbfs} dBFS`;
}
