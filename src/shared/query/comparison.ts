import { type Decimal, readDecimal } from './decimal.ts';
import { foldCase } from './searchText.ts';
import { readIsoTime } from './times.ts';

export type Order = '<' | '<=' | '>' | '>=';
export type Comparator = '=' | Order;

/** The right side of a comparison: a text that may be a number or a time too. */
export type Operand = {
  readonly text: string;
  readonly number: Decimal | undefined;
  /** Milliseconds since 1970. */
  readonly time: number | undefined;
};

export function readOperand(text: string): Operand {
  return { text: foldCase(text), number: readDecimal(text), time: readIsoTime(text) };
}
