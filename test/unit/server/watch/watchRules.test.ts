import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createGitignoreRules } from '../../../../src/server/watch/gitignoreRules.ts';
import { anyOf, createWatchRules } from '../../../../src/server/watch/watchRules.ts';

const code = '**/*.{ts,tsx}';

function rules(include: readonly string[], exclude: readonly string[] = [], gitignore = '') {
  const git = createGitignoreRules((folder) => (folder === '' ? gitignore : undefined), true);
  return createWatchRules({ include, exclude }, git, true);
}

test('reports included files at every depth, in dot folders too', () => {
  const { reports } = rules([code]);
  for (const file of ['a.ts', 'src/a.tsx', '.storybook/main.ts']) assert.equal(reports(file), true, file);
  for (const file of ['a.png', 'src/ts']) assert.equal(reports(file), false, file);
});

test('reports nothing without an include pattern', () => {
  assert.equal(rules([]).reports('a.ts'), false);
});

test('takes patterns without a slash as the name of something in the root', () => {
  assert.equal(rules(['*.ts']).reports('a.ts'), true);
  assert.equal(rules(['*.ts']).reports('src/a.ts'), false);
});

test('never scans .git and node_modules, however deep', () => {
  const { skips, reports } = rules(['**/*']);
  for (const folder of ['.git', 'node_modules', 'packages/a/node_modules', 'vendor/x/.git'])
    assert.equal(skips(folder, true), true, folder);
  assert.equal(reports('packages/a/node_modules/b/index.ts'), false);
  assert.equal(reports('node_modules.ts'), true);
});

const covering = ['dist/**', '**/dist/**', 'dist', './dist', 'dist/', '**/dist', 'dist/**/*', '{dist,out}/**'];
for (const exclude of covering) {
  test(`does not look into a folder that ${exclude} covers wholly`, () => {
    assert.equal(rules(['**/*'], [exclude]).skips('dist', true), true);
    assert.equal(rules(['**/*'], [exclude]).reports('dist/deep/a.ts'), false);
  });
}

test('looks into a folder of which an exclude pattern covers a part', () => {
  const { skips, reports } = rules(['**/*'], ['dist/**/*.map']);
  assert.equal(skips('dist', true), false);
  assert.equal(reports('dist/a.js'), true);
  assert.equal(reports('dist/a.js.map'), false);
});

test('knows the patterns of files.watcherExclude', () => {
  const { skips } = rules(['**/*'], ['**/vendor/*/**', '**/.hg/store/**']);
  assert.equal(skips('vendor', true), false);
  assert.equal(skips('vendor/lib', true), true);
  assert.equal(skips('sub/.hg/store', true), true);
  assert.equal(skips('sub/.hg', true), false);
});

test('takes an exclamation mark in a pattern as a character', () => {
  assert.equal(rules(['**/*'], ['!keep.ts']).reports('a.ts'), true);
});

test('reports no files that editors keep for a moment', () => {
  const { reports } = rules(['**/*']);
  const names = ['a.ts~', '.a.ts.swp', '.a.ts.swx', '4913', '.#a.ts', '#a.ts#', 'a.ts___jb_tmp___', 'a.ts.subl1f.tmp', '.goutputstream-X'];
  for (const name of names) assert.equal(reports(`src/${name}`), false, name);
});

test('skips what .gitignore names, but not the .gitignore files themselves', () => {
  const { skips, reports } = rules(['**/*'], [], 'out/\n*.log\n.*');
  assert.equal(skips('out', true), true);
  assert.equal(skips('a.log', false), true);
  assert.equal(reports('a.log'), false);
  assert.equal(skips('src/.gitignore', false), false);
});

test('does not skip a path of unknown kind that is ignored as a file only', () => {
  assert.equal(rules(['**/*'], [], '*\n!*/').skips('src', false), false);
});

test('never skips the root', () => {
  assert.equal(rules(['**/*'], ['**'], '*').skips('', true), false);
});

test('reports what one of several requests wants', () => {
  const union = anyOf([rules(['**/*.ts'], ['a/**']), rules(['**/*.py'], ['b/**'])]);
  assert.deepEqual(['a/x.ts', 'b/x.ts', 'a/x.py', 'b/x.py'].map(union.reports), [false, true, true, false]);
  assert.equal(union.skips('a', true), false);
  assert.equal(anyOf([rules(['**/*'], ['a/**']), rules(['**/*'], ['a'])]).skips('a', true), true);
});
