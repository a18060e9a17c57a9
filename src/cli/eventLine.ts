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
};

/** One event as one terminal line: local time, type, data, source. */
export function eventLine({ timestamp, type, data, source }: HubEvent, { columns, isDated = false }: LineOptions): string {
  // Swedish, because it writes dates as ISO-8601 does.
  const time = new Date(timestamp).toLocaleString('sv-SE').slice(isDated ? 0 : -8);
  const line = `${time}  ${type}  ${JSON.stringify(data)}${source === null ? '' : `  (${source})`}`;
  return cut(visibleText(line), columns);
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
