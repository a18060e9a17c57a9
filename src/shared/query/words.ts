/** One character of a query as it is meant: without the quotes around it, without the backslash before it. */
export type Letter = {
  /** Empty for a quote, so that even an empty pair of them is something. */
  readonly char: string;
  readonly isQuoted: boolean;
  readonly at: number;
};

/** A part of the text, from one offset to another. */
export type Part = { readonly from: number; readonly to: number; readonly letters: readonly Letter[] };

/** What stands between two spaces that are not in quotes. */
export type Word = Part & {
  /** Where a quote opens that nothing closes. */
  readonly openQuote: number | undefined;
};

/** Never fails: an open quote goes to the end of the text. */
export function readWords(text: string): readonly Word[] {
  const words: Word[] = [];
  for (let at = 0; at < text.length; ) {
    if (isSpace(text.charAt(at))) {
      at++;
    } else {
      const word = readWord(text, at);
      words.push(word);
      at = word.to;
    }
  }
  return words;
}

function readWord(text: string, from: number): Word {
  const letters: Letter[] = [];
  let openQuote: number | undefined;
  let at = from;
  while (at < text.length && (openQuote !== undefined || !isSpace(text.charAt(at)))) {
    const isInside = openQuote !== undefined;
    const isQuote = text.charAt(at) === '"';
    const length = isInside && isEscape(text, at) ? 2 : 1;
    letters.push({ char: isQuote ? '' : text.charAt(at + length - 1), isQuoted: isInside || isQuote, at });
    if (isQuote) openQuote = isInside ? undefined : at;
    at += length;
  }
  return { from, to: at, letters, openQuote };
}

/** Only what needs a backslash has one, so that paths of Windows can be written as they are. */
function isEscape(text: string, at: number): boolean {
  const next = text.charAt(at + 1);
  return text.charAt(at) === '\\' && (next === '"' || next === '\\');
}

function isSpace(char: string): boolean {
  return /\s/.test(char);
}

/** What a part says. */
export function textIn({ letters }: Pick<Part, 'letters'>): string {
  return letters.map(({ char }) => char).join('');
}

/** Whether this letter is one of some characters, and means what they mean outside of quotes. */
export function isSign(letter: Letter | undefined, signs: string): boolean {
  return letter !== undefined && !letter.isQuoted && signs.includes(letter.char);
}

/** The part from one letter up to another one, by their numbers. */
export function cut({ from, to, letters }: Part, first: number, end = letters.length): Part {
  return { from: letters[first]?.at ?? (first === 0 ? from : to), to: letters[end]?.at ?? to, letters: letters.slice(first, end) };
}

/** The parts between the separators, which may be empty. */
export function splitAt(part: Part, separator: string): readonly Part[] {
  const ends = part.letters.flatMap((letter, index) => (isSign(letter, separator) ? [index] : []));
  return [...ends, part.letters.length].map((end, index) => cut(part, index === 0 ? 0 : (ends[index - 1] ?? 0) + 1, end));
}
