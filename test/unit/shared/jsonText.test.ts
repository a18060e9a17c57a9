import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isJsonObject, plainNumber } from '../../../src/shared/json.ts';
import { findExactNumbers, isNestedDeeper, parseExactJson, toJsonLine } from '../../../src/shared/jsonText.ts';
import { hostileTexts } from '../../support/hostileTexts.ts';

test('integers of any size come out as they went in', () => {
  const text = '{"id":12345678901234567890,"list":[-9007199254740993,9007199254740991,0.1,1e+21]}';
  assert.equal(JSON.stringify(parseExactJson(text)), text);
});

const exact = [
  '1e400',
  '-1e400',
  '1e-400',
  '-0',
  '-0.0',
  '-0e5',
  '9007199254740993',
  '0.10000000000000001',
  '1E400',
  '1.7976931348623159e308',
  '1.7976931348623157e308',
  '5e-324',
  '1e290',
  '1e-0290',
  `1${'0'.repeat(400)}`,
  `0.${'3'.repeat(400)}`,
];
for (const number of exact) {
  test(`${number.slice(0, 30)}, which JavaScript cannot hold, comes out as it went in`, () => {
    for (const text of [number, `[${number}]`, `{"a":${number}}`, `[1,${number}]`]) {
      assert.equal(JSON.stringify(parseExactJson(text)), text);
      assert.equal(JSON.stringify(parseExactJson(text.replaceAll(/([[:,])/g, '$1 \n'))), text);
    }
  });
}

const held = [
  '0',
  '1.50',
  '100',
  '1E5',
  '1e+21',
  '0.1',
  '1e-7',
  '1.7976931348623157e+308',
  '-1.5E-3',
  '0.30000000000000004',
  '0e9',
  '1e9',
  '1.0',
  '-0.5',
  '-0.0000001',
  '1e289',
  '123456789012345e289',
  '-0.00000000001e-289',
  '1E+0000009',
];
for (const number of held) {
  test(`${number} is a number like any other`, () => {
    for (const text of [number, `[${number}]`, `{"a": ${number}}`]) {
      assert.deepEqual(findExactNumbers(text), []);
      assert.deepEqual(parseExactJson(text), JSON.parse(text));
    }
  });
}

test('numbers are looked for outside of strings alone, each with its place', () => {
  const text = '["-0, 1e400","\\", -0","\\\\",-0,{" -0":12345678901234567890," 1e400":1}]';
  const found = findExactNumbers(text);
  assert.deepEqual(
    found.map(({ at, source }) => [text.slice(at, at + source.length), source]),
    [
      ['-0', '-0'],
      ['12345678901234567890', '12345678901234567890'],
    ],
  );
  assert.equal(JSON.stringify(parseExactJson(text)), text);
});

test('of too many numbers no more are looked for than show that there are', () => {
  assert.equal(findExactNumbers(`[${'-0,'.repeat(100)}1]`, 10).length, 11);
});

test('each of many numbers comes out at its own place', () => {
  const text = JSON.stringify(Array.from({ length: 200_000 }, (_, index) => ({ [`k${index}`]: [index] }))).replaceAll(
    /\[(\d+)\]/g,
    '[1e400,-0,9007199254740993$1]',
  );
  assert.equal(JSON.stringify(parseExactJson(text)), text);
});

test('a text with such numbers is not visited value by value: a reviver makes an object for each of them', (context) => {
  const parse = context.mock.method(JSON, 'parse');
  parseExactJson('[12345678901234567890,0,0,0]');
  assert.deepEqual(
    parse.mock.calls.map(({ arguments: [, reviver] }) => reviver),
    [undefined],
  );
});

test('a number that is kept as its text is no object, and has its value', () => {
  const [id, nothing] = parseExactJson('[12345678901234567890,-0.0]') as unknown[];
  assert.deepEqual([id, nothing].map(isJsonObject), [false, false]);
  assert.deepEqual([id, nothing, 'text', null, undefined].map(plainNumber), [Number('12345678901234567890'), -0, 'text', null, undefined]);
  assert.deepEqual([{}, { rawJSON: '1' }].map(isJsonObject), [true, true]);
});

test('keys with a meaning for JavaScript are keys like any other', () => {
  for (const number of ['1', '1e400']) {
    const text = `{"__proto__":{"a":${number}},"constructor":{"prototype":{"b":1}},"toString":2,"":3}`;
    const value = parseExactJson(text) as object;
    assert.equal(Object.getPrototypeOf(value), Object.prototype);
    assert.equal(JSON.stringify(value), text);
    assert.ok(!('a' in value) && !('b' in {}));
  }
});

test('of a key that is there twice the last one counts, whatever the numbers', () => {
  for (const number of ['1', '1e400']) {
    assert.equal(JSON.stringify(parseExactJson(`{"a":${number},"b":0,"a":[${number}],"b":2}`)), `{"a":[${number}],"b":2}`);
  }
});

const levels: readonly (readonly [json: string, levels: number])[] = [
  ['7', 0],
  ['"[[[["', 0],
  ['{}', 1],
  ['[[],{},[]]', 2],
  ['{"a":[{"b":1}]}', 3],
  ['{"\\"[[":"]}\\\\","a":[]}', 2],
  ['[[[', 3],
];
for (const [json, count] of levels) {
  test(`${json} has ${count} levels`, () => {
    assert.deepEqual([isNestedDeeper(json, count - 1), isNestedDeeper(json, count)], [true, false]);
  });
}

test('8 MiB of brackets are known to be too deep', () => {
  assert.ok(isNestedDeeper('['.repeat(8 * 1024 * 1024), 1000));
});

test('everything else is what JSON.parse makes of it', () => {
  fc.assert(
    fc.property(fc.json(), fc.boolean(), (json, isLong) => {
      fc.pre(!/\d{16}|-0/.test(json));
      const text = isLong ? `["0123456789abcdef",1234567890123456,${json}]` : json;
      assert.equal(JSON.stringify(parseExactJson(text)), JSON.stringify(JSON.parse(text)));
    }),
  );
});

test('what is wrong with a text is told of the text as it came', () => {
  const text = '[12345678901234567890,x]';
  let told: unknown;
  try {
    JSON.parse(text);
  } catch (error) {
    told = error;
  }
  assert.throws(() => parseExactJson(text), told as SyntaxError);
});

test('what is not JSON is refused', () => {
  const wrong = [
    '{',
    '',
    '[12345678901234567890',
    '{12345678901234567890:1}',
    '{"a":1,-0:1}',
    '[012345678901234567]',
    '[-0-0]',
    '[1.2.3.4.5.6.7.8.9.0]',
  ];
  for (const text of wrong) assert.throws(() => parseExactJson(text), SyntaxError, text);
});

test('a line of JSON has nothing in it that breaks a line, commands a terminal or turns the reading direction, and says the same', () => {
  const value = { [Object.values(hostileTexts).join('')]: Object.values(hostileTexts) };
  assert.doesNotMatch(toJsonLine(value), /\p{Cc}|\p{Zl}|\p{Zp}|\p{Bidi_Control}|\p{Cs}/u);
  assert.deepEqual(JSON.parse(toJsonLine(value)), value);
});

test('where JSON.rawJSON is missing it says so, instead of losing digits', async () => {
  const { rawJSON } = JSON as unknown as { rawJSON: unknown };
  Object.assign(JSON, { rawJSON: undefined });
  try {
    const path = '../../../src/shared/jsonText.ts?without-raw-json';
    const { parseExactJson: parse }: typeof import('../../../src/shared/jsonText.ts') = await import(path);
    assert.throws(() => parse('{"id":12345678901234567890}'), TypeError);
    assert.deepEqual(parse('{"id":1}'), { id: 1 });
  } finally {
    Object.assign(JSON, { rawJSON });
  }
});
