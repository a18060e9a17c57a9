import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mergeFolders } from '../../../../src/server/watch/watchedFolders.ts';

const ts = { include: ['**/*.ts'], exclude: [] };
const py = { include: ['**/*.py'], exclude: [] };
const shop = { name: 'shop', path: '/code/shop' };

test('makes one folder of two equal requests', () => {
  assert.deepEqual(
    mergeFolders([
      { folders: [shop], ...ts },
      { folders: [shop], ...ts },
    ]),
    [{ ...shop, patterns: [ts] }],
  );
});

test('keeps the patterns of everybody, in one order whoever came first', () => {
  const asked = [
    { folders: [shop], ...ts },
    { folders: [shop], ...py },
  ];
  assert.deepEqual(mergeFolders(asked), mergeFolders(asked.toReversed()));
  assert.equal(mergeFolders(asked)[0]?.patterns.length, 2);
});

test('keeps folders apart that share a name', () => {
  const folders = [
    { name: 'app', path: '/a/app' },
    { name: 'app', path: '/b/app' },
  ];
  assert.deepEqual(
    mergeFolders([{ folders, ...ts }]).map(({ path }) => path),
    ['/a/app', '/b/app'],
  );
});
