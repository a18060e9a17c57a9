import type { CaptureBackend, SoundSource } from '../../../../../src/server/audio/capture/backend.ts';
import { DevSyncError, type ErrorCode } from '../../../../../src/shared/errors.ts';
import { type AudioBackend, audioBackends } from '../../../../../src/shared/listening.ts';

export type FakeSource = SoundSource & { readonly isClosed: () => boolean };

/** Delivers what is given, then nothing until it is closed. */
export function fakeSource(
  pieces: readonly Float32Array[],
  { sampleRate = 8000, failure }: { sampleRate?: number; failure?: Error } = {},
): FakeSource {
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  let isClosed = false;
  const samples = async function* () {
    yield* pieces;
    if (failure) throw failure;
    await closed;
  };
  const close = async () => {
    isClosed = true;
    resolve();
  };
  return { device: 'Fake', sampleRate, samples: samples(), close, isClosed: () => isClosed };
}

type Outcome = ErrorCode | SoundSource;

/** Back ends that open a source or fail with a code; those that are not named are not installed. */
export function fakeBackends(outcomes: Partial<Record<AudioBackend, Outcome>>): Readonly<Record<AudioBackend, CaptureBackend>> {
  const create = (name: AudioBackend): CaptureBackend => {
    const outcome = outcomes[name] ?? 'no-audio-backend';
    const open = async () => {
      if (typeof outcome === 'string') throw new DevSyncError(outcome, { message: `${name}: ${outcome}.` });
      return outcome;
    };
    const listDevices = async () => {
      const { device, sampleRate } = await open();
      return device === '' ? [] : [{ id: device, name: device, isDefault: true, channels: 1, defaultSampleRate: sampleRate }];
    };
    return { name, open, listDevices };
  };
  return Object.fromEntries(audioBackends.map((name) => [name, create(name)])) as Record<AudioBackend, CaptureBackend>;
}
