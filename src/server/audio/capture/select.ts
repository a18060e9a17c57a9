import { DevSyncError, type ErrorCode, errorCatalogue } from '../../../shared/errors.ts';
import type { AudioBackend, AudioBackendChoice, Microphone } from '../../../shared/listening.ts';
import { inTime } from '../inTime.ts';
import { type CaptureBackend, notOpened, type SoundSource } from './backend.ts';

/** What `auto` tries, best first. A recorder of the desktop comes last: it costs a second process. */
const automatic: Readonly<Record<'linux' | 'others', readonly AudioBackend[]>> = {
  linux: ['naudiodon', 'pvrecorder', 'parec', 'arecord', 'ffmpeg'],
  others: ['naudiodon', 'pvrecorder', 'ffmpeg'],
};

/** Which failure of several is told: the one that came nearest to success. */
const byTelling: readonly ErrorCode[] = ['microphone-failed', 'microphone-not-found', 'no-microphone', 'no-audio-backend'];
/** A slow sound server takes two seconds to its first sound. */
const FIRST_SOUND_MS = 2500;
const CLOSE_MS = 1000;

export type SelectOptions = {
  readonly choice: AudioBackendChoice;
  /** Left out of `auto`. */
  readonly avoid: readonly AudioBackend[];
  readonly backends: Readonly<Record<AudioBackend, CaptureBackend>>;
  /** Hears of each back end before any code of it runs. */
  onTry(backend: AudioBackend): Promise<void>;
  readonly signal: AbortSignal;
  readonly platform?: NodeJS.Platform;
  /** How long an open device may take to its first sound. */
  readonly firstSoundMs?: number;
};

export type Selected<T> = { readonly backend: AudioBackend; readonly value: T };

/**
 * Opens the device with the first back end that delivers sound.
 *
 * @throws DevSyncError the most telling of the reasons
 */
export function selectSource(deviceId: string | null, options: SelectOptions): Promise<Selected<SoundSource>> {
  return tryEach(options, async (backend) => firstSound(await backend.open(deviceId), backend.name, options));
}

/**
 * Lists the devices of the first back end that has any.
 *
 * @throws DevSyncError the most telling of the reasons
 */
export function selectDevices(deviceId: string | null, options: SelectOptions): Promise<Selected<readonly Microphone[]>> {
  return tryEach(options, async (backend) => {
    const devices = await backend.listDevices(deviceId);
    if (devices.length === 0) throw new DevSyncError('no-microphone');
    return devices;
  });
}

async function tryEach<T>(options: SelectOptions, attempt: (backend: CaptureBackend) => Promise<T>): Promise<Selected<T>> {
  const failures: Failure[] = [];
  for (const name of candidates(options)) {
    options.signal.throwIfAborted();
    await options.onTry(name);
    try {
      return { backend: name, value: await attempt(options.backends[name]) };
    } catch (error) {
      options.signal.throwIfAborted();
      failures.push({ name, error: error instanceof DevSyncError ? error : notOpened('default', name, error) });
    }
  }
  throw mostTelling(failures);
}

function candidates({ choice, avoid, platform = process.platform }: SelectOptions): readonly AudioBackend[] {
  if (choice !== 'auto') return [choice];
  return automatic[platform === 'linux' ? 'linux' : 'others'].filter((name) => !avoid.includes(name));
}

type Failure = { readonly name: AudioBackend; readonly error: DevSyncError };

/** One failure for several. */
function mostTelling(failures: readonly Failure[]): DevSyncError {
  const [first] = failures.toSorted((a, b) => rank(a) - rank(b));
  // All were to be avoided.
  if (!first) return new DevSyncError('microphone-failed', { message: 'Every program that could capture sound crashed.' });
  const { code, cause } = first.error;
  if (failures.length === 1 || code === 'microphone-failed' || code === 'microphone-not-found') return first.error;
  // What a single back end lacks is of no interest when all of them lack something.
  const sentence = errorCatalogue[code][1];
  if (code === 'no-microphone') return new DevSyncError(code, { message: sentence, cause });
  const names = failures.map(({ name }) => name).join(', ');
  return new DevSyncError(code, { message: `${sentence.replace(/\.$/, '')} (looked for ${names}).`, cause });
}

function rank({ error }: Failure): number {
  return byTelling.indexOf(error.code);
}

/** The source once sound arrives from it. One that opens and stays mute is closed, so that the next back end has its chance. */
async function firstSound(source: SoundSource, name: AudioBackend, options: SelectOptions): Promise<SoundSource> {
  const { firstSoundMs = FIRST_SOUND_MS, signal } = options;
  const samples = source.samples[Symbol.asyncIterator]();
  try {
    const first = await inTime(samples.next(), firstSoundMs, signal);
    if (first?.done !== false) throw notOpened(source.device, name, 'no sound arrives');
    return { ...source, samples: prepend(first.value, samples) };
  } catch (error) {
    await closeInTime(source);
    throw error instanceof DevSyncError && error.code === 'microphone-lost' ? notOpened(source.device, name, error.cause) : error;
  }
}

async function* prepend<T>(first: T, rest: AsyncIterator<T>): AsyncGenerator<T> {
  yield first;
  yield* { [Symbol.asyncIterator]: () => rest };
}

/** Native code may hang when it lets go of a device; this process ends soon, and the device is free then. */
export async function closeInTime(source: SoundSource): Promise<void> {
  await inTime(source.close(), CLOSE_MS);
}
