import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compareDecimals, type Decimal, decimalOf, keyOf, readDecimal } from '../../../../src/shared/query/decimal.ts';

function decimal(text: string): Decimal {
  const read = readDecimal(text);
  assert.ok(read, text);
  return read;
}

const digits = fc.array(fc.constantFrom('0', '0', '1', '9'), { minLength: 1, maxLength: 6 }).map((parts) => parts.join(''));
const exponent = fc.integer({ min: -4, max: 4 });
const number = fc
  .record({ sign: fc.constantFrom('', '-', '+'), whole: digits, fraction: fc.option(digits), exponent: fc.option(exponent) })
  .map(({ sign, whole, fraction, exponent }) => {
    const text = `${sign}${whole}${fraction === null ? '' : `.${fraction}`}${exponent === null ? '' : `E${exponent}`}`;
    // In units of 10^-10, as whole numbers.
    const scaled = BigInt(`${whole}${fraction ?? ''}${'0'.repeat(10 - (fraction ?? '').length + (exponent ?? 0))}`);
    return { text, value: sign === '-' ? -scaled : scaled };
  });

test('decimals compare as what they are, and equal ones have one key', () => {
  const property = fc.property(number, number, (one, other) => {
    const difference = compareDecimals(decimal(one.text), decimal(other.text));
    assert.equal(Math.sign(difference) + 0, one.value < other.value ? -1 : one.value > other.value ? 1 : 0, `${one.text} ${other.text}`);
    assert.equal(keyOf(decimal(one.text)) === keyOf(decimal(other.text)), difference === 0);
  });
  fc.assert(property, { numRuns: 5000 });
});

test('numbers that JavaScript holds compare as JavaScript compares them', () => {
  const any = fc.double({ noNaN: true });
  const property = fc.property(any, any, (one, other) => {
    assert.equal(Math.sign(compareDecimals(decimalOf(one), decimalOf(other))) + 0, one < other ? -1 : one > other ? 1 : 0);
  });
  fc.assert(property, { numRuns: 3000 });
});

test('what is no number is none', () => {
  for (const text of ['', '.5', '5.', '1e', '0x10', ' 1', '1_0', 'Infinity', '--1']) assert.equal(readDecimal(text), undefined, text);
});
