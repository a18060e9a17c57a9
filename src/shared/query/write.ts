import { visibleText } from '../visibleText.ts';

/** Letters, digits and signs that mean nothing inside of a path or behind a colon. */
const PLAIN_KEY = /^[\p{L}\p{N}_@/+-]+$/u;
const PLAIN_VALUE = /^[\p{L}\p{N}_@/+.:-]+$/u;

/** The text as a query finds it, whatever is in it: spaces, quotes, stars. */
export function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

/** The path of a value as it stands behind `data.`: keys that would be read as something else are in quotes. */
export function writePath(keys: readonly string[]): string {
  return keys.map((key) => (PLAIN_KEY.test(key) ? key : quoted(key))).join('.');
}

/** A text as it stands behind a colon, in quotes only where it needs them. `*` stands for what would not be seen in a field. */
export function writeValue(text: string): string {
  if (visibleText(text) === text) return writeSeen(text);
  return Array.from(text, (letter) => (visibleText(letter) === letter ? letter : UNSEEN))
    .join('')
    .split(UNSEEN)
    .map((part) => (part === '' ? '' : writeSeen(part)))
    .join('*');
}

function writeSeen(text: string): string {
  return PLAIN_VALUE.test(text) ? text : quoted(text);
}

/** Not to be seen itself, so that no text that is has it. */
const UNSEEN = '\0';
