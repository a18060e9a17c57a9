import { assertNever } from '../assertNever.ts';
import { type Operand, readOperand } from './comparison.ts';
import type { Condition, Term } from './condition.ts';
import { compareDecimals, decimalOf } from './decimal.ts';
import { foldGlob, type Glob, isAnything, matchesGlob } from './glob.ts';
import type { Numbers, Searchable, TextOf } from './query.ts';
import { foldCase } from './searchText.ts';
import { timestampOf } from './times.ts';
import { ValueIndex, type Wanted } from './valueIndex.ts';

/** An event while it is looked at. Terms about one path are asked one behind the other, and share what is known of the values there. */
export class Look {
  readonly event: Searchable;
  readonly textOf: TextOf;
  #path: readonly string[] | undefined;
  #values: ValueIndex | undefined;

  constructor(event: Searchable, textOf: TextOf) {
    this.event = event;
    this.textOf = textOf;
  }

  valuesAt(path: readonly string[]): ValueIndex {
    if (this.#values !== undefined && this.#path?.length === path.length && path.every((key, at) => key === this.#path?.[at]))
      return this.#values;
    this.#path = path;
    this.#values = new ValueIndex(this.event.data, path);
    return this.#values;
  }
}

/** One of the ways in which a term may hold. None costs more than to look at all of the event once. */
type Way = (look: Look) => boolean;

/** Whether an event is as a term says. */
export type EventTest = { readonly isNegated: boolean; readonly ways: readonly Way[] };

/** Answers that are kept: events have few types and senders. */
const REMEMBERED = 1000;

export function toEventTest({ isNegated, condition }: Term, numbers: Numbers): EventTest {
  return { isNegated, ways: waysOf(condition, numbers) };
}

function waysOf(condition: Condition, numbers: Numbers): readonly Way[] {
  switch (condition.kind) {
    case 'text':
      return textWays(condition.text);
    case 'field':
      return [fieldWay(condition)];
    case 'value':
      return valueWays(condition, numbers);
    case 'comparison':
      return [comparisonWay(condition, numbers)];
    case 'time': {
      // Texts of this form are in the order of their times.
      const at = timestampOf(condition.at);
      return [condition.field === 'after' ? ({ event }) => event.timestamp >= at : ({ event }) => event.timestamp < at];
    }
    default:
      return assertNever(condition);
  }
}

/** As it is, or as JSON writes it inside a string. */
function textWays(text: string): readonly Way[] {
  const forms = new Set([JSON.stringify(text).slice(1, -1), text].map(foldCase));
  return Array.from(
    forms,
    (form): Way =>
      ({ event, textOf }) =>
        textOf(event).includes(form),
  );
}

function fieldWay({ field, globs }: Extract<Condition, { kind: 'field' }>): Way {
  if (field === 'id') return ({ event: { id } }) => id !== null && globs.some((glob) => matchesGlob(glob, id));
  const folded = globs.map(foldGlob);
  const matches = remembering((text) =>
    folded.some((glob) => (text === '' && isAnything(glob) ? false : matchesGlob(glob, foldCase(text)))),
  );
  return field === 'type' ? ({ event }) => matches(event.type) : ({ event }) => matches(event.source ?? '');
}

function remembering(test: (text: string) => boolean): (text: string) => boolean {
  const answers = new Map<string, boolean>();
  return (text) => {
    const known = answers.get(text);
    if (known !== undefined) return known;
    if (answers.size >= REMEMBERED) answers.clear();
    const answer = test(text);
    answers.set(text, answer);
    return answer;
  };
}

/** Texts without a star are looked up, all of them at once; each other pattern is looked for. */
function valueWays({ path, globs }: Extract<Condition, { kind: 'value' }>, numbers: Numbers): readonly Way[] {
  const texts = globs.flatMap(([text = '', ...others]) => (others.length === 0 ? [toWanted(readOperand(text), numbers)] : []));
  const patterns = new Map(globs.flatMap((glob) => (glob.length > 1 ? [[JSON.stringify(foldGlob(glob)), foldGlob(glob)] as const] : [])));
  const textWay: Way = (look) => texts.some((text) => look.valuesAt(path).hasEqual(text));
  return [...(texts.length > 0 ? [textWay] : []), ...Array.from(patterns.values(), (glob) => patternWay(path, glob))];
}

function patternWay(path: readonly string[], glob: Glob): Way {
  if (isAnything(glob)) return (look) => look.valuesAt(path).hasAny();
  return (look) =>
    look
      .valuesAt(path)
      .texts()
      .some((text) => matchesGlob(glob, text));
}

function comparisonWay({ path, comparator, operands }: Extract<Condition, { kind: 'comparison' }>, numbers: Numbers): Way {
  const wanted = operands.map((operand) => toWanted(operand, numbers));
  if (comparator !== '=') return (look) => wanted.some((operand) => look.valuesAt(path).hasInOrder(comparator, operand));
  return (look) => wanted.some((operand) => isEqualAt(look.valuesAt(path), operand));
}

function isEqualAt(values: ValueIndex, operand: Wanted): boolean {
  return values.hasEqual(operand) || (operand.time !== undefined && values.hasTime(operand.time));
}

/** Where the numbers of the data are rounded, what is asked for is rounded as they are. */
function toWanted(operand: Operand, numbers: Numbers): Wanted {
  const { number, text } = operand;
  if (number === undefined) return { ...operand, held: undefined, amongHeld: undefined };
  const nearest = Number(text);
  const isHeld = numbers === 'rounded' || compareDecimals(decimalOf(nearest), number) === 0;
  return { ...operand, held: isHeld ? nearest : undefined, amongHeld: isHeld ? decimalOf(nearest) : number };
}
