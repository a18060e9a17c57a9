import { assertNever } from '../../shared/assertNever.ts';
import { type Listening, type ListeningStarter, METER_FLOOR_DB, SILENCE_DB } from '../../shared/listening.ts';
import { plainLines } from '../dialogs/plain.ts';

/** What the status bar shows of a microphone that is on. */
export type MicrophoneFace = {
  readonly text: string;
  readonly tooltip: string;
  /** For screen readers. */
  readonly label: string;
  readonly look: 'normal' | 'stale' | 'warning';
};

/** 6 dB each. Full and empty cell are two glyphs of one design and have one width in every font that has them. */
const CELLS = 10;
const [FULL, EMPTY] = ['▮', '▯'];
/** As wide as a digit, which the status bar makes all equally wide. */
const FIGURE_SPACE = '\u2007';
/** Of "100". */
const DIGITS = 3;
const CLICK = 'Click to stop listening.';

/**
 * Text and words for a microphone session, undefined when there is none.
 *
 * @param level dBFS; null when none came lately
 */
export function microphoneFaceOf(listening: Listening, level: number | null): MicrophoneFace | undefined {
  switch (listening.status) {
    case 'stopped':
      return undefined;
    case 'starting':
      return startingFace(listening);
    case 'active':
      return activeFace(listening, level);
    case 'error':
      return waitingFace(listening);
    default:
      return assertNever(listening.status);
  }
}

function startingFace({ startedBy }: Listening): MicrophoneFace {
  const words = `The microphone is being opened, started by ${starterName(startedBy)}.`;
  return { text: '$(mic) opening…', tooltip: plainLines(`Dev Sync: ${words}`, CLICK), label: `${words} ${CLICK}`, look: 'normal' };
}

function activeFace(listening: Listening, level: number | null): MicrophoneFace {
  const { device, backend, sampleRate, startedBy, problem } = listening;
  const source = `${device ?? 'a microphone'} (${[backend, sampleRate && `${sampleRate / 1000} kHz`].filter(Boolean).join(', ')})`;
  const oddity = problem && `${problem.message} ${problem.next}`;
  const words = level === null ? 'no level' : `${signed(level)} decibels`;
  return {
    text: `$(${oddity ? 'warning' : 'mic-filled'}) ${levelText(level)}`,
    tooltip: plainLines(`Dev Sync listens to ${source}, started by ${starterName(startedBy)}.`, oddity, CLICK),
    label: plainWords(`Microphone on, started by ${starterName(startedBy)}, ${words}.`, oddity, CLICK),
    look: level === null ? 'stale' : 'normal',
  };
}

function waitingFace({ startedBy, problem }: Listening): MicrophoneFace {
  const reason = problem ? `${problem.message} ${problem.next}` : 'No sound arrives.';
  const starter = starterName(startedBy);
  return {
    text: '$(mic) no sound',
    tooltip: plainLines(`Dev Sync listens, started by ${starter}, but there is no sound.`, reason, CLICK),
    label: plainWords(`Microphone without sound, started by ${starter}.`, reason, CLICK),
    look: 'warning',
  };
}

/** A bar and a number that always take the same room, so that their neighbours stand still. Null has no number: it is not silence. */
export function levelText(level: number | null): string {
  const share = level === null ? 0 : (level - METER_FLOOR_DB) / -METER_FLOOR_DB;
  const full = Math.round(CELLS * Math.min(1, Math.max(0, share)));
  const number = level === null ? '−' : signed(level);
  return `${FULL.repeat(full)}${EMPTY.repeat(CELLS - full)} ${FIGURE_SPACE.repeat(1 + DIGITS - number.length)}${number} dB`;
}

/** Always with a sign, since minus and plus are equally wide and a missing one is not. */
function signed(level: number): string {
  const size = Math.min(-SILENCE_DB, Math.round(Math.abs(level)));
  return `${level < 0 ? '−' : '+'}${size}`;
}

function starterName(starter: ListeningStarter | null): string {
  switch (starter) {
    case 'editor':
      return 'VS Code';
    case 'cli':
      return 'the command line';
    case 'page':
      return 'a page';
    case 'program':
    case null:
      return 'a program';
    default:
      return assertNever(starter);
  }
}

function plainWords(...sentences: readonly (string | null)[]): string {
  return plainLines(...sentences).replaceAll('\n', ' ');
}
