import { parseExactJson } from '../../src/shared/jsonText.ts';
import { prettyJson } from './prettyJson.ts';

/** What is drawn at once of a long text. */
export const PIECE_CHARACTERS = 100_000;
/** How far back the end of a line is looked for. */
const LINE_SEARCH = 10_000;

/** The same JSON on many lines, unless these would be too much, with all digits of its numbers. */
export function prettyText(text: string): string {
  try {
    return prettyJson(parseExactJson(text), text);
  } catch {
    // It is shown as it is, whatever it is.
    return text;
  }
}

/** A text in pieces of about the same length. They end with lines where there are lines, and never within a character. */
export function piecesOf(text: string): readonly string[] {
  const pieces: string[] = [];
  for (let from = 0; from < text.length; ) {
    const to = endOfPiece(text, from);
    pieces.push(text.slice(from, to));
    from = to;
  }
  return pieces;
}

function endOfPiece(text: string, from: number): number {
  const end = from + PIECE_CHARACTERS;
  if (end >= text.length) return text.length;
  const line = text.lastIndexOf('\n', end - 1) + 1;
  if (line > end - LINE_SEARCH) return line;
  return isLowSurrogate(text.charCodeAt(end)) ? end - 1 : end;
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}
