import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { plain, withoutIcons } from '../../../src/extension/plain.ts';

const sources = join(import.meta.dirname, '../../../src/extension');
/** As the editor finds links in messages (`linkedText.ts` of VS Code). */
const link = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/i;

for (const text of ['[Fix it](command:a.b)', 'a [b](https://c "d") e', '[[a](command:b)](command:c)', '[a]](command:b)', '[a](file:/b)']) {
  test(`${text} becomes no link`, () => {
    assert.doesNotMatch(plain(text), link);
    assert.equal(plain(text).replaceAll(' ', ''), text.replaceAll(' ', ''));
  });
}

test('other words stay as they are', () => {
  const words = 'The setting a[0] is "(b)", see [c]: (d)';
  assert.equal(plain(words), words);
});

test('a name makes no icon', () => {
  assert.equal(withoutIcons('$(trash) $$(key)'), '$ (trash) $$ (key)');
});

test('every message of the editor gets its words by way of plain', () => {
  const calls = readdirSync(sources).flatMap((name) => [
    ...readFileSync(join(sources, name), 'utf8').matchAll(/\.show(?:Information|Warning|Error)Message(?:<\w+>)?\(.*/g),
  ]);
  assert.ok(calls.length >= 3);
  for (const [call] of calls) assert.match(call, /Message(<\w+>)?\(plain\(/);
});
