import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { createGitignoreRules } from '../../../src/server/watch/gitignoreRules.ts';
import { tempWorkspace } from '../../support/tempWorkspace.ts';
import { until } from '../../support/until.ts';
import { inotifyWatches, manyFolders, request, startWatcher, type WatcherKit } from './watcherKit.ts';

test('never looks into node_modules and .git, at any depth', async () => {
  await using workspace = await tempWorkspace({ 'src/a.ts': '1', '.git/objects/aa/b': '1', 'packages/x/index.ts': '1' });
  await manyFolders(join(workspace.path, 'node_modules'), 'dep', 2000);
  await manyFolders(join(workspace.path, 'packages/x/node_modules'), 'dep', 1000);
  const before = inotifyWatchesIfAny();
  await using kit = startWatcher();
  await kit.watch(request(workspace.path));
  assert.deepEqual(watchedFolders(kit, workspace.path), ['', 'packages', 'packages/x', 'src']);
  if (before !== undefined) assert.equal(inotifyWatches() - before, 4);
});

test('looks into no node_modules that an install makes later', async () => {
  await using workspace = await tempWorkspace({ 'package.json': '{}' });
  await using kit = startWatcher();
  await kit.watch(request(workspace.path));
  await manyFolders(join(workspace.path, 'node_modules'), 'dep', 300);
  assert.deepEqual(await kit.settled(workspace.path), []);
  assert.deepEqual(watchedFolders(kit, workspace.path), ['']);
});

test('does not look into folders that exclude patterns cover', async () => {
  const exclude = ['dist/**', '**/vendor/*/**', '**/.cache'];
  await using workspace = await tempWorkspace({ 'dist/deep/a.js': '1', 'vendor/lib/a.js': '1', 'sub/.cache/x': '1', 'sub/a.ts': '1' });
  await using kit = startWatcher();
  await kit.watch(request(workspace.path, { exclude }));
  assert.deepEqual(watchedFolders(kit, workspace.path), ['', 'sub', 'vendor']);
  for (const file of ['dist/deep/a.js', 'vendor/lib/a.js', 'sub/.cache/x']) await workspace.write(file, '22');
  assert.deepEqual(await kit.settled(workspace.path), []);
});

test('reports included files only', async () => {
  await using workspace = await tempWorkspace();
  await using kit = startWatcher();
  await kit.watch(request(workspace.path, { include: ['**/*.{ts,css}'], exclude: ['**/*.d.ts'] }));
  for (const file of ['a.png', 'src/b.css', 'src/c.d.ts']) await workspace.write(file, '1');
  assert.deepEqual(await kit.settled(workspace.path), ['added src/b.css']);
});

test('respects .gitignore at the root and in folders below', async () => {
  await using workspace = await tempWorkspace({ '.gitignore': 'out/\n*.log', 'packages/a/.gitignore': 'generated.ts\n!keep.log' });
  await using kit = startWatcher();
  await kit.watch(request(workspace.path, { include: ['**/*.{ts,log}'] }));
  const silent = ['out/a.ts', 'x.log', 'packages/a/generated.ts', 'packages/a/deep/generated.ts'];
  for (const file of [...silent, 'packages/a/keep.log', 'packages/b/generated.ts']) await workspace.write(file, '1');
  assert.deepEqual((await kit.settled(workspace.path)).sort(), ['added packages/a/keep.log', 'added packages/b/generated.ts']);
});

test('ignores what a changed .gitignore names from then on', async () => {
  await using workspace = await tempWorkspace({ 'out/a.ts': '1', 'src/b.ts': '1', '.gitignore': '' });
  await using kit = startWatcher();
  await kit.watch(request(workspace.path));
  await workspace.write('.gitignore', 'out/\n');
  await kit.reported('changed .gitignore');
  await workspace.write('out/a.ts', '22');
  await workspace.write('src/b.ts', '22');
  await kit.reported('changed src/b.ts');
  assert.deepEqual(await kit.settled(workspace.path), ['changed .gitignore', 'changed src/b.ts']);
  await until(() => !watchedFolders(kit, workspace.path).includes('out'), 'the end of the watch in the ignored folder');
  assert.equal(kit.trees.filter(({ closed }) => !closed).length, 1);
});

test('reports files again that a .gitignore does not name any more', async () => {
  await using workspace = await tempWorkspace({ 'sub/.gitignore': 'out/', 'sub/out/a.ts': '1' });
  await using kit = startWatcher();
  await kit.watch(request(workspace.path, { include: ['**/*.ts'] }));
  await rm(join(workspace.path, 'sub/.gitignore'));
  let size = 1;
  await until(async () => {
    size += 1;
    await workspace.write('sub/out/a.ts', 'x'.repeat(size));
    return kit.changes().includes('changed sub/out/a.ts');
  }, 'a save in the folder that was ignored');
});

test('reads a .gitignore that comes with a new folder', async () => {
  await using workspace = await tempWorkspace();
  await using kit = startWatcher();
  await kit.watch(request(workspace.path));
  await workspace.write('app/.gitignore', 'out/');
  await kit.reported('added app/.gitignore');
  await workspace.write('app/out/a.ts', '1');
  assert.deepEqual(await kit.settled(workspace.path), ['added app/.gitignore']);
});

test('agrees with git about what is ignored', async () => {
  const ignoreFiles = {
    '.gitignore': '*.log\n!/keep.log\n/build\nout/\n**/gen/*.ts\ndocs/**/x\n\\#odd\ntrail \n*~\n[abc].txt\n/deep/*\n!/deep/kept',
    'a/.gitignore': '!*.log\nlocal.ts\n/rooted.ts\nsub/inner.ts\nout/\n!b.txt',
    'a/b/.gitignore': '*.log\n!../x\n*\n!*.md',
    'deep/kept/.gitignore': 'y',
  };
  const names = [
    'x.log',
    'keep.log',
    'build',
    'out/f',
    'gen/a.ts',
    'gen/d/a.ts',
    'docs/x',
    'docs/q/x',
    '#odd',
    'trail',
    'a~',
    'b.txt',
    'local.ts',
  ];
  const more = ['rooted.ts', 'sub/inner.ts', 'read.md', 'kept/y', 'kept/z', 'OUT/f', 'X.LOG'];
  const paths = ['', 'a/', 'a/b/', 'a/out/', 'a/c/', 'deep/', 'other/a/'].flatMap((folder) =>
    [...names, ...more].map((name) => `${folder}${name}`),
  );
  await using workspace = await tempWorkspace(ignoreFiles);
  const git = promisify(execFile);
  await git('git', ['init', '--quiet'], { cwd: workspace.path });
  const checked = git('git', ['check-ignore', '--stdin', '--no-index'], { cwd: workspace.path });
  checked.child.stdin?.end(paths.join('\n'));
  const expected = (await checked).stdout.split('\n').filter(Boolean);

  const contents: Readonly<Record<string, string>> = ignoreFiles;
  const rules = createGitignoreRules((folder) => contents[folder === '' ? '.gitignore' : `${folder}/.gitignore`], true);
  assert.ok(expected.length > 40 && expected.length < paths.length);
  assert.deepEqual(
    paths.filter((path) => rules.ignores(path, false)),
    expected,
  );
});

/** The folders that chokidar has open, relative to the watched one. */
function watchedFolders(kit: WatcherKit, path: string): string[] {
  const open = kit.trees.filter(({ closed }) => !closed).flatMap((tree) => Object.keys(tree.getWatched()));
  return open
    .map((folder) => relative(path, folder).replaceAll('\\', '/'))
    .filter((folder) => !folder.startsWith('..'))
    .sort();
}

function inotifyWatchesIfAny(): number | undefined {
  return process.platform === 'linux' ? inotifyWatches() : undefined;
}
