import { DevSyncError } from '../../../shared/errors.ts';
import type { Microphone } from '../../../shared/listening.ts';
import { type CaptureBackend, notInstalled, notOpened, pickDevice, type SoundSource } from './backend.ts';
import { loadOptional } from './optionalPackage.ts';
import { listPulseSources } from './pulseSources.ts';

type PvRecorder = {
  readonly sampleRate: number;
  start(): void;
  stop(): void;
  /** Blocks this thread for up to a frame, or for a second when the device is gone, and fails then. */
  read(): Promise<Int16Array>;
  release(): void;
  getSelectedDevice(): string;
};

type PvRecorderClass = {
  new (frameLength: number, deviceIndex: number): PvRecorder;
  getAvailableDevices(): readonly string[];
};

/** It knows no other rate. */
const RATE = 16_000;
const FRAME_SAMPLES = 320;
const DEFAULT_DEVICE = -1;
const FULL_SCALE = 2 ** 15;

/** miniaudio in a package that brings its binaries, for machines where nothing can be compiled. */
export const pvrecorderBackend: CaptureBackend = {
  name: 'pvrecorder',
  async listDevices() {
    return listInputs(loadPvRecorder());
  },
  async open(deviceId) {
    const PvRecorder = loadPvRecorder();
    const { name } = pickDevice(await listInputs(PvRecorder), deviceId);
    const index = deviceId === null ? DEFAULT_DEVICE : PvRecorder.getAvailableDevices().indexOf(name);
    try {
      const recorder = new PvRecorder(FRAME_SAMPLES, index);
      return startRecorder(recorder);
    } catch (cause) {
      throw notOpened(name, 'pvrecorder', cause);
    }
  },
};

function loadPvRecorder(): PvRecorderClass {
  try {
    return (loadOptional('@picovoice/pvrecorder-node') as { PvRecorder: PvRecorderClass }).PvRecorder;
  } catch (cause) {
    throw notInstalled('pvrecorder', cause);
  }
}

async function listInputs(PvRecorder: PvRecorderClass): Promise<readonly Microphone[]> {
  return toMicrophones(PvRecorder.getAvailableDevices(), (await listPulseSources()) ?? []);
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

function startRecorder(recorder: PvRecorder): SoundSource {
  recorder.start();
  let reading: Promise<Int16Array> | undefined;
  let closing: Promise<void> | undefined;
  const samples = async function* (): AsyncGenerator<Float32Array> {
    while (!closing) {
      reading = recorder.read();
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
    recorder.stop();
    recorder.release();
  };
  return {
    device: recorder.getSelectedDevice(),
    sampleRate: RATE,
    pid: process.pid,
    samples: samples(),
    close: () => (closing ??= release()),
  };
}
