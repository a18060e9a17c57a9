import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createGitignoreRules, rootedLines } from '../../../../src/server/watch/gitignoreRules.ts';

function rulesOf(files: Readonly<Record<string, string>>, isCaseSensitive = true) {
  const read: string[] = [];
  const rules = createGitignoreRules((folder) => {
    read.push(folder);
    return files[folder];
  }, isCaseSensitive);
  return { ...rules, read };
}

test('ignores what the file at the root names', () => {
  const { ignores } = rulesOf({ '': '*.log\n/only-here.ts\n' });
  assert.equal(ignores('deep/below/a.log', false), true);
  assert.equal(ignores('only-here.ts', false), true);
  assert.equal(ignores('deep/only-here.ts', false), false);
});

test('applies a pattern with a slash at its end to folders only', () => {
  const { ignores } = rulesOf({ '': 'build/' });
  assert.equal(ignores('build', true), true);
  assert.equal(ignores('build', false), false);
});

test('applies the lines of a nested file below its folder only', () => {
  const { ignores } = rulesOf({ 'packages/a': 'out.ts\n/top.ts\nsub/x.ts' });
  assert.equal(ignores('packages/a/out.ts', false), true);
  assert.equal(ignores('packages/a/deep/out.ts', false), true);
  assert.equal(ignores('packages/b/out.ts', false), false);
  assert.equal(ignores('packages/a/deep/top.ts', false), false);
  assert.equal(ignores('packages/a/sub/x.ts', false), true);
});

test('lets a nested file bring back what one above it ignores', () => {
  const { ignores } = rulesOf({ '': '*.gen.ts', keep: '!*.gen.ts' });
  assert.equal(ignores('a.gen.ts', false), true);
  assert.equal(ignores('keep/a.gen.ts', false), false);
});

test('brings nothing back out of an ignored folder, as git does', () => {
  const { ignores } = rulesOf({ '': 'build/', build: '!keep.ts' });
  assert.equal(ignores('build/keep.ts', false), true);
});

test('takes folder names with glob characters literally', () => {
  const { ignores } = rulesOf({ 'app/[id]': 'a.ts' });
  assert.equal(ignores('app/[id]/a.ts', false), true);
  assert.equal(ignores('app/i/a.ts', false), false);
});

test('reads each file once', () => {
  const { ignores, read } = rulesOf({ '': 'x', a: 'y' });
  for (const path of ['a/b/1.ts', 'a/b/2.ts', 'a/3.ts']) ignores(path, false);
  assert.deepEqual(read.sort(), ['', 'a', 'a/b']);
});

test('follows the case rules of the file system', () => {
  assert.equal(rulesOf({ '': 'Build' }, true).ignores('build', true), false);
  assert.equal(rulesOf({ '': 'Build' }, false).ignores('build', true), true);
});

test('rewrites nested lines for the root, comments and blanks left out', () => {
  const text = '\uFEFF# comment\r\n\r\n*.log  \r\n!/keep.log\r\n\\#odd\r\n\\!odd\nkept\\ \n';
  assert.deepEqual(rootedLines(text, 'a'), ['/a/**/*.log', '!/a/keep.log', '/a/**/\\#odd', '/a/**/\\!odd', '/a/**/kept\\ ']);
});
