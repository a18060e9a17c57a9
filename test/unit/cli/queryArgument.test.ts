import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mistakeIn } from '../../../src/cli/queryArgument.ts';
import { parseQuery } from '../../../src/shared/query/parse.ts';

/** The query and the line of carets below it. */
function linesOf(query: string): readonly [string, string] {
  const parsed = parseQuery(query, new Date());
  assert.ok(!parsed.ok);
  const [, text = '', carets = '', ...rest] = mistakeIn(query, parsed.problem).split('\n');
  assert.equal(rest.length, 1);
  return [text, carets];
}

for (const [query, text, carets] of [
  ['after:now', '  after:now', '        ^^^'],
  ['a "b c', '  a "b c', '    ^^^^'],
  ['日本 data.>5 x', '  日本 data.>5 x', '       ^^^^^'],
  ['a\u0301 after:💥', '  a\u0301 after:💥', '          ^^'],
  ['a\tb\u202e after:x', '  a\\u0009b\\u202e after:x', `${' '.repeat(23)}^`],
] as const) {
  test(`the carets stand under the mistake in ${JSON.stringify(query)}`, () => {
    assert.deepEqual(linesOf(query), [text, carets]);
  });
}

test('of a long query only the surroundings of the mistake are shown', () => {
  const [text, carets] = linesOf(`${'a '.repeat(100)}after:${'x'.repeat(100)} ${'b '.repeat(100)}`);
  assert.equal(text, `  …${' a'.repeat(27)} after:${'x'.repeat(60)}…`.replace('… ', '…'));
  assert.equal(carets.trimStart(), '^'.repeat(60));
  assert.ok(text.length < 140 && carets.length < 140);
});
