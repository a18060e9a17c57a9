import type { Microphone } from '../../../shared/listening.ts';

/** A device as `arecord -D` takes it, perhaps with the source of the sound server behind it. */
export type AlsaDevice = Microphone & { readonly pcm: string; readonly pulseSource?: string };

/** Devices of a card, with conversion to any format; all else in the list are variants of them and filters. */
const CARD = 'plughw:';

/**
 * @param listing what `arecord -L` prints: names, each followed by indented lines that describe it
 * @param sources those of the sound server, undefined when it can't be asked
 */
export function toAlsaDevices(listing: string, sources: readonly Microphone[] | undefined): readonly AlsaDevice[] {
  const pcms = parsePcms(listing);
  const cards = pcms.filter(({ name }) => name.startsWith(CARD)).map(({ name, description }) => toDevice(name, description));
  const hasPulse = pcms.some(({ name }) => name === 'pulse');
  if (hasPulse && sources) return [...sources.map((source) => ({ ...source, pcm: 'pulse', pulseSource: source.id })), ...cards];
  const standard = pcms
    .filter(({ name }) => name === 'default')
    .map(({ description }) => ({ ...toDevice('default', description), isDefault: true }));
  return [...standard, ...cards];
}

function parsePcms(listing: string): readonly { readonly name: string; readonly description: string }[] {
  return listing
    .split(/\n(?=\S)/)
    .map((block) => block.split('\n').map((line) => line.trim()))
    .map(([name = '', description = '']) => ({ name, description }));
}

function toDevice(pcm: string, description: string): AlsaDevice {
  return { id: pcm, name: description || pcm, isDefault: false, channels: null, defaultSampleRate: null, pcm };
}
