import { join } from 'node:path';
import { DevSyncError } from '../../../shared/errors.ts';
import type { Microphone } from '../../../shared/listening.ts';
import { loadAddon } from './addon.ts';
import { type CaptureBackend, notInstalled, notOpened, pickDevice, type SoundSource } from './backend.ts';
import { blockSamples } from './blockCutter.ts';
import { listPulseSources } from './pulseSources.ts';

/** What naudiodon's compiled part offers. Its JavaScript is left out: it loads a crash handler that not every Node can. */
type Addon = {
  getDevices(): readonly AddonDevice[];
  getHostAPIs(): { readonly defaultHostAPI: number; readonly HostAPIs: readonly AddonHostApi[] };
  create(options: { readonly inOptions: Readonly<Record<string, number | boolean>> }): AddonStream;
};
export type AddonDevice = {
  readonly id: number;
  readonly name: string;
  readonly maxInputChannels: number;
  readonly defaultSampleRate: number;
  readonly hostAPIName: string;
};
export type AddonHostApi = { readonly name: string; readonly defaultInput: number };
type AddonStream = {
  start(): void;
  /** Takes until so many bytes are there; after `quit` it answers `finished`. */
  read(bytes: number): Promise<{ readonly buf?: Buffer; readonly finished?: boolean; readonly err?: string }>;
  /** Twice at once it hangs for ever. */
  quit(how: 'WAIT'): Promise<void>;
};

/** A device as PortAudio numbers it, or a source of the sound server behind one. */
export type Input = Microphone & { readonly index: number; readonly pulseSource?: string };

const FLOAT32 = 1;
const FLOAT_BYTES = 4;
/** Blocks that may wait while our own thread is busy; the audio thread waits when there are more. */
const MOST_QUEUED_BLOCKS = 50;
/** ALSA's devices that stand for a sound server, and exist even when that has no microphone. */
const standIns = new Set(['pulse', 'default', 'pipewire']);
/** Any rate will do for the resamplers of ALSA and PulseAudio; other systems do not convert. */
const LINUX_RATE = 48_000;

/** PortAudio. @param nativeFolder where the addon lies in the packaged extension */
export function createNaudiodon(nativeFolder: string): CaptureBackend {
  const listInputs = async (addon: Addon) => {
    // Asked anew each time: a constructor that finds no device would make this process blind to later ones.
    const inputs = toInputs(addon.getDevices(), addon.getHostAPIs());
    return withPulseSources(inputs, await listPulseSources());
  };
  return {
    name: 'naudiodon',
    async listDevices() {
      const inputs = await listInputs(loadNaudiodon(nativeFolder));
      return inputs.map(({ index: _, pulseSource: _source, ...microphone }) => microphone);
    },
    async open(deviceId) {
      const addon = loadNaudiodon(nativeFolder);
      const input = pickDevice(await listInputs(addon), deviceId);
      // Left alone, the default follows the settings of the desktop.
      if (deviceId !== null && input.pulseSource !== undefined) process.env.PULSE_SOURCE = input.pulseSource;
      return openStream(addon, input);
    },
  };
}

function loadNaudiodon(nativeFolder: string): Addon {
  try {
    const place = { package: 'naudiodon', path: 'build/Release/naudiodon.node' };
    return loadAddon(join(nativeFolder, 'naudiodon.node'), place) as Addon;
  } catch (cause) {
    throw notInstalled('naudiodon', cause);
  }
}

/** The inputs of one host API: Windows has each microphone once in every one of four, of which WASAPI is the best. */
export function toInputs(
  devices: readonly AddonDevice[],
  { defaultHostAPI, HostAPIs: hostApis }: ReturnType<Addon['getHostAPIs']>,
): readonly Input[] {
  const inputs = devices.filter(({ maxInputChannels }) => maxInputChannels > 0);
  const hasInputs = (api: AddonHostApi) => inputs.some(({ hostAPIName }) => hostAPIName === api.name);
  const usable = hostApis.filter(hasInputs);
  const api = usable.find(({ name }) => name.includes('WASAPI')) ?? usable.find((one) => one === hostApis[defaultHostAPI]) ?? usable[0];
  return inputs
    .filter(({ hostAPIName }) => hostAPIName === api?.name)
    .map(({ id, name, maxInputChannels, defaultSampleRate }) => ({
      id: `${api?.name}: ${name}`,
      name,
      isDefault: id === api?.defaultInput,
      channels: maxInputChannels,
      defaultSampleRate,
      index: id,
    }));
}

/** On a Linux desktop PortAudio sees the sound server as a single device; people choose among the sources of that server. */
export function withPulseSources(inputs: readonly Input[], sources: readonly Microphone[] | undefined): readonly Input[] {
  const pulse = inputs.find(({ name }) => name === 'pulse');
  if (!pulse || !sources) return inputs;
  const hardware = inputs.filter(({ name }) => !standIns.has(name));
  return [
    ...sources.map((source) => ({ ...source, index: pulse.index, pulseSource: source.id })),
    ...hardware.map((input) => ({ ...input, isDefault: false })),
  ];
}

function openStream(addon: Addon, { name, index, defaultSampleRate }: Input): SoundSource {
  const sampleRate = process.platform === 'linux' ? LINUX_RATE : (defaultSampleRate ?? LINUX_RATE);
  const frames = blockSamples(sampleRate);
  const inOptions = {
    deviceId: index,
    channelCount: 1,
    sampleFormat: FLOAT32,
    sampleRate,
    framesPerBuffer: frames,
    maxQueue: MOST_QUEUED_BLOCKS,
    // An overflow is no reason to end.
    closeOnError: false,
  };
  try {
    const stream = addon.create({ inOptions });
    stream.start();
    let quitting: Promise<void> | undefined;
    return {
      device: name,
      sampleRate,
      pid: process.pid,
      samples: readStream(stream, frames * FLOAT_BYTES),
      // Holds the stream until it has ended: the audio thread writes into it.
      close: () => (quitting ??= stream.quit('WAIT')),
    };
  } catch (cause) {
    throw standIns.has(name) ? noneBehind(name, cause) : notOpened(name, 'naudiodon', cause);
  }
}

async function* readStream(stream: AddonStream, bytes: number): AsyncGenerator<Float32Array> {
  for (;;) {
    const { buf, finished, err } = await stream.read(bytes);
    if (err !== undefined) throw new DevSyncError('microphone-lost', { cause: err });
    if (finished || !buf) return;
    yield new Float32Array(buf.buffer.slice(buf.byteOffset, buf.byteOffset + buf.byteLength));
  }
}

/** The sound server can't be asked, but a stand-in can be opened whenever there is a microphone behind it. */
function noneBehind(name: string, cause: unknown): DevSyncError {
  return new DevSyncError('no-microphone', { message: `No microphone was found behind "${name}".`, cause });
}
