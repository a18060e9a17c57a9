import { foldCase } from './searchText.ts';
import { type Part, splitAt, textIn } from './words.ts';

/** What stands between the stars of a pattern; a single piece is the whole text. */
export type Glob = readonly string[];

/** A star in quotes stands for itself. */
export function readGlob(part: Part): Glob {
  const pieces = splitAt(part, '*').map(textIn);
  return pieces.filter((piece, index) => piece !== '' || index === 0 || index === pieces.length - 1);
}

export function foldGlob(glob: Glob): Glob {
  return glob.map(foldCase);
}

/** Whether it is a star alone: anything that is there. */
export function isAnything(glob: Glob): boolean {
  return glob.length === 2 && glob[0] === '' && glob[1] === '';
}

/** The pieces are looked for from left to right, each once: no pattern makes it try again. */
export function matchesGlob(glob: Glob, text: string): boolean {
  const last = glob.length - 1;
  const [head = '', tail = ''] = [glob[0], glob[last]];
  if (last <= 0) return text === head;
  const end = text.length - tail.length;
  if (head.length > end || !text.startsWith(head) || !text.endsWith(tail)) return false;
  let at = head.length;
  for (let index = 1; index < last; index++) {
    const piece = glob[index] ?? '';
    const found = text.indexOf(piece, at);
    if (found < 0 || found + piece.length > end) return false;
    at = found + piece.length;
  }
  return true;
}

/** Patterns between commas; empty ones are not written yet. */
export function readGlobs(part: Part): readonly Glob[] {
  return valuesIn(part).map(readGlob);
}

/** What stands between commas. */
export function valuesIn(part: Part): readonly Part[] {
  return splitAt(part, ',').filter(({ letters }) => letters.length > 0);
}
