import { DevSyncError } from '../../../shared/errors.ts';
import type { AudioBackend, Microphone } from '../../../shared/listening.ts';

/** One way to capture sound. Every failure is a DevSyncError. */
export type CaptureBackend = {
  readonly name: AudioBackend;
  /**
   * @param deviceId the device of the settings, for a back end that knows no other one
   * @throws DevSyncError `no-audio-backend` where it is not installed
   */
  listDevices(deviceId: string | null): Promise<readonly Microphone[]>;
  /**
   * @param deviceId null for the default device
   * @throws DevSyncError `no-audio-backend`, `no-microphone`, `microphone-not-found` or `microphone-failed`
   */
  open(deviceId: string | null): Promise<SoundSource>;
};

/** An open device. */
export type SoundSource = {
  /** Name as people know it. */
  readonly device: string;
  /** Hz. */
  readonly sampleRate: number;
  /** The process that records, as a sound server may know it; none where no device is recorded. */
  readonly pid?: number | undefined;
  /** Mono, full scale 1, in pieces of any length. Ends after `close`; throws a DevSyncError when no more sound will come. */
  readonly samples: AsyncIterable<Float32Array>;
  /** Resolves when the device is free. Calling it again is harmless. */
  close(): Promise<void>;
};

/**
 * The wanted device, or the default one. What was chosen from the list of another back end is found by its name.
 *
 * @throws DevSyncError `no-microphone`, `microphone-not-found`
 */
export function pickDevice<T extends Microphone>(devices: readonly T[], wanted: string | null): T {
  const found =
    wanted === null
      ? (devices.find(({ isDefault }) => isDefault) ?? devices[0])
      : (devices.find(({ id }) => id === wanted) ?? devices.find(({ name }) => name === wanted || wanted.endsWith(`: ${name}`)));
  if (found) return found;
  throw wanted === null ? new DevSyncError('no-microphone') : notFound(wanted);
}

export function notFound(wanted: string, cause?: unknown): DevSyncError {
  return new DevSyncError('microphone-not-found', { message: `The microphone "${wanted}" is not connected.`, cause });
}

export function notInstalled(name: AudioBackend, cause: unknown): DevSyncError {
  return new DevSyncError('no-audio-backend', {
    message: `${name} cannot be used here: ${reasonOf(cause)}.`,
    next: 'Install what is missing, or set devSync.audio.backend (--audio-backend) to "auto", which takes what is there.',
    cause,
  });
}

export function notOpened(device: string, name: AudioBackend, cause: unknown): DevSyncError {
  const message = `The microphone "${device}" could not be opened with ${name}: ${reasonOf(cause)}.`;
  return new DevSyncError('microphone-failed', { message, cause });
}

/** First line of what was thrown or said, without a full stop. */
function reasonOf(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  return (text.split('\n')[0] ?? '').replace(/[.\s]+$/, '');
}
