import type { ErrorInfo } from './errors.ts';

/** What can capture sound, by the name under which it is shown and forced. `file` and `tone` need no microphone. */
export const audioBackends = ['naudiodon', 'pvrecorder', 'parec', 'arecord', 'ffmpeg', 'file', 'tone'] as const;
export type AudioBackend = (typeof audioBackends)[number];

/** `auto` takes the first that works here; `file` and `tone` are never taken unasked. */
export const audioBackendChoices = ['auto', ...audioBackends] as const;
export type AudioBackendChoice = (typeof audioBackendChoices)[number];

/** How a level becomes a percentage: linear in dB from −60 to 0, linear in amplitude, or `min(100, rms · 1000 · 100)`. */
export const audioScales = ['db', 'linear', 'seed'] as const;
export type AudioScale = (typeof audioScales)[number];

/** Bounds of the time between two `audio_level` events. */
export const audioInterval = { default: 100, min: 20, max: 1000 } as const;

/** Lower end of the `db` scale, dBFS. */
export const METER_FLOOR_DB = -60;
/** What silence reads, dBFS; JSON has no −∞. */
export const SILENCE_DB = -100;
/** Without a meter frame for so long a level is out of date. */
export const STALE_LEVEL_MS = 500;

/** One frame of `GET /api/listen/levels`, 50 a second. Levels are dBFS: a full-scale sine has −3.01 RMS and 0 peak. */
export type MeterFrame = {
  /** When the end of its sound was captured, Unix milliseconds. */
  readonly t: number;
  /** Plain RMS of the last 100 ms. */
  readonly rmsDb: number;
  /** Sample peak; rises at once, falls 11.76 dB/s. */
  readonly peakDb: number;
  /** Highest peak of the last 1.5 s. */
  readonly holdDb: number;
  /** VU ballistics: 99 % of a step after 300 ms. */
  readonly vuDb: number;
  /** `rmsDb` on the scale of the settings, 0 to 100. */
  readonly percent: number;
  /** Three samples in a row at full scale within this frame. */
  readonly clipped: boolean;
  /** How often that happened in this session. */
  readonly clipCount: number;
  readonly sessionId: string;
};

/** A device of `GET /api/listen/devices`. */
export type Microphone = {
  /** What `deviceId` and the settings take. Stays the same while the device keeps its name. */
  readonly id: string;
  readonly name: string;
  readonly isDefault: boolean;
  /** Null where the back end does not tell. */
  readonly channels: number | null;
  /** Hz; null where the back end does not tell. */
  readonly defaultSampleRate: number | null;
};

/** Who asked for the microphone: a VS Code window, the command line of this hub, a page in a browser, or another program. */
export type ListeningStarter = 'editor' | 'cli' | 'page' | 'program';

/** What the microphone is doing. Only our own capture, never what others post. */
export type Listening = {
  /** Sound arrives. False while a session waits for its microphone. */
  readonly isListening: boolean;
  /** `starting`: the device is being opened. `error`: the session goes on as soon as the microphone is back. */
  readonly status: 'starting' | 'active' | 'stopped' | 'error';
  readonly sessionId: string | null;
  /** Name of the device in use. */
  readonly device: string | null;
  readonly backend: AudioBackend | null;
  /** Hz. */
  readonly sampleRate: number | null;
  readonly startedBy: ListeningStarter | null;
  /** Why no sound arrives (`status` is `error`), or what is odd about it, as "digital silence". */
  readonly problem: ErrorInfo | null;
};

export const notListening: Listening = {
  isListening: false,
  status: 'stopped',
  sessionId: null,
  device: null,
  backend: null,
  sampleRate: null,
  startedBy: null,
  problem: null,
};

/** Body of `POST /api/listen/start`; all of it may be absent. */
export type ListenBody = {
  readonly timestamp?: string | null;
  /** Null is the default device of the system; when absent, the one of the hub's settings is taken. */
  readonly deviceId?: string | null;
  /** Id of an attached editor window: listening ends when that window closes. Needs the token. */
  readonly window?: string;
};

export type ListenStartAnswer = {
  readonly success: true;
  readonly message: string;
  readonly sessionId: string;
  readonly webhookUrl: string;
};

/** Answer 202 of a start that a person has to allow first. The decision comes as `listening_status`, and as the answer to the next start. */
export type ListenPendingAnswer = {
  readonly success: true;
  readonly pending: true;
  readonly sessionId: null;
  readonly message: string;
  readonly next: string;
};

export type ListenStopAnswer = {
  readonly success: true;
  readonly message: string;
  /** The session that ended, or null. */
  readonly sessionId: string | null;
};

/** Answer of `GET /api/listen/status`. `level` is the newest percentage, null while no sound arrives. */
export type ListenStatusAnswer = Listening & { readonly level: number | null };

export type ListenDevicesAnswer = {
  readonly success: true;
  readonly backend: AudioBackend;
  readonly devices: readonly Microphone[];
};
