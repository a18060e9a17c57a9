import { METER_FLOOR_DB, type MeterFrame, SILENCE_DB } from '../../src/shared/listening.ts';
import { FALL_DB_PER_S, settle } from './ballistics.ts';

/** What the meter of our own microphone shows. Times are milliseconds of one clock, whichever. */
export type OwnMeter = {
  readonly frame: MeterFrame;
  /** When the frame came. */
  readonly at: number;
  /** Length of the bar, dBFS. */
  readonly barDb: number;
  /** `clipCount` when the clip light was last reset. */
  readonly clipsSeen: number;
};

/** The next frame. Another session begins anew. */
export function takeFrame(meter: OwnMeter | undefined, frame: MeterFrame, at: number): OwnMeter {
  if (meter?.frame.sessionId !== frame.sessionId) return { frame, at, barDb: frame.rmsDb, clipsSeen: 0 };
  return { ...meter, frame, at, barDb: Math.max(meter.barDb, frame.rmsDb) };
}

/** The bar as it is after this time. */
export function letFall(meter: OwnMeter, elapsedMs: number): OwnMeter {
  return { ...meter, barDb: settle(meter.barDb, meter.frame.rmsDb, FALL_DB_PER_S, elapsedMs) };
}

/** The bar is still on its way down; what lies below the scale is not seen. */
export function isFalling({ barDb, frame }: OwnMeter): boolean {
  return barDb > Math.max(METER_FLOOR_DB, frame.rmsDb);
}

/** The level that the bar shows, dBFS; below the scale the one that it cannot show. */
export function shownDb({ barDb, frame }: OwnMeter): number {
  return barDb > METER_FLOOR_DB ? barDb : frame.rmsDb;
}

/** Sound stopped coming: what comes next does not begin at the old level. The clips of the session stay. */
export function forgetLevel(meter: OwnMeter): OwnMeter {
  const frame = { ...meter.frame, rmsDb: SILENCE_DB, peakDb: SILENCE_DB, holdDb: SILENCE_DB, vuDb: SILENCE_DB };
  return { ...meter, frame, barDb: SILENCE_DB };
}

export function resetClipLight(meter: OwnMeter): OwnMeter {
  return { ...meter, clipsSeen: meter.frame.clipCount };
}

/** How often the sound clipped since the light was reset. */
export function clipsOf({ frame, clipsSeen }: OwnMeter): number {
  return Math.max(0, frame.clipCount - clipsSeen);
}
