import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { jsonProblem } from '../../../../webview/composer/jsonProblem.ts';

const placeOf = (text: string) => {
  const problem = jsonProblem(text);
  return problem && [problem.line, problem.column, problem.message];
};

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('the place where JSON ends to be JSON', () => {
  const mistakes: readonly (readonly [text: string, line: number, column: number, message: string])[] = [
    ['', 1, 1, 'A value is missing here'],
    ['{\n  "a": 1,\n}', 3, 1, 'There is a comma too many before this'],
    ['[1, ]', 1, 5, 'There is a comma too many before this'],
    ['{"a": }', 1, 7, 'A value is missing here'],
    ['{\n  "a": 1\n  "b": 2\n}', 3, 3, 'A comma or } is missing here'],
    ['[1 2]', 1, 4, 'A comma or ] is missing here'],
    ['{a: 1}', 1, 2, 'A key in double quotes is missing here'],
    ['{"a" 1}', 1, 6, 'A colon is missing here'],
    ['{"a": \'x\'}', 1, 7, 'Text needs double quotes'],
    ['{"a": "x\n}', 1, 7, 'These quotes are not closed'],
    ['{"a": "\\x"}', 1, 8, 'A backslash is written as \\\\'],
    ['{"a": "\t"}', 1, 8, 'Control characters are written as \\t or \\u0009'],
    ['{"a": 01}', 1, 7, 'This is no value'],
    ['{"a": undefined}', 1, 7, 'This is no value'],
    ['{} {}', 1, 4, 'Nothing more may follow here'],
  ];

  for (const [text, line, column, message] of mistakes) {
    it(`is ${line}:${column} in ${JSON.stringify(text)}`, () => assert.deepEqual(placeOf(text), [line, column, message]));
  }

  it('is nowhere in JSON, however it is written', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(undefined, 1, '\t'), (text, indent) => {
        assert.equal(jsonProblem(JSON.stringify(JSON.parse(text), null, indent)), null);
      }),
    );
  });

  it('is somewhere exactly when JSON.parse refuses the text', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"',
      '\\',
      '\\u12',
      '1',
      '-',
      '.5',
      'e3',
      'true',
      'nul',
      ' ',
      '\n',
      '\u0000',
      '\u00a0',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        const text = parts.join('');
        assert.equal(jsonProblem(text) === null, isJson(text), text);
      }),
      { numRuns: 5000 },
    );
  });

  it('is found in a large text without a line break', () => {
    const text = `{"a":"${'x'.repeat(1_000_000)}"`;
    assert.deepEqual(placeOf(text), [1, text.length + 1, 'A comma or } is missing here']);
  });
});
