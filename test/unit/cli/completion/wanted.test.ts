import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placeIn } from '../../../../src/cli/completion/wanted.ts';
import { createProgram } from '../../../../src/cli/program.ts';

/** What is offered: words, or the kind of what the hub and the disk have. */
function offered(...words: readonly string[]): string | readonly string[] {
  const { wanted } = placeIn(createProgram(), words);
  return wanted.kind === 'words' ? wanted.words.map(({ text }) => text) : wanted.kind;
}

test('commands come first, then the commands of a command', () => {
  assert.ok(offered('').includes('listen'));
  assert.ok(!offered('').includes('__complete'));
  assert.deepEqual(offered('listen', ''), ['start', 'stop', 'status', 'devices', 'help']);
});

for (const [words, kind] of [
  [['send', ''], 'types'],
  [['send', 'a', '{}', ''], []],
  [['send', '--source', ''], 'sources'],
  [['send', '--token-file', ''], 'files'],
  [['serve', '--watch', ''], 'folders'],
  [['tail', 'a', '--json', ''], 'query'],
  [['history', '--types=a'], 'types'],
  [
    ['completion', ''],
    ['bash', 'zsh', 'fish', 'powershell'],
  ],
  [
    ['serve', '--audio-scale', ''],
    ['db', 'linear', 'seed'],
  ],
  [['tail', '--', '-ty'], 'query'],
  [['serve', '--port', '-'], []],
] as const) {
  test(`behind "dev-sync ${words.join(' ')}" it offers ${typeof kind === 'string' ? kind : `[${kind}]`}`, () => {
    assert.deepEqual(offered(...words), kind);
  });
}

test('options are those of the command, with --help', () => {
  assert.deepEqual(offered('targets', 'retry', '--'), ['--url', '--token-file', '--json', '--help']);
});

test('the value of an option may be written with an equals sign, and the rest of the word stays', () => {
  const { before, current } = placeIn(createProgram(), ['serve', '--audio-scale=li']);
  assert.deepEqual([before, current], ['--audio-scale=', 'li']);
});
