import { endOfString } from '../../shared/jsonText.ts';

/** What should be one JSON value, or what is wrong with the file around the values. Lines count from 1. */
export type Piece = { readonly line: number; readonly text: string } | { readonly line: number; readonly fault: string };

/**
 * The values of a file: its lines (NDJSON), the elements of an array, or objects that are written over several lines. Nothing is parsed
 * yet, so that a mistake in one of them spoils no other and has the right line.
 */
export function* piecesOf(text: string): Generator<Piece> {
  const from = skipBlank(text, 0);
  if (text[from] === '[') yield* elementsOf(text, from);
  else if (hasWholeLine(text, from)) yield* linesOf(text);
  else yield* objectsOf(text, from);
}

/** Whether one of the first two lines is an object of its own, which none is in an object over several lines. */
function hasWholeLine(text: string, from: number): boolean {
  const second = skipBlank(text, endOfLine(text, from));
  return [from, second].some((start) => {
    const line = text.slice(start, endOfLine(text, start)).trim();
    return line.startsWith('{') && line.endsWith('}') && endOf(line, 0, 'object') === line.length;
  });
}

function* linesOf(text: string): Generator<Piece> {
  for (let from = 0, line = 1; from < text.length; line++) {
    const end = endOfLine(text, from);
    const piece = text.slice(from, end).trim();
    if (piece !== '') yield { line, text: piece };
    from = end + 1;
  }
}

function* objectsOf(text: string, first: number): Generator<Piece> {
  const lineAt = createLineCounter(text);
  for (let from = first; from < text.length; ) {
    const end = text[from] === '{' ? endOf(text, from, 'object') : endOfLine(text, from);
    yield { line: lineAt(from), text: text.slice(from, end).trimEnd() };
    from = skipBlank(text, end);
  }
}

function* elementsOf(text: string, opened: number): Generator<Piece> {
  const lineAt = createLineCounter(text);
  let from = skipBlank(text, opened + 1);
  let isOpen = text[from] !== ']';
  while (isOpen && from < text.length) {
    const end = endOf(text, from, 'element');
    yield { line: lineAt(from), text: text.slice(from, end).trimEnd() };
    isOpen = text[end] === ',';
    from = isOpen ? skipBlank(text, end + 1) : end;
  }
  const behind = skipBlank(text, from + 1);
  if (text[from] !== ']') yield { line: lineAt(from), fault: 'The array does not end here as it should: "]" is missing.' };
  else if (behind < text.length) yield { line: lineAt(behind), fault: 'Something stands behind the end of the array.' };
}

const [QUOTE, COMMA] = [0x22, 0x2c];
/** Brackets and braces differ in one bit. */
const [KIND, OPEN, CLOSE] = [0x20, 0x7b, 0x7d];

/** An object ends behind its last brace, an element of an array before the comma or bracket that follows it. */
function endOf(text: string, from: number, kind: 'object' | 'element'): number {
  const last = kind === 'object' ? 0 : -1;
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if ((code | KIND) === OPEN) depth++;
    else if ((code | KIND) === CLOSE && --depth === last) return kind === 'object' ? at + 1 : at;
    else if (code === COMMA && depth === 0) return at;
  }
  return text.length;
}

/** JSON's own spaces, and all else that looks like one: a byte order mark, too. */
function skipBlank(text: string, from: number): number {
  const blank = /\S/g;
  blank.lastIndex = from;
  return blank.exec(text)?.index ?? text.length;
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

/** Answers the line of places that follow one another. */
function createLineCounter(text: string): (place: number) => number {
  let [line, from] = [1, 0];
  return (place) => {
    for (let end = text.indexOf('\n', from); end >= 0 && end < place; end = text.indexOf('\n', from)) {
      line++;
      from = end + 1;
    }
    return line;
  };
}
