import type { JsonObject } from './json.ts';

/** How an event travels: facts are logged and never dropped in silence, gauges are latest-wins and never logged. */
export type EventPolicy = 'fact' | 'gauge';

/** Payload of `frontend.file_changed`. */
export type FileChanged = {
  /** Relative to its workspace folder, forward slashes. */
  readonly file: string;
  readonly change: 'added' | 'changed' | 'removed';
  /** Name of the workspace folder. */
  readonly folder: string;
  /** When the change was seen, ISO-8601 UTC. */
  readonly timestamp: string;
};

/** Payload of `listening_status`. */
export type ListeningStatus = {
  readonly isListening: boolean;
  readonly sessionId?: string | null;
  readonly status?: string | null;
  readonly timestamp?: string | null;
};

/** Payload of `audio_level`. */
export type AudioLevel = {
  /** 0 to 100. */
  readonly audioLevel: number;
  readonly timestamp?: string | null;
  readonly sessionId?: string | null;
  readonly status?: string | null;
  /** dBFS, −100 for silence. */
  readonly rmsDb?: number | null;
  readonly peakDb?: number | null;
  readonly clipped?: boolean | null;
};

/** Payload of `audio.sound_started`. */
export type SoundStarted = {
  readonly sessionId: string;
  readonly timestamp: string;
};

/** Payload of `audio.sound_stopped`. */
export type SoundStopped = {
  readonly sessionId: string;
  readonly timestamp: string;
  /** From the start of the sound to its end. */
  readonly durationMs: number;
};

/** The event types that Dev Sync knows itself, and their payloads. Every other type is open: any name, any JSON object. */
export type KnownPayloads = {
  'frontend.file_changed': FileChanged;
  listening_status: ListeningStatus;
  audio_level: AudioLevel;
  'audio.sound_started': SoundStarted;
  'audio.sound_stopped': SoundStopped;
};
export type KnownType = keyof KnownPayloads;

/** The policy of every known type; a type that is not in this table is a fact. */
const knownPolicies: Readonly<Record<KnownType, EventPolicy>> = {
  'frontend.file_changed': 'fact',
  listening_status: 'fact',
  audio_level: 'gauge',
  'audio.sound_started': 'fact',
  'audio.sound_stopped': 'fact',
};

/** What our own microphone signs its events with. Others may use the name too: who we are is told by `stream.status` alone. */
export const MICROPHONE_SOURCE = 'microphone';

export function policyOf(type: string): EventPolicy {
  return Object.hasOwn(knownPolicies, type) ? knownPolicies[type as KnownType] : 'fact';
}

/** An event as every listener receives it. */
export type HubEvent = {
  /** Opaque position in the log; `null` for gauges, which are not logged. */
  readonly id: string | null;
  readonly type: string;
  readonly data: JsonObject;
  /** When the hub took it, ISO-8601 UTC with milliseconds. */
  readonly timestamp: string;
  readonly source: string | null;
  /** The sender's own time stamp, when it gave one. */
  readonly sent_at?: string;
};

/** A logged event, which has a position. */
export type LoggedEvent = HubEvent & { readonly id: string };

/** What goes into the hub; it stamps id and time. */
export type EventDraft = {
  readonly type: string;
  readonly data: JsonObject;
  readonly source: string | null;
  readonly sentAt?: string;
  /** Hubs that it has passed on its way here, as the header `Dev-Sync-Hop` names them. Listeners do not see it. */
  readonly hops?: string;
};

/** Types that only the stream itself may use: `connected` and everything below `stream.`. */
export function isReservedType(type: string): boolean {
  return type === 'connected' || type.startsWith('stream.');
}
