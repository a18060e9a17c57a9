import type { ErrorInfo } from '../../shared/errors.ts';
import type { AudioBackend, AudioBackendChoice, Microphone } from '../../shared/listening.ts';
import type { BlockLevel } from './level.ts';

/** Orders to a capture process, over IPC: first what to do, later perhaps `stop`. */
export type CaptureOrder =
  | {
      readonly kind: 'open';
      readonly backend: AudioBackendChoice;
      /** Id of a device; null is the default one. */
      readonly device: string | null;
      /** Back ends that `auto` leaves out, because they crashed here. */
      readonly avoid: readonly AudioBackend[];
    }
  | {
      readonly kind: 'list';
      readonly backend: AudioBackendChoice;
      /** Id of the device of the settings, which is the only one that the back end `file` knows. */
      readonly device: string | null;
      readonly avoid: readonly AudioBackend[];
    }
  | { readonly kind: 'stop' };

/** What the process captures. */
export type OpenedCapture = {
  readonly backend: AudioBackend;
  /** Name as people know it. */
  readonly device: string;
  /** Hz. */
  readonly sampleRate: number;
};

/** Words of a capture process. It ends after `devices`, `failed` and `stopped`. */
export type CaptureMessage =
  /** Told before native code of this back end runs, so that a crash has a name. */
  | { readonly kind: 'trying'; readonly backend: AudioBackend }
  /** Told before the first block, and again when the default device is another one: the capture goes on with that. */
  | ({ readonly kind: 'opened' } & OpenedCapture)
  /** 20 ms of sound. */
  | ({ readonly kind: 'block' } & BlockLevel)
  | { readonly kind: 'devices'; readonly backend: AudioBackend; readonly devices: readonly Microphone[] }
  /** Nothing can be captured, or no more. */
  | { readonly kind: 'failed'; readonly error: ErrorInfo }
  | { readonly kind: 'stopped' };
