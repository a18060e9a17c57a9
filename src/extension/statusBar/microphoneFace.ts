import { assertNever } from '../../shared/assertNever.ts';
import { type Listening, METER_FLOOR_DB, SILENCE_DB } from '../../shared/listening.ts';
import { plainLines } from '../dialogs/plain.ts';
import { l10n } from '../l10n.ts';
import { wordsFor } from './microphoneWords.ts';
import { problemText } from './problemText.ts';

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
  const sentence = wordsFor(startedBy).opening();
  return {
    text: `$(mic) ${l10n.t('opening…')}`,
    tooltip: plainLines(l10n.t('Dev Sync: {0}', sentence), click()),
    label: plainWords(sentence, click()),
    look: 'normal',
  };
}

function activeFace(listening: Listening, level: number | null): MicrophoneFace {
  const { device, backend, sampleRate, startedBy, problem } = listening;
  const how = [backend, sampleRate && l10n.t('{0} kHz', l10n.number(sampleRate / 1000))].filter(Boolean).join(', ');
  const words = wordsFor(startedBy);
  const oddity = problem && problemText(problem);
  return {
    text: `$(${oddity ? 'warning' : 'mic-filled'}) ${levelText(level)}`,
    tooltip: plainLines(words.listening(device ?? l10n.t('a microphone'), how), oddity, click()),
    label: plainWords(level === null ? words.withoutLevel() : words.withLevel(signed(level)), oddity, click()),
    look: level === null ? 'stale' : 'normal',
  };
}

function waitingFace({ startedBy, problem }: Listening): MicrophoneFace {
  const reason = problem ? problemText(problem) : l10n.t('No sound arrives.');
  const words = wordsFor(startedBy);
  return {
    text: `$(mic) ${l10n.t('no sound')}`,
    tooltip: plainLines(words.waiting(), reason, click()),
    label: plainWords(words.withoutSound(), reason, click()),
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

function click(): string {
  return l10n.t('Click to stop listening.');
}

function plainWords(...sentences: readonly (string | null)[]): string {
  return plainLines(...sentences).replaceAll('\n', ' ');
}
