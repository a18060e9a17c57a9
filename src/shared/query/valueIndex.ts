import { isJsonObject, type JsonValue } from '../json.ts';
import type { Operand, Order } from './comparison.ts';
import { textOfValue, valuesAt } from './dataValues.ts';
import { compare, compareDecimals, type Decimal, decimalOf, keyOf, readDecimal } from './decimal.ts';
import { foldCase } from './searchText.ts';
import { readIsoTime } from './times.ts';

/** An operand, and what it is among the numbers that JavaScript holds. */
export type Wanted = Operand & {
  /** The one that equals it. */
  readonly held: number | undefined;
  /** What those compare with. */
  readonly amongHeld: Decimal | undefined;
};

type Range<T> = { readonly least: T; readonly most: T } | null;

/**
 * The values at one path of one event. Each is read once for all that a query asks of them, so that the answer to one more question costs
 * the same however many they are. What nobody asks for is not made.
 */
export class ValueIndex {
  readonly #values: readonly JsonValue[];
  #held: ReadonlySet<number> | undefined;
  #exact: ReadonlySet<string> | undefined;
  #texts: ReadonlySet<string> | undefined;
  #allTexts: readonly string[] | undefined;
  #times: ReadonlySet<number> | undefined;
  #heldRange: Range<Decimal> | undefined;
  #exactRange: Range<Decimal> | undefined;
  #timeRange: Range<number> | undefined;

  constructor(data: JsonValue, path: readonly string[]) {
    this.#values = valuesAt(data, path);
  }

  hasAny(): boolean {
    return this.#values.some((value) => value !== null);
  }

  /** Numbers are equal as numbers, anything else as text in any case: of texts it knows nothing but what they say, 1.10 is not 1.1 there. */
  hasEqual({ text, number, held }: Wanted): boolean {
    if (held !== undefined && this.#heldNumbers().has(held)) return true;
    return (number !== undefined && this.#exactKeys().has(keyOf(number))) || this.#foldedTexts().has(text);
  }

  hasTime(time: number): boolean {
    return this.#momentsIn().has(time);
  }

  /** Numbers compare as numbers and times as times, in quotes too. It is enough to look at the ends of what there is. */
  hasInOrder(order: Order, { number, amongHeld, time }: Wanted): boolean {
    if (amongHeld !== undefined) {
      this.#heldRange ??= decimals(rangeOf(this.#heldNumbers(), compare));
      if (isInOrder(this.#heldRange, order, amongHeld, compareDecimals)) return true;
    }
    if (number !== undefined) {
      this.#exactRange ??= rangeOf(this.#exactNumbers(true), compareDecimals);
      if (isInOrder(this.#exactRange, order, number, compareDecimals)) return true;
    }
    if (time === undefined) return false;
    this.#timeRange ??= rangeOf(this.#momentsIn(), compare);
    return isInOrder(this.#timeRange, order, time, compare);
  }

  /** All values as folded texts, each once. */
  texts(): readonly string[] {
    this.#allTexts ??= [...this.#foldedTexts(), ...Array.from(this.#heldNumbers(), (number) => foldCase(textOfValue(number)))];
    return this.#allTexts;
  }

  #heldNumbers(): ReadonlySet<number> {
    this.#held ??= new Set(this.#values.filter((value) => typeof value === 'number'));
    return this.#held;
  }

  #exactKeys(): ReadonlySet<string> {
    this.#exact ??= new Set(this.#exactNumbers(false).map(keyOf));
    return this.#exact;
  }

  /** Numbers that have kept their texts. */
  #exactNumbers(withStrings: boolean): readonly Decimal[] {
    const written = this.#values.filter((value) => isRawNumber(value) || (withStrings && typeof value === 'string'));
    return Array.from(new Set(written.map(textOfValue)), readDecimal).filter((decimal) => decimal !== undefined);
  }

  /** Those of numbers are not among them: numbers are found as numbers, without being written. */
  #foldedTexts(): ReadonlySet<string> {
    this.#texts ??= new Set(Array.from(new Set(this.#values.filter((value) => typeof value !== 'number').map(textOfValue)), foldCase));
    return this.#texts;
  }

  #momentsIn(): ReadonlySet<number> {
    const strings = () => new Set(this.#values.filter((value) => typeof value === 'string'));
    this.#times ??= new Set(Array.from(strings(), readIsoTime).filter((time) => time !== undefined));
    return this.#times;
  }
}

function isRawNumber(value: JsonValue): boolean {
  return typeof value === 'object' && value !== null && !isJsonObject(value);
}

function rangeOf<T>(values: Iterable<T>, compare: (one: T, other: T) => number): Range<T> {
  let range: { least: T; most: T } | null = null;
  for (const value of values) {
    range ??= { least: value, most: value };
    if (compare(value, range.least) < 0) range.least = value;
    if (compare(value, range.most) > 0) range.most = value;
  }
  return range;
}

function decimals(range: Range<number>): Range<Decimal> {
  return range && { least: decimalOf(range.least), most: decimalOf(range.most) };
}

function isInOrder<T>(range: Range<T>, order: Order, operand: T, compare: (one: T, other: T) => number): boolean {
  if (range === null) return false;
  const difference = order.startsWith('<') ? compare(range.least, operand) : compare(operand, range.most);
  return difference < 0 || (difference === 0 && order.endsWith('='));
}
