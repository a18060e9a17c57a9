import type { Comparator } from './comparison.ts';
import { cut, isSign, type Part, textIn, type Word } from './words.ts';

/** Fields that every event has; `data.` goes into the data. */
export const fields = ['type', 'source', 'id', 'after', 'before'] as const;
export type Field = (typeof fields)[number];

export const DATA = 'data.';

export type Operator = ':' | Comparator;

/** A word in its parts, as in `-data.count>=10`. */
export type Dissected = {
  readonly isNegated: boolean;
  /** All of it but the minus. */
  readonly body: Part;
  /** What stands before the operator; all of the body when there is none. */
  readonly name: Part;
  readonly operator: Operator | undefined;
  readonly value: Part;
};

const SIGNS = ':<=>';

export function dissect(word: Word): Dissected {
  // A minus alone is a text as any other.
  const isNegated = isSign(word.letters[0], '-') && word.letters.length > 1;
  const body = cut(word, isNegated ? 1 : 0);
  const at = body.letters.findIndex((letter) => isSign(letter, SIGNS));
  const { operator, length } = operatorAt(body, at);
  const end = operator === undefined ? body.letters.length : at;
  return { isNegated, body, name: cut(body, 0, end), operator, value: cut(body, end + length) };
}

/** `:>5` says what `>5` says, and `==` what `=` says. */
function operatorAt({ letters }: Part, at: number): { readonly operator: Operator | undefined; readonly length: number } {
  if (at < 0) return { operator: undefined, length: 0 };
  const first = isSign(letters[at], ':') ? at + 1 : at;
  const char = isSign(letters[first], '<=>') ? letters[first]?.char : undefined;
  if (char === undefined) return { operator: ':', length: 1 };
  const isLong = isSign(letters[first + 1], '=');
  return { operator: (char === '=' || !isLong ? char : `${char}=`) as Comparator, length: first - at + (isLong ? 2 : 1) };
}

/** The field that a name means; its own case does not matter, that of keys in the data does. */
export function fieldOf({ name, operator }: Dissected): Field | 'data' | undefined {
  if (operator === undefined || name.letters.slice(0, DATA.length).some(({ isQuoted }) => isQuoted)) return undefined;
  const text = textIn(name).toLowerCase();
  return text.startsWith(DATA) ? 'data' : fields.find((field) => field === text);
}

/** What stands behind `data.`. */
export function pathPart({ name }: Dissected): Part {
  return cut(name, DATA.length);
}
