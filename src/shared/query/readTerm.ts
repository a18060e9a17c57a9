import { type Comparator, type Operand, readOperand } from './comparison.ts';
import type { Condition, Term } from './condition.ts';
import { type Dissected, dissect, type Field, fieldOf, pathPart } from './dissect.ts';
import { readGlobs, valuesIn } from './glob.ts';
import { QueryMistake } from './mistake.ts';
import { readTime } from './times.ts';
import { type Part, splitAt, textIn, type Word } from './words.ts';

export type ReadWord = {
  /** Undefined while nothing is behind the operator: somebody is about to write it. */
  readonly term: Term | undefined;
  /** What looks like a field and is none. */
  readonly unknownField: string | undefined;
};

/** @throws QueryMistake */
export function readTerm(word: Word, now: Date): ReadWord {
  if (word.openQuote !== undefined) {
    throw new QueryMistake({
      message: 'This quote is not closed.',
      next: 'Write " at its end, too; a quote that is meant itself is written "\\"".',
      from: word.openQuote,
      to: word.to,
    });
  }
  const dissected = dissect(word);
  const field = fieldOf(dissected);
  const condition = field === undefined ? readText(dissected.body) : readCondition(field, dissected, now);
  return {
    term: condition && { isNegated: dissected.isNegated, condition },
    unknownField: field === undefined ? unknownFieldIn(dissected) : undefined,
  };
}

function readText(body: Part): Condition | undefined {
  const text = textIn(body);
  return text === '' ? undefined : { kind: 'text', text };
}

function readCondition(field: Field | 'data', dissected: Dissected, now: Date): Condition | undefined {
  if (field === 'data') return readDataCondition(dissected);
  const { name, operator, value } = dissected;
  if (operator !== ':') {
    throw new QueryMistake({
      message: `"${field}" does not go with "${operator}".`,
      next: `Write it as in ${examples[field]}; as a text to search for, put it in quotes.`,
      from: name.from,
      to: value.from,
    });
  }
  if (field === 'after' || field === 'before') return readTimeCondition(field, value, now);
  const globs = readGlobs(value);
  return globs.length === 0 ? undefined : { kind: 'field', field, globs };
}

const examples: Readonly<Record<Field, string>> = {
  type: 'type:agent.*',
  source: 'source:cli',
  id: 'id:…',
  after: 'after:10:30',
  before: 'before:10:30',
};

function readTimeCondition(field: 'after' | 'before', value: Part, now: Date): Condition | undefined {
  if (value.letters.length === 0) return undefined;
  const at = readTime(textIn(value), now);
  if (at !== undefined) return { kind: 'time', field, at };
  throw new QueryMistake({
    message: 'This is not a time.',
    next: `Write a time of the day as in ${field}:10:30, how long ago as in ${field}:5m (s, m, h, d), or a date as in ${field}:2026-11-22T10:30.`,
    from: value.from,
    to: value.to,
  });
}

function readDataCondition(dissected: Dissected): Condition | undefined {
  const path = readPath(dissected);
  const { operator = ':', value } = dissected;
  if (operator === ':') {
    const globs = readGlobs(value);
    return globs.length === 0 ? undefined : { kind: 'value', path, globs };
  }
  const operands = valuesIn(value).map((part) => readComparable(operator, part));
  return operands.length === 0 ? undefined : { kind: 'comparison', path, comparator: operator, operands };
}

function readPath(dissected: Dissected): readonly string[] {
  const part = pathPart(dissected);
  const keys = splitAt(part, '.');
  const empty = keys.find(({ letters }) => letters.length === 0);
  const { name, operator } = dissected;
  if (empty) {
    throw new QueryMistake({
      message: 'A key is missing here.',
      next: 'Write the path of a value as in data.user.name:x; a key with a dot in it goes into quotes.',
      from: name.from,
      to: name.to,
    });
  }
  const path = keys.map(textIn);
  if (operator === '=' && path.at(-1)?.endsWith('!') && !name.letters.at(-1)?.isQuoted) {
    throw new QueryMistake({
      message: 'There is no "!=".',
      next: 'Write a minus before the term, as in -data.count=10.',
      from: name.to - 1,
      to: name.to,
    });
  }
  return path;
}

function readComparable(comparator: Comparator, part: Part): Operand {
  const operand = readOperand(textIn(part));
  if (comparator === '=' || operand.number !== undefined || operand.time !== undefined) return operand;
  throw new QueryMistake({
    message: 'This is neither a number nor a time.',
    next: `Write it as in data.count${comparator}10 or data.at${comparator}2026-11-22T10:30.`,
    from: part.from,
    to: part.to,
  });
}

/** Addresses of the web are no fields, and times neither. */
function unknownFieldIn({ name, operator, value }: Dissected): string | undefined {
  if (operator === undefined || name.letters.some(({ isQuoted }) => isQuoted)) return undefined;
  const text = textIn(name);
  return /^[a-z_][\w.-]*$/i.test(text) && !textIn(value).startsWith('//') ? text : undefined;
}
