import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseExactJson, toJsonLine } from '../../../src/shared/jsonText.ts';

test('integers of any size come out as they went in', () => {
  const text = '{"id":12345678901234567890,"list":[-9007199254740993,9007199254740991,0.1,1e+21]}';
  assert.equal(JSON.stringify(parseExactJson(text)), text);
});

test('everything else is what JSON.parse makes of it', () => {
  fc.assert(
    fc.property(fc.json(), fc.boolean(), (json, isLong) => {
      fc.pre(!/\d{16}/.test(json));
      const text = isLong ? `["0123456789abcdef",1234567890123456,${json}]` : json;
      assert.deepEqual(parseExactJson(text), JSON.parse(text));
    }),
  );
});

test('what is not JSON is refused', () => {
  for (const text of ['{', '', '[12345678901234567890']) assert.throws(() => parseExactJson(text), SyntaxError);
});

test('a line of JSON has nothing in it that breaks a line, commands a terminal or turns the reading direction, and says the same', () => {
  const value = { text: 'a\n\r\u0085\u2028\u2029 \u001b[31m \u009b31m \u007f \u202eevil\u2066 z' };
  assert.doesNotMatch(toJsonLine(value), /\p{Cc}|\p{Zl}|\p{Zp}|\p{Bidi_Control}/u);
  assert.deepEqual(JSON.parse(toJsonLine(value)), value);
});
