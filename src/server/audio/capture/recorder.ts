import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { DevSyncError } from '../../../shared/errors.ts';
import type { AudioBackend } from '../../../shared/listening.ts';
import { type CaptureBackend, notFound, notInstalled, notOpened, type SoundSource } from './backend.ts';
import { findProgram } from './program.ts';

/** Every program is asked for mono 32-bit floats at this rate. */
export const RECORDER_RATE = 48_000;

export type Recorder = {
  readonly parameters: readonly string[];
  /** Name of the device as people know it. */
  readonly device: string;
  /** Null when it was not chosen. */
  readonly deviceId: string | null;
  readonly env?: Readonly<Record<string, string>>;
};

const FLOAT_BYTES = 4;
const KEPT_WORDS = 2000;
const END_GRACE_MS = 500;
/** In what the programs say: there is no such device, or no sound server. */
const absence = /No such (entity|file|device|process)|Connection (refused|failure)|cannot find card/i;

/** @throws DevSyncError `no-audio-backend` */
export function requireProgram(name: AudioBackend): string {
  const program = findProgram(name);
  if (program === undefined) throw notInstalled(name, 'the program is not installed');
  return program;
}

/** Starts a program that writes what it hears to its output. */
export function startRecorder(name: CaptureBackend['name'], { parameters, device, deviceId, env }: Recorder): SoundSource {
  const child = spawn(requireProgram(name), parameters, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, LC_ALL: 'C', ...env },
    windowsHide: true,
  });
  let words = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-KEPT_WORDS);
  });
  let failure: Error | undefined;
  child.once('error', (error) => {
    failure = error;
  });
  const ended = new Promise<void>((resolve) => void child.once('close', () => resolve()));
  let closing: Promise<void> | undefined;

  const samples = async function* (): AsyncGenerator<Float32Array> {
    let isHeard = false;
    for await (const floats of readFloats(child.stdout)) {
      isHeard = true;
      yield floats;
    }
    await ended;
    const cause = failure ?? words.trim();
    if (!closing) throw isHeard ? new DevSyncError('microphone-lost', { cause }) : explain(cause, name, { device, deviceId });
  };
  const end = async () => {
    child.kill('SIGTERM');
    const impatience = setTimeout(() => child.kill('SIGKILL'), END_GRACE_MS);
    // What it still writes is read, or it could not end.
    child.stdout.resume();
    await ended;
    clearTimeout(impatience);
  };
  return { device, sampleRate: RECORDER_RATE, pid: child.pid, samples: samples(), close: () => (closing ??= end()) };
}

async function* readFloats(output: Readable): AsyncGenerator<Float32Array> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of output as AsyncIterable<Buffer>) {
    const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    const whole = bytes.length - (bytes.length % FLOAT_BYTES);
    rest = bytes.subarray(whole);
    if (whole > 0) yield new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + whole));
  }
}

function explain(cause: unknown, name: AudioBackend, { device, deviceId }: Pick<Recorder, 'device' | 'deviceId'>): DevSyncError {
  if (!absence.test(String(cause))) return notOpened(device, name, cause || 'it ended without a word');
  return deviceId === null ? new DevSyncError('no-microphone', { cause }) : notFound(deviceId, cause);
}
