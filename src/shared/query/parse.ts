import { limits } from '../api.ts';
import type { Condition, Term } from './condition.ts';
import { compare } from './decimal.ts';
import { type EventTest, Look, toEventTest } from './eventTest.ts';
import { QueryMistake } from './mistake.ts';
import { needlesOf } from './needles.ts';
import type { Numbers, ParsedQuery, Query, Steps, TextOf } from './query.ts';
import { type ReadWord, readTerm } from './readTerm.ts';
import { searchTextOf } from './searchText.ts';
import { readWords } from './words.ts';

export type QueryOptions = {
  /** Those of the events that it is for; exact ones when it is not said. */
  readonly numbers?: Numbers;
  /** For a query that a program has made longer than people write it. */
  readonly maxCharacters?: number;
};

/**
 * Reads a query; `docs/query.md` says what it may say. Never throws: a mistake is answered with its place.
 *
 * @param now what times are counted from, once and for all
 */
export function parseQuery(text: string, now: Date, options: QueryOptions = {}): ParsedQuery {
  try {
    return { ok: true, query: readQuery(text, now, options) };
  } catch (error) {
    if (error instanceof QueryMistake) return { ok: false, problem: error.problem };
    throw error;
  }
}

function readQuery(text: string, now: Date, { numbers = 'exact', maxCharacters = limits.queryCharacters }: QueryOptions): Query {
  if (text.length > maxCharacters) {
    throw new QueryMistake({
      message: `The query is longer than ${maxCharacters} characters.`,
      next: 'Leave out what is behind them.',
      from: maxCharacters,
      to: text.length,
    });
  }
  return toQuery(
    text,
    readWords(text).map((word) => readTerm(word, now)),
    numbers,
  );
}

function toQuery(text: string, words: readonly ReadWord[], numbers: Numbers): Query {
  const terms = words.flatMap(({ term }) => term ?? []);
  const tests = inOrder(terms).map((term) => toEventTest(term, numbers));
  return {
    text,
    isEmpty: terms.length === 0,
    matches: (event, textOf = searchTextOnce()) => answerOf(stepsOf(tests, new Look(event, textOf))),
    steps: (event, textOf = searchTextOnce()) => stepsOf(tests, new Look(event, textOf)),
    unknownFields: [...new Set(words.flatMap(({ unknownField }) => unknownField ?? []))],
    needles: needlesOf(terms),
  };
}

const costs = { time: 0, field: 1, value: 2, comparison: 2, text: 3 } as const satisfies Readonly<Record<Condition['kind'], number>>;

/** Lets everything through. */
export const emptyQuery: Query = toQuery('', [], 'exact');

/** The cheapest first, those of one path together, and each once. */
function inOrder(terms: readonly Term[]): readonly Term[] {
  const different = new Map(terms.map((term) => [JSON.stringify(term), term])).values();
  const keyed = Array.from(different, (term) => ({ term, cost: costs[term.condition.kind], path: pathOf(term) }));
  return keyed.sort((one, other) => one.cost - other.cost || compare(one.path, other.path)).map(({ term }) => term);
}

function pathOf({ condition }: Term): string {
  return 'path' in condition ? JSON.stringify(condition.path) : '';
}

function* stepsOf(tests: readonly EventTest[], look: Look): Steps {
  for (const { isNegated, ways } of tests) {
    let isTrue = false;
    for (const way of ways) {
      isTrue = way(look);
      if (isTrue) break;
      yield;
    }
    if (isTrue === isNegated) return false;
    if (isTrue) yield;
  }
  return true;
}

function answerOf(steps: Steps): boolean {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** For one event, however many of its terms are text. */
function searchTextOnce(): TextOf {
  let text: string | undefined;
  return (event) => {
    text ??= searchTextOf(event);
    return text;
  };
}
