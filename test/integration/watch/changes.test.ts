import assert from 'node:assert/strict';
import { statSync, writeFileSync } from 'node:fs';
import { appendFile, mkdir, open, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { tempWorkspace } from '../../support/tempWorkspace.ts';
import { until } from '../../support/until.ts';
import { manyFolders, request, startWatcher } from './watcherKit.ts';

const LONGER_THAN_THE_WINDOW_MS = 200;

test('reports a file that is added, changed and removed', async () => {
  await using workspace = await tempWorkspace({ 'src/here.ts': '1' });
  await using kit = startWatcher();
  await kit.watch(request(workspace.path));
  const file = await workspace.write('src/deep/a.ts', '1');
  await kit.reported('added src/deep/a.ts');
  await writeFile(file, '22');
  await kit.reported('changed src/deep/a.ts');
  await rm(file);
  assert.deepEqual(
    await kit.reported('removed src/deep/a.ts'),
    ['added', 'changed', 'removed'].map((change) => `${change} src/deep/a.ts`),
  );
});

test('says what, where and when in the event', async () => {
  await using workspace = await tempWorkspace();
  await using kit = startWatcher({ now: () => new Date(Date.UTC(2026, 0, 2, 3, 4, 5, 6)) });
  await kit.watch(request(workspace.path, {}, 'shop-frontend'));
  await workspace.write('src/App.tsx', '1');
  await kit.reported('added src/App.tsx');
  const data = { file: 'src/App.tsx', change: 'added', folder: 'shop-frontend', timestamp: '2026-01-02T03:04:05.006Z' };
  assert.deepEqual(kit.drafts, [{ type: 'frontend.file_changed', source: 'watcher', data }]);
});

test('publishes nothing about what the first scan finds', async () => {
  await using workspace = await tempWorkspace({ 'a.ts': '1' });
  await manyFolders(workspace.path, 'part', 50);
  await using kit = startWatcher();
  await kit.watch(request(workspace.path));
  assert.deepEqual(await kit.settled(workspace.path), []);
});

test('loses no save of a file that was written while the first scan ran', async () => {
  await using workspace = await tempWorkspace();
  await manyFolders(workspace.path, 'part', 300);
  const files = Array.from({ length: 300 }, (_, index) => `part-${index}/new.ts`);
  await using kit = startWatcher();
  const scan = kit.watch(request(workspace.path));
  for (const file of files) await writeFile(join(workspace.path, file), 'x');
  await scan;
  for (const file of files) await writeFile(join(workspace.path, file), 'after');
  // A file that the scan itself came upon is changed; one that it had passed by then is added.
  const heard = () => new Set(kit.changes().map((change) => change.replace(/^\w+ /, ''))).size;
  await until(() => heard() === files.length, 'every file');
});

test('reports files of folders that are made with them in one go', async () => {
  await using workspace = await tempWorkspace();
  await using kit = startWatcher();
  await kit.watch(request(workspace.path));
  const files = Array.from({ length: 40 }, (_, index) => `a${index}/b/c/file.ts`);
  await Promise.all(files.map((file) => workspace.write(file, '1')));
  await until(() => kit.drafts.length >= files.length, 'every file');
  assert.deepEqual((await kit.settled(workspace.path)).sort(), files.map((file) => `added ${file}`).sort());
});

test('reports a save by a temporary file and a rename as one change', async () => {
  await using workspace = await tempWorkspace({ 'a.ts': '1' });
  await using kit = startWatcher();
  await kit.watch(request(workspace.path));
  await workspace.write('a.ts.8213.tmp', '22');
  await rename(join(workspace.path, 'a.ts.8213.tmp'), join(workspace.path, 'a.ts'));
  await kit.reported('changed a.ts');
  assert.deepEqual(await kit.settled(workspace.path), ['changed a.ts']);
});

test('reports a save as vim does it as one change', async () => {
  await using workspace = await tempWorkspace({ 'a.ts': '1' });
  await using kit = startWatcher();
  await kit.watch(request(workspace.path));
  await workspace.write('.a.ts.swp', 'swap');
  await workspace.write('4913', '');
  await rm(join(workspace.path, '4913'));
  await rename(join(workspace.path, 'a.ts'), join(workspace.path, 'a.ts~'));
  await workspace.write('a.ts', '333');
  await rm(join(workspace.path, 'a.ts~'));
  await kit.reported('changed a.ts');
  assert.deepEqual(await kit.settled(workspace.path), ['changed a.ts']);
});

test('reports a replaced file as one change when the event loop stands still meanwhile', async () => {
  await using workspace = await tempWorkspace({ 'a.ts': '1' });
  await using kit = startWatcher();
  await kit.watch(request(workspace.path));
  kit.trees[0]?.once('all', () => {
    writeFileSync(join(workspace.path, 'a.ts'), '22');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LONGER_THAN_THE_WINDOW_MS);
  });
  await rm(join(workspace.path, 'a.ts'));
  await kit.reported('changed a.ts');
  assert.deepEqual(await kit.settled(workspace.path), ['changed a.ts']);
});

test('reports a file that is emptied and then written in pieces as one change', async () => {
  await using workspace = await tempWorkspace({ 'a.ts': 'before' });
  await using kit = startWatcher();
  await kit.watch(request(workspace.path));
  const handle = await open(join(workspace.path, 'a.ts'), 'w');
  for (let piece = 0; piece < 5; piece += 1) await handle.write('x'.repeat(1000));
  await handle.close();
  await kit.reported('changed a.ts');
  assert.deepEqual(await kit.settled(workspace.path), ['changed a.ts']);
});

test('reports a file that was emptied', async () => {
  await using workspace = await tempWorkspace({ 'a.ts': 'before' });
  await using kit = startWatcher();
  await kit.watch(request(workspace.path));
  await truncate(join(workspace.path, 'a.ts'));
  await kit.reported('changed a.ts');
});

test('announces the last state of a file that is written again and again', async () => {
  await using workspace = await tempWorkspace({ 'a.ts': '' });
  let size = 0;
  const sizes: number[] = [];
  const file = join(workspace.path, 'a.ts');
  // What a listener finds that reads the file: a write may be done before this test hears of it.
  await using kit = startWatcher({ publish: () => sizes.push(statSync(file).size) });
  await kit.watch(request(workspace.path));
  while (sizes.length < 5) {
    await appendFile(file, 'x');
    size += 1;
    await new Promise(setImmediate);
  }
  await until(() => sizes.at(-1) === size, 'an event after the last write');
});

test('brings every save as an event of its own', async () => {
  await using workspace = await tempWorkspace({ 'a.ts': '' });
  await using kit = startWatcher();
  await kit.watch(request(workspace.path));
  for (let save = 1; save <= 5; save += 1) {
    await workspace.write('a.ts', 'x'.repeat(save));
    await until(() => kit.drafts.length === save, `save ${save}`);
  }
  assert.deepEqual(
    kit.changes(),
    Array.from({ length: 5 }, () => 'changed a.ts'),
  );
});

test('does not follow symbolic links out of the folder', async () => {
  await using outside = await tempWorkspace({ 'far/away.ts': '1' });
  await using workspace = await tempWorkspace({ 'a.ts': '1' });
  await symlink(outside.path, join(workspace.path, 'link'), 'junction');
  await using kit = startWatcher();
  await kit.watch(request(workspace.path));
  await outside.write('far/away.ts', '22');
  assert.deepEqual(await kit.settled(workspace.path), []);
});

test('watches a folder that is itself reached by a symbolic link', async () => {
  await using workspace = await tempWorkspace({ 'real/a.ts': '1' });
  await symlink(join(workspace.path, 'real'), join(workspace.path, 'link'), 'junction');
  await using kit = startWatcher();
  await kit.watch(request(join(workspace.path, 'link')));
  await workspace.write('real/a.ts', '22');
  assert.deepEqual(await kit.reported('changed a.ts'), ['changed a.ts']);
});

test('goes on when a listener throws', async () => {
  await using workspace = await tempWorkspace();
  const heard: unknown[] = [];
  const publish = (draft: unknown) => {
    heard.push(draft);
    throw new Error('The log is closed');
  };
  await using kit = startWatcher({ publish });
  await kit.watch(request(workspace.path));
  await workspace.write('a.ts', '1');
  await workspace.write('b.ts', '1');
  await until(() => heard.length === 2, 'both files');
  assert.deepEqual(
    kit.log.map(({ level }) => level),
    ['error', 'error'],
  );
});

test('goes on when the folder is deleted, and when it is there again', async () => {
  await using workspace = await tempWorkspace({ 'app/src/a.ts': '1', 'app/b.ts': '1' });
  await using kit = startWatcher();
  await kit.watch(request(join(workspace.path, 'app')));
  await rm(join(workspace.path, 'app'), { recursive: true });
  await kit.reported('removed src/a.ts');
  await kit.reported('removed b.ts');
  await mkdir(join(workspace.path, 'app'));
  await workspace.write('app/c.ts', '1');
  await kit.reported('added c.ts');
  assert.deepEqual(kit.problems, []);
});
