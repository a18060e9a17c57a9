import type { HubEvent } from '../shared/events.ts';
import { visibleText } from '../shared/visibleText.ts';

/** What a terminal draws over the character before it, or not at all. */
const NARROWEST = /[\p{M}\p{Cf}]/u;
/** What takes two cells of a terminal. */
const WIDE = /[\p{Emoji_Presentation}\p{sc=Han}\p{sc=Hangul}\p{sc=Hiragana}\p{sc=Katakana}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]/u;

export type LineOptions = {
  /** Width of the terminal; a longer line is cut. */
  readonly columns: number;
  /** Whether the event may be of another day. */
  readonly isDated?: boolean;
  /** Whether the time is dim, and the type in a color of its family. */
  readonly isColored?: boolean;
};

/** Colors that are legible on dark screens and on light ones. Red would look like a failure. */
const FAMILY_COLORS = [36, 32, 33, 35, 34] as const;
const [DIM, NOT_DIM, NO_COLOR] = ['\u001b[2m', '\u001b[22m', '\u001b[39m'];

/** One event as one terminal line: local time, type, data, source. */
export function eventLine(
  { timestamp, type, data, source }: HubEvent,
  { columns, isDated = false, isColored = false }: LineOptions,
): string {
  // Swedish, because it writes dates as ISO-8601 does.
  const time = new Date(timestamp).toLocaleString('sv-SE').slice(isDated ? 0 : -8);
  const line = `${time}  ${type}  ${JSON.stringify(data)}${source === null ? '' : `  (${source})`}`;
  const shown = cut(visibleText(line), columns);
  return isColored ? painted(shown, type, { from: time.length, to: visibleText(`${time}  ${type}`).length }) : shown;
}

/** @param place where the type is in the line */
function painted(line: string, type: string, { from, to }: { readonly from: number; readonly to: number }): string {
  const color = `\u001b[${FAMILY_COLORS[familyOf(type) % FAMILY_COLORS.length]}m`;
  return `${DIM}${line.slice(0, from)}${NOT_DIM}${color}${line.slice(from, to)}${NO_COLOR}${line.slice(to)}`;
}

/** The same number for `agent.created` and `agent.gone`. */
function familyOf(type: string): number {
  return [...type.split('.', 1).join()].reduce((hash, character) => (hash * 31 + (character.codePointAt(0) ?? 0)) % 65_521, 0);
}

/** Cuts between characters, so that the terminal does not break the line. */
function cut(line: string, columns: number): string {
  // No character takes more than two cells.
  if (line.length * 2 <= columns) return line;
  let cells = 0;
  let kept = '';
  for (const character of line) {
    cells += cellsOf(character);
    if (cells > columns) return `${kept}…`;
    if (cells < columns) kept += character;
  }
  return line;
}

/** How much of a terminal line a character takes. */
export function cellsOf(character: string): number {
  if (NARROWEST.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}
