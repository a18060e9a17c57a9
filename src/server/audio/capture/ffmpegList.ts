import type { Microphone } from '../../../shared/listening.ts';

/** Microphones in what ffmpeg writes for `-f avfoundation -list_devices true` (macOS): `[AVFoundation …] [0] Name` below a heading. */
export function parseAvfoundationList(words: string): readonly Microphone[] {
  const [, audio = ''] = words.split(/AVFoundation audio devices:/);
  return [...audio.matchAll(/^\[[^\]]*\] \[\d+\] (.+)$/gm)].map(([, name = '']) => toMicrophone(name.trim(), false));
}

/** Microphones in what ffmpeg writes for `-f dshow -list_devices true` (Windows): `"Name" (audio)`, or `"Name"` below a heading. */
export function parseDshowList(words: string): readonly Microphone[] {
  const [, older] = words.split(/DirectShow audio devices/);
  const pattern = older === undefined ? /"([^"]+)" \([^)]*audio[^)]*\)/g : /\] +"([^"]+)"$/gm;
  // DirectShow has no default; without a choice the first is taken.
  return [...(older ?? words).replaceAll('\r', '').matchAll(pattern)].map(([, name = ''], index) => toMicrophone(name, index === 0));
}

function toMicrophone(name: string, isDefault: boolean): Microphone {
  return { id: name, name, isDefault, channels: null, defaultSampleRate: null };
}
