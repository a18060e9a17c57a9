import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { test } from 'node:test';
import { makeFolder } from '../../../src/server/makeFolder.ts';
import { tempWorkspace } from '../../support/tempWorkspace.ts';

test('a folder is made for its user alone, with those above it, and made twice it is still there', async () => {
  await using folder = await tempWorkspace();
  for (let time = 0; time < 2; time++) makeFolder(`${folder.path}/a/b`);
  for (const path of ['a', 'a/b']) assert.equal(statSync(`${folder.path}/${path}`).mode & 0o777, 0o700);
});

test('what cannot be made is a failure, and a file is no folder', { timeout: 5000 }, async () => {
  await using folder = await tempWorkspace({ file: '' });
  assert.throws(() => makeFolder(`${folder.path}/file`), { code: 'EEXIST' });
  assert.throws(() => makeFolder(`${folder.path}/file/a`), { code: 'ENOTDIR' });
  if (process.platform === 'linux') assert.throws(() => makeFolder('/proc/a/b'), { code: 'ENOENT' });
});
