import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tempWorkspace } from '../../support/tempWorkspace.ts';
import { manyFolders, request, startWatcher } from './watcherKit.ts';

test('looks into one folder at a time, so that the event loop goes on while a large folder is scanned', async () => {
  await using workspace = await tempWorkspace();
  await manyFolders(workspace.path, 'part', 300);
  await using kit = startWatcher();
  const flowing: number[] = [];
  let isScanned = false;
  const scan = kit.watch(request(workspace.path)).finally(() => {
    isScanned = true;
  });
  while (!isScanned) {
    const streams = [...(kit.trees[0]?.streams ?? [])];
    flowing.push(streams.filter((stream) => stream.readableFlowing && !stream.readableEnded).length);
    await new Promise(setImmediate);
  }
  await scan;
  assert.equal(Math.max(...flowing), 1);
});

test('ends while a scan is under way', { timeout: 10_000 }, async () => {
  await using workspace = await tempWorkspace();
  await manyFolders(workspace.path, 'part', 300);
  await using kit = startWatcher();
  const scan = kit.watch(request(workspace.path));
  while (!kit.trees[0]?.streams.size) await new Promise(setImmediate);
  await kit.watcher.dispose();
  await scan;
  assert.equal(kit.trees[0]?.closed, true);
});
