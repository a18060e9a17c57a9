import { type Listening, type ListeningStarter, METER_FLOOR_DB, SILENCE_DB } from '../../src/shared/listening.ts';
import { format, language, plural, t } from '../l10n.ts';
import { formatCount, formatTenths, lineText } from '../text.ts';
import { clipsOf, type OwnMeter, shownDb } from './ownMeter.ts';
import { barPercent, type RemoteMeter } from './remotes.ts';

/** What a meter says in words and numbers. */
export type Reading = {
  readonly text: string;
  /** `aria-valuenow`, on the scale of the meter. */
  readonly value: number;
  /** `aria-valuetext`. */
  readonly spoken: string;
  readonly isStale: boolean;
};
export type OwnReading = Reading & { readonly sessionId: string | null; readonly clips: number };
export type RemoteReading = Reading & { readonly isClipped: boolean };

/** Numbers change four times a second: faster ones cannot be read, neither by eye nor aloud. */
export const READING_MS = 250;
/** How long the clip light of a remote meter shines. */
const CLIP_LIGHT_MS = 2000;
const MAX_CLIPS = 999;
const kilohertz = new Intl.NumberFormat(language, { maximumFractionDigits: 2 });
const starters: Readonly<Record<ListeningStarter, string>> = {
  editor: t('started in VS Code'),
  cli: t('started on the command line'),
  page: t('started by a page'),
  program: t('started by a program'),
};
const noData = { text: t('no data'), spoken: t('No data'), isStale: true } as const;

/** `−23.0 dB`, with a true minus sign; `−∞ dB` for silence. */
export function formatDb(db: number): string {
  if (db <= SILENCE_DB) return t('−∞ dB');
  return t('{0} dB', minus(formatTenths(Math.min(99.9, db))));
}

/** `Clip 2`. */
export function clipText(clips: number): string {
  if (clips === 0) return t('Clip');
  return t('Clip {0}', countedClips(clips));
}

/** The same for screen readers, and what a click does: `Clip 2 times, reset`. */
export function spokenClips(clips: number): string {
  if (clips === 0) return t('Clip light, off');
  return format(plural(clips, t('Clip {0} time, reset'), t('Clip {0} times, reset')), countedClips(clips));
}

/** `Monitor of Null Output · naudiodon · 48 kHz`, as far as it is known. */
export function sourceText({ device, backend, sampleRate }: Listening): string {
  const rate = sampleRate === null ? null : t('{0} kHz', kilohertz.format(sampleRate / 1000));
  return [device && lineText(device), backend, rate].filter(Boolean).join(' · ');
}

/** For a tooltip: what is captured, and who wanted it. */
export function sourceTitle(listening: Listening): string {
  const { startedBy } = listening;
  return [sourceText(listening), startedBy && starters[startedBy]].filter(Boolean).join(' · ');
}

/** Whose levels these are. */
export function remoteLabel(source: string | null): string {
  return source === null ? t('remote') : t('remote: {0}', lineText(source));
}

/** What our own meter says. Undefined: no frame came yet. */
export function ownReading(meter: OwnMeter | undefined, isStale: boolean): OwnReading {
  if (meter === undefined) return { ...noData, value: METER_FLOOR_DB, clips: 0, sessionId: null };
  const { sessionId } = meter.frame;
  const clips = clipsOf(meter);
  if (isStale) return { ...noData, value: METER_FLOOR_DB, clips, sessionId };
  const level = shownDb(meter);
  return { text: formatDb(level), value: onScale(level), spoken: spokenLevel(meter), isStale, clips, sessionId };
}

/** What our own meter says before there can be any sound: beside "Opening…" nothing is amiss. */
export const openingReading: Pick<Reading, 'text' | 'value' | 'spoken'> = { text: '', value: METER_FLOOR_DB, spoken: t('Opening') };

/** What a remote meter says. Undefined: no level came yet. */
export function remoteReading(meter: RemoteMeter | undefined, isStale: boolean, now: number): RemoteReading {
  if (meter === undefined || isStale) return { ...noData, value: 0, isClipped: false };
  const { rmsDb, clippedAt } = meter;
  const isClipped = clippedAt !== null && now - clippedAt < CLIP_LIGHT_MS;
  const value = Math.round(barPercent(meter));
  const percent = t('{0} %', value);
  const level = rmsDb === null ? percent : spokenDb(rmsDb);
  return {
    text: rmsDb === null ? percent : formatDb(rmsDb),
    value,
    spoken: isClipped ? t('{0}; clipped', level) : level,
    isStale,
    isClipped,
  };
}

function spokenLevel(meter: OwnMeter): string {
  const clips = clipsOf(meter);
  const { peakDb } = meter.frame;
  const db = shownDb(meter);
  const level = db <= SILENCE_DB ? spokenDb(db) : t('{0} decibels, peak {1}', wholeDb(db), minus(String(Math.round(peakDb))));
  if (clips === 0) return level;
  return format(plural(clips, t('{0}; clipped {1} time'), t('{0}; clipped {1} times')), level, formatCount(clips));
}

function spokenDb(db: number): string {
  return db <= SILENCE_DB ? t('silence') : t('{0} decibels', wholeDb(db));
}

function wholeDb(db: number): string {
  return minus(String(Math.round(Math.min(99, db))));
}

function countedClips(clips: number): string {
  return clips > MAX_CLIPS ? `${MAX_CLIPS}+` : String(clips);
}

/** Whole decibels on the scale. */
function onScale(db: number): number {
  // Without + 0 a level just below 0 reads "-0".
  return Math.round(Math.min(0, Math.max(METER_FLOOR_DB, db))) + 0;
}

function minus(number: string): string {
  return Number(number) === 0 ? number.replace('-', '') : number.replace('-', '−');
}
