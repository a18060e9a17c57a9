import assert from 'node:assert/strict';
import { test } from 'node:test';
import { table } from '../../../src/cli/table.ts';

test('columns stand below each other by the cells that their texts take, and no line ends in blanks', () => {
  assert.deepEqual(
    table([
      ['NAME', 'STATE', 'WHY'],
      ['日本', 'up', ''],
      ['x', 'down', 'refused'],
    ]),
    ['NAME  STATE  WHY', '日本  up', 'x     down   refused'],
  );
});

test('words of strangers act on no screen', () => {
  assert.deepEqual(table([['a\u001b[2J\nb', 'c']]), ['a\\u001b[2J\\u000ab  c']);
});
