import { escapeActing } from './visibleText.ts';

/** JSON in one line of printable text, which says the same to every parser. */
export function toJsonLine(value: object): string {
  return escapeActing(JSON.stringify(value));
}

/**
 * Where a number may stand that JavaScript does not hold: -0, one of 16 characters, or with an exponent near the ends of the range. What is
 * shorter has at most 15 digits, which are always held. Typical text has none, so that this is all it is looked at for.
 */
const DOUBTFUL = /(?<=^|[\s:,[])(?:-0(?![\d.]*[1-9])|-?[\d.]{16}|-?[\d.]+e[+-]?0*(?:29\d|[3-9]\d\d|[1-9]\d{3}))[\d.e+-]*/i;

/** A number that JavaScript does not hold, as it is written, and its place in the text. */
export type ExactNumber = { readonly at: number; readonly source: string };

/** In the order of the text. Looks through it once. After `most` of them it is enough to know that there are more. */
export function findExactNumbers(text: string, most = Number.POSITIVE_INFINITY): readonly ExactNumber[] {
  const found: ExactNumber[] = [];
  if (!DOUBTFUL.test(text)) return found;
  const doubtful = new RegExp(DOUBTFUL, 'gi');
  let [opened, closed] = [-1, -1];
  for (let match = doubtful.exec(text); match && found.length <= most; match = doubtful.exec(text)) {
    const [source] = match;
    while (closed < match.index) [opened, closed] = nextString(text, closed + 1);
    if (opened < match.index) doubtful.lastIndex = closed;
    else if (!isHeld(source)) found.push({ at: match.index, source });
  }
  return found;
}

/** Its value stands in for none of them, and is written like this. */
function isHeld(source: string): boolean {
  const value = Number(source);
  return source === String(value) && Math.abs(value) >= STAND_INS_BELOW;
}

/** In Node since version 21, in browsers since Chrome 114, Firefox 135 and Safari 18.4; the library's types do not know it yet. */
const { rawJSON } = JSON as unknown as { rawJSON(source: string): unknown };

/**
 * Parses JSON that is handed on: numbers that JavaScript cannot hold (ids of databases, 1e400, -0) stay as they came, as objects that
 * `JSON.stringify` writes like that. A reviver would do it too, but is called for every value there is: 3 s and 500 MB for 8 MiB.
 *
 * @param numbers those of the text
 * @throws SyntaxError
 */
export function parseExactJson(text: string, numbers = findExactNumbers(text)): unknown {
  if (numbers.length === 0) return JSON.parse(text);
  const { value, raw } = parseStandIns(text, numbers);
  return replaceStandIns(value, raw);
}

/** No number that is held is so near to zero: a few hundred thousand stand-ins are. */
const STAND_INS_BELOW = 1e-310;

/** Numbers are parsed as numbers that stand in for them, as the text is wrong or right with these as it is. */
function parseStandIns(text: string, numbers: readonly ExactNumber[]): { readonly value: unknown; readonly raw: readonly unknown[] } {
  let rest = 0;
  const parts = numbers.map(({ at, source }, index) => {
    const before = text.slice(rest, at);
    rest = at + source.length;
    return `${before}${(index + 1) * Number.MIN_VALUE}`;
  });
  try {
    return { value: JSON.parse(parts.join('') + text.slice(rest)), raw: numbers.map(({ source }) => rawJSON(source)) };
  } catch (error) {
    // A browser without JSON.rawJSON is to say so: digits are never lost in silence.
    if (!(error instanceof SyntaxError)) throw error;
    // This one names the place in the text as it came.
    return { value: JSON.parse(text), raw: [] };
  }
}

function replaceStandIns(value: unknown, raw: readonly unknown[]): unknown {
  if (typeof value === 'number') return value > 0 && value < STAND_INS_BELOW ? raw[value / Number.MIN_VALUE - 1] : value;
  if (typeof value !== 'object' || value === null) return value;
  const inner = value as Record<string | number, unknown>;
  if (Array.isArray(value)) for (let at = 0; at < value.length; at++) inner[at] = replaceStandIns(inner[at], raw);
  // Each key is the object's own, `__proto__` too.
  else for (const key of Object.keys(inner)) inner[key] = replaceStandIns(inner[key], raw);
  return value;
}

const [QUOTE, BACKSLASH] = [0x22, 0x5c];
/** Brackets and braces differ in one bit. */
const [KIND, OPEN, CLOSE] = [0x20, 0x7b, 0x7d];

/** Whether arrays and objects are nested deeper than that. It is known before the first of them is made, however large the text is. */
export function isNestedDeeper(text: string, levels: number): boolean {
  if (text.length <= levels) return false;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if ((code | KIND) === OPEN) depth++;
    else if ((code | KIND) === CLOSE) depth--;
    if (depth > levels) return true;
  }
  return false;
}

/** First and last place of the next string that begins from there on; behind the text when there is none. */
function nextString(text: string, from: number): [opened: number, closed: number] {
  const opened = text.indexOf('"', from);
  return opened < 0 ? [text.length, text.length] : [opened, endOfString(text, opened)];
}

/** Place of the quote that closes a string; behind the text when there is none. */
export function endOfString(text: string, opened: number): number {
  for (let at = opened + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at++;
    else if (code === QUOTE) return at;
  }
  return text.length;
}
