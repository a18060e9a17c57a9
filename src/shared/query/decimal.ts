/** A number as it is written, with all its digits: 0.d₁d₂d₃… × 10^magnitude. Comparing costs what the digits are, however large the number. */
export type Decimal = {
  readonly sign: number;
  readonly magnitude: number;
  /** Without zeros at either end, so that equal numbers have equal digits. */
  readonly digits: string;
};

const NUMBER = /^([+-]?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i;

/** Undefined for what is no number. */
export function readDecimal(text: string): Decimal | undefined {
  const [, sign, whole, fraction = '', exponent = '0'] = NUMBER.exec(text) ?? [];
  return whole === undefined ? undefined : toDecimal(sign === '-' ? -1 : 1, whole + fraction, whole.length + Number(exponent));
}

/** The number that JavaScript writes for this one, which is the one that was read when it is held. */
export function decimalOf(number: number): Decimal {
  return readDecimal(String(number)) ?? { sign: Math.sign(number), magnitude: Number.POSITIVE_INFINITY, digits: '' };
}

/** Negative, zero or positive. */
export function compareDecimals(one: Decimal, other: Decimal): number {
  if (one.sign !== other.sign) return one.sign - other.sign;
  const bySize = compare(one.magnitude, other.magnitude) || compare(one.digits, other.digits);
  return one.sign * bySize;
}

/** The same text for equal numbers. */
export function keyOf({ sign, magnitude, digits }: Decimal): string {
  return `${sign} ${digits} ${magnitude}`;
}

export function compare<T extends number | string>(one: T, other: T): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Zeros are counted off by hand: a pattern for those at the end would begin anew at every zero. */
function toDecimal(sign: number, digits: string, magnitude: number): Decimal {
  let [first, end] = [0, digits.length];
  while (first < end && digits[first] === '0') first++;
  while (end > first && digits[end - 1] === '0') end--;
  return first === end ? { sign: 0, magnitude: 0, digits: '' } : { sign, magnitude: magnitude - first, digits: digits.slice(first, end) };
}
