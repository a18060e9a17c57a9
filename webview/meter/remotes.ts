import { type HubEvent, MICROPHONE_SOURCE } from '../../src/shared/events.ts';
import type { HubStatus } from '../../src/shared/panel.ts';
import { isOutOfDate } from './outOfDate.ts';
import { fractionOf } from './scale.ts';

/** Levels that somebody else posts. Times are milliseconds of one clock, whichever. */
export type RemoteMeter = {
  readonly source: string | null;
  readonly sessionId: string | null;
  /** When its newest level came. */
  readonly at: number;
  /** 0 to 100, on a scale of their choice. */
  readonly percent: number;
  /** dBFS; null when they do not tell. */
  readonly rmsDb: number | null;
  /** When it clipped last; null when it never did. */
  readonly clippedAt: number | null;
};

export type Remotes = {
  readonly meters: readonly RemoteMeter[];
  /** Sessions of our own microphone. The ended ones too: their last levels may come after the news of their end. */
  readonly ownSessions: readonly string[];
};

export const noRemotes: Remotes = { meters: [], ownSessions: [] };

/** Meters at once; a sender that invents names must not fill the panel. */
export const REMOTE_METERS = 3;
/** A meter without data leaves after this time. */
export const REMOTE_LINGER_MS = 10_000;
const OWN_SESSIONS = 8;

/** Length of the bar, percent: the level on our scale where they tell it, so that bar and number agree. */
export function barPercent({ percent, rmsDb }: RemoteMeter): number {
  return rmsDb === null ? percent : 100 * fractionOf(rmsDb);
}

/** Learns which session is our own. Without a hub nobody posts. */
export function followStatus(remotes: Remotes, status: HubStatus): Remotes {
  if (status.state !== 'on') return remotes.meters.length === 0 ? remotes : { ...remotes, meters: [] };
  const { sessionId } = status.listening;
  if (sessionId === null || remotes.ownSessions.includes(sessionId)) return remotes;
  const ownSessions = [...remotes.ownSessions, sessionId].slice(-OWN_SESSIONS);
  return { meters: remotes.meters.filter((meter) => !isOurs(meter, ownSessions)), ownSessions };
}

/** The meters after these events; all but levels of others are passed over. */
export function takeLevels(remotes: Remotes, events: readonly HubEvent[], now: number): Remotes {
  const levels = events.filter(isLevel).map((event) => toMeter(event, now));
  const others = levels.filter((meter) => !isOurs(meter, remotes.ownSessions));
  return others.length === 0 ? remotes : { ...remotes, meters: others.reduce(place, remotes.meters) };
}

/** The meters that are still there at this time. */
export function withoutSilent(remotes: Remotes, now: number): Remotes {
  return { ...remotes, meters: remotes.meters.filter(({ at }) => now - at < REMOTE_LINGER_MS) };
}

function isLevel({ id, type, data }: HubEvent): boolean {
  return id === null && type === 'audio_level' && typeof data.audioLevel === 'number';
}

/** Others may use our name too, so that the session has to match. */
function isOurs({ source, sessionId }: RemoteMeter, ownSessions: readonly string[]): boolean {
  return source === MICROPHONE_SOURCE && sessionId !== null && ownSessions.includes(sessionId);
}

/** Meters keep their place. A new one takes a free place or that of one without data; where there is none it is not shown. */
function place(meters: readonly RemoteMeter[], meter: RemoteMeter): readonly RemoteMeter[] {
  const index = meters.findIndex(({ source }) => source === meter.source);
  if (index >= 0) return meters.with(index, { ...meter, clippedAt: meter.clippedAt ?? meters[index]?.clippedAt ?? null });
  if (meters.length < REMOTE_METERS) return [...meters, meter];
  const free = meters.findIndex((other) => isOutOfDate(other, meter.at));
  return free < 0 ? meters : meters.with(free, meter);
}

function toMeter({ source, data }: HubEvent, now: number): RemoteMeter {
  const { audioLevel, rmsDb, sessionId, clipped } = data;
  return {
    source,
    sessionId: typeof sessionId === 'string' ? sessionId : null,
    at: now,
    percent: Math.min(100, Math.max(0, Number(audioLevel))),
    rmsDb: typeof rmsDb === 'number' && Number.isFinite(rmsDb) ? rmsDb : null,
    clippedAt: clipped === true ? now : null,
  };
}
