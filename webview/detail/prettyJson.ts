import { endOfString } from '../../src/shared/jsonText.ts';

/** More than this is no help to anybody: 1 MB of lists in lists would be 60 MB, nearly all of it space. */
const MOST_CHARACTERS = 8_000_000;

/** JSON on many lines, or on one when they would be too much. `text` is the same without spaces. */
export function prettyJson(value: unknown, text = JSON.stringify(value)): string {
  return isTooLong(text) ? text : JSON.stringify(value, null, 2);
}

/** Whether this JSON would be too much on many lines. It is known before they are made. */
export function isTooLong(text: string): boolean {
  let [length, depth] = [text.length, 0];
  for (let at = 0; at < text.length && length <= MOST_CHARACTERS; at++) {
    const character = text[at];
    if (character === '"') at = endOfString(text, at);
    else if (character === '[' || character === '{') depth++;
    else if (character === ']' || character === '}') depth--;
    else if (character !== ',') continue;
    length += 1 + 2 * depth;
  }
  return length > MOST_CHARACTERS;
}
