import { join } from 'node:path';
import { loadAddon } from './addon.ts';
import { pvrecorderFiles } from './pvrecorderFiles.ts';

/**
 * PvRecorder's compiled part. The JavaScript of its package is left out: it looks for the compiled part by rules of its own, and knows
 * of ARM only a few Raspberry Pis.
 */
type Compiled = {
  init(frameLength: number, deviceIndex: number, bufferedFrames: number): { readonly status: number; readonly handle: unknown };
  start(handle: unknown): number;
  stop(handle: unknown): number;
  /** Fills the samples; blocks this thread for up to a frame, or for a second when the device is gone, and fails then. */
  read(handle: unknown, samples: Int16Array): number;
  delete(handle: unknown): void;
  sample_rate(): number;
  get_selected_device(handle: unknown): string | null | undefined;
  get_available_devices(): readonly string[] | null | undefined;
};

export type PvRecorder = {
  /** Names, by index. */
  listDevices(): readonly string[];
  /** @param deviceIndex `DEFAULT_DEVICE` for the default one */
  open(deviceIndex: number): PvRecording;
};

/** Must not be used after `release`, nor released in the middle of a read. */
export type PvRecording = {
  readonly device: string;
  /** Hz. */
  readonly sampleRate: number;
  start(): void;
  stop(): void;
  read(): Promise<Int16Array>;
  release(): void;
};

export const DEFAULT_DEVICE = -1;
const FRAME_SAMPLES = 320;
/** A second of sound. */
const BUFFERED_FRAMES = 50;
/** Their meanings, by number. */
const statuses = [
  'success',
  'out of memory',
  'invalid argument',
  'invalid state',
  'the sound system refuses',
  'the device is in use',
  'the device is not ready',
  'input failed',
  'internal failure',
];

/** @param nativeFolder where the compiled part lies in the packaged extension */
export function loadPvRecorder(nativeFolder: string): PvRecorder {
  const files: Readonly<Record<string, string>> = pvrecorderFiles;
  const file = files[`${process.platform}-${process.arch}`];
  const place = file === undefined ? undefined : { package: '@picovoice/pvrecorder-node', path: join('lib', file) };
  const compiled = loadAddon(join(nativeFolder, 'pv_recorder.node'), place) as Compiled;
  return {
    listDevices: () => compiled.get_available_devices() ?? fail('list the devices'),
    open: (deviceIndex) => openRecording(compiled, deviceIndex),
  };
}

function openRecording(compiled: Compiled, deviceIndex: number): PvRecording {
  const { status, handle } = compiled.init(FRAME_SAMPLES, deviceIndex, BUFFERED_FRAMES);
  check(status, 'open the device');
  return {
    get device() {
      return compiled.get_selected_device(handle) ?? fail('name the device');
    },
    sampleRate: compiled.sample_rate(),
    start: () => check(compiled.start(handle), 'start'),
    stop: () => check(compiled.stop(handle), 'stop'),
    async read() {
      // The call blocks: what else there is to do has its turn first.
      await new Promise((resolve) => setTimeout(resolve));
      const samples = new Int16Array(FRAME_SAMPLES);
      check(compiled.read(handle, samples), 'read');
      return samples;
    },
    release: () => compiled.delete(handle),
  };
}

function check(status: number, action: string): void {
  if (status !== 0) fail(action, statuses[status] ?? `status ${status}`);
}

function fail(action: string, reason?: string): never {
  throw new Error(`PvRecorder could not ${action}${reason === undefined ? '' : `: ${reason}`}.`);
}
