import { DevSyncError } from '../../../shared/errors.ts';
import type { Microphone } from '../../../shared/listening.ts';
import { type CaptureBackend, notInstalled, notOpened, pickDevice, type SoundSource } from './backend.ts';
import { listPulseSources } from './pulseSources.ts';
import { DEFAULT_DEVICE, loadPvRecorder, type PvRecorder, type PvRecording } from './pvrecorderAddon.ts';

const FULL_SCALE = 2 ** 15;

/**
 * miniaudio in a package that brings its binaries, for machines where nothing can be compiled. It knows no rate but 16 kHz.
 *
 * @param nativeFolder where the addon lies in the packaged extension
 */
export function createPvRecorder(nativeFolder: string): CaptureBackend {
  const load = () => {
    try {
      return loadPvRecorder(nativeFolder);
    } catch (cause) {
      throw notInstalled('pvrecorder', cause);
    }
  };
  return {
    name: 'pvrecorder',
    listDevices: async () => listInputs(load()),
    async open(deviceId) {
      const recorder = load();
      const { name } = pickDevice(await listInputs(recorder), deviceId);
      const index = deviceId === null ? DEFAULT_DEVICE : recorder.listDevices().indexOf(name);
      try {
        return startRecording(recorder.open(index));
      } catch (cause) {
        throw notOpened(name, 'pvrecorder', cause);
      }
    },
  };
}

/** miniaudio's stand-in where it finds no sound system to load. It can be opened, and delivers nothing but zeros. */
const NULL_DEVICE = 'NULL Capture Device';

async function listInputs(recorder: PvRecorder): Promise<readonly Microphone[]> {
  const names = recorder.listDevices();
  if (names.includes(NULL_DEVICE)) throw notInstalled('pvrecorder', 'the sound system of this machine has no library that it knows');
  return toMicrophones(names, (await listPulseSources()) ?? []);
}

/** What ALSA offers beside its cards, microphone or not: filters, and ways to sound servers that do not answer. */
const alsaPlugin =
  /^(Discard all samples|Default |Playback\/recording through|Rate Converter|JACK|Open Sound System|PulseAudio|PipeWire|Plugin )/;

/** It knows names only; the sound server, where there is one, knows the rest. */
export function toMicrophones(names: readonly string[], sources: readonly Microphone[]): readonly Microphone[] {
  const real = sources.length > 0 ? names : names.filter((name) => !alsaPlugin.test(name));
  return real.map(
    (name) =>
      sources.find((source) => source.name === name) ?? { id: name, name, isDefault: false, channels: null, defaultSampleRate: null },
  );
}

function startRecording(recording: PvRecording): SoundSource {
  recording.start();
  let reading: Promise<Int16Array> | undefined;
  let closing: Promise<void> | undefined;
  const samples = async function* (): AsyncGenerator<Float32Array> {
    while (!closing) {
      reading = recording.read();
      const frame = await reading.catch((cause: unknown) => {
        throw new DevSyncError('microphone-lost', { cause });
      });
      yield Float32Array.from(frame, (sample) => sample / FULL_SCALE);
    }
  };
  const release = async () => {
    // What is released in the middle of a read crashes.
    const isLost = await reading?.then(
      () => false,
      () => true,
    );
    // Stopping would wait for a sound server that does not answer any more. The device is free when this process ends.
    if (isLost) return;
    recording.stop();
    recording.release();
  };
  return {
    device: recording.device,
    sampleRate: recording.sampleRate,
    pid: process.pid,
    samples: samples(),
    close: () => (closing ??= release()),
  };
}
