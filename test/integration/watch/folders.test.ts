import assert from 'node:assert/strict';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { tempWorkspace } from '../../support/tempWorkspace.ts';
import { until } from '../../support/until.ts';
import { inotifyWatches, manyFolders, request, startWatcher } from './watcherKit.ts';

test('watches a folder once that two windows ask for', async () => {
  await using workspace = await tempWorkspace({ 'a.ts': '1' });
  await symlink(workspace.path, join(workspace.path, 'self'), 'junction');
  await using kit = startWatcher();
  await kit.watch(request(workspace.path), request(workspace.path), request(join(workspace.path, 'self')));
  assert.equal(kit.trees.length, 1);
  await workspace.write('a.ts', '22');
  assert.deepEqual(await kit.settled(workspace.path), ['changed a.ts']);
});

test('reports what one of two windows wants in the same folder', async () => {
  await using workspace = await tempWorkspace();
  await using kit = startWatcher();
  await kit.watch(request(workspace.path, { include: ['**/*.ts'] }), request(workspace.path, { include: ['**/*.py'] }));
  for (const file of ['a.ts', 'b.py', 'c.go']) await workspace.write(file, '1');
  assert.deepEqual((await kit.settled(workspace.path)).sort(), ['added a.ts', 'added b.py']);
});

test('scans a folder that stays only once, and follows the list', async () => {
  await using one = await tempWorkspace({ 'a.ts': '1' });
  await using two = await tempWorkspace({ 'b.ts': '1' });
  await using kit = startWatcher();
  await kit.watch(request(one.path));
  await kit.watch(request(one.path), request(two.path));
  assert.equal(kit.trees.length, 2);
  await two.write('b.ts', '22');
  await kit.reported('changed b.ts');
  await kit.watch(request(two.path));
  assert.deepEqual(
    kit.trees.map(({ closed }) => closed),
    [true, false],
  );
  await one.write('a.ts', '22');
  assert.deepEqual(await kit.settled(two.path), ['changed b.ts']);
});

test('loses no save while another window changes the patterns of a folder', async () => {
  await using workspace = await tempWorkspace();
  await manyFolders(workspace.path, 'part', 100);
  await using kit = startWatcher();
  await kit.watch(request(workspace.path, { include: ['**/*.ts'] }));
  const again = kit.watch(request(workspace.path, { include: ['**/*.ts'] }), request(workspace.path, { include: ['**/*.py'] }));
  const files = Array.from({ length: 100 }, (_, index) => `part-${index}/index.ts`);
  for (const file of files) await workspace.write(file, 'saved');
  await again;
  await until(() => kit.drafts.length >= files.length, 'every save');
  assert.deepEqual((await kit.settled(workspace.path)).sort(), files.map((file) => `changed ${file}`).sort());
});

test('obeys the last of several calls at once', async () => {
  await using one = await tempWorkspace();
  await using two = await tempWorkspace();
  await using kit = startWatcher();
  await Promise.all([kit.watch(request(one.path)), kit.watch(), kit.watch(request(two.path))]);
  await one.write('a.ts', '1');
  await two.write('b.ts', '1');
  assert.deepEqual(await kit.settled(two.path), ['added b.ts']);
});

test('names the folder in the event when there are several', async () => {
  await using one = await tempWorkspace();
  await using two = await tempWorkspace();
  await using kit = startWatcher();
  await kit.watch(request(one.path, {}, 'frontend'), request(two.path, {}, 'backend'));
  await one.write('a.ts', '1');
  await two.write('b.ts', '1');
  await kit.reported('added a.ts');
  await kit.reported('added b.ts');
  assert.deepEqual(Object.fromEntries(kit.drafts.map(({ data }) => [data.file, data.folder])), {
    'a.ts': 'frontend',
    'b.ts': 'backend',
  });
});

test('states a folder that does not exist as a problem, until it does', async () => {
  await using workspace = await tempWorkspace();
  const missing = join(workspace.path, 'missing');
  await using kit = startWatcher();
  await kit.watch(request(workspace.path), request(missing, {}, 'shop'));
  await kit.watch(request(workspace.path), request(missing, {}, 'shop'));
  assert.equal(kit.problems.length, 1);
  assert.equal(kit.problems[0]?.[0]?.code, 'watch-failed');
  assert.match(kit.problems[0]?.[0]?.message ?? '', /"shop".*missing does not exist/);
  assert.equal(kit.log.filter(({ level }) => level === 'warn').length, 1);
  await mkdir(missing);
  await kit.watch(request(workspace.path), request(missing, {}, 'shop'));
  assert.deepEqual(kit.problems.at(-1), []);
  await writeFile(join(missing, 'a.ts'), '1');
  await kit.reported('added a.ts');
});

test('takes a problem back when nobody asks for the folder any more', async () => {
  await using workspace = await tempWorkspace({ 'file.ts': '1' });
  await using kit = startWatcher();
  await kit.watch(request(join(workspace.path, 'file.ts')));
  assert.match(kit.problems[0]?.[0]?.message ?? '', /is not a folder/);
  await kit.watch();
  assert.deepEqual(kit.problems.at(-1), []);
});

test('holds no watch at the kernel and reports nothing once it is disposed', { skip: process.platform !== 'linux' }, async () => {
  await using workspace = await tempWorkspace();
  await manyFolders(workspace.path, 'part', 20);
  const before = inotifyWatches();
  await using kit = startWatcher();
  await kit.watch(request(workspace.path));
  assert.equal(inotifyWatches() - before, 21);
  await workspace.write('part-1/index.ts', 'unheard');
  await kit.watcher.dispose();
  await kit.watcher.dispose();
  await kit.watch(request(workspace.path));
  assert.equal(inotifyWatches() - before, 0);
  assert.deepEqual(kit.drafts, []);
});

test('can be disposed in the middle of the first scan', async () => {
  await using workspace = await tempWorkspace();
  await manyFolders(workspace.path, 'part', 300);
  await using kit = startWatcher();
  const scan = kit.watch(request(workspace.path));
  await until(() => kit.trees.length === 1, 'the begin of the scan');
  await kit.watcher.dispose();
  await scan;
  assert.equal(kit.trees[0]?.closed, true);
  assert.deepEqual(kit.problems, []);
});

test('leaves no handles after twenty rounds', { skip: process.platform !== 'linux' }, async () => {
  await using workspace = await tempWorkspace();
  await manyFolders(workspace.path, 'part', 10);
  const before = inotifyWatches();
  for (let round = 0; round < 20; round += 1) {
    await using kit = startWatcher();
    await kit.watch(request(workspace.path));
    await workspace.write('part-1/index.ts', 'x'.repeat(round));
  }
  assert.equal(inotifyWatches() - before, 0);
  // libuv closes handles in the next turn of the loop.
  await until(() => !process.getActiveResourcesInfo().includes('FSEventWrap'), 'the end of all handles');
});
