import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cannotWatch, watchFailure } from '../../../../src/server/watch/watchFailure.ts';

const folder = { name: 'shop', path: '/code/shop' };

function systemError(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: watch '${path}'`), { code, path });
}

test('ENOSPC ends the watch of the folder and says how to raise the limit', () => {
  const failure = watchFailure(systemError('ENOSPC', '/code/shop/src'), folder);
  assert.equal(failure?.code, 'watch-limit-reached');
  assert.match(failure?.message ?? '', /"shop" \(\/code\/shop\)/);
  assert.match(failure?.next ?? '', /max_user_watches/);
});

test('EMFILE is another limit with another remedy', () => {
  const failure = watchFailure(systemError('EMFILE', '/code/shop'), folder);
  assert.equal(failure?.code, 'watch-limit-reached');
  assert.match(failure?.message ?? '', /inotify instances or open files/);
  assert.match(failure?.next ?? '', /max_user_instances/);
});

test('a folder below that may not be read costs only itself', () => {
  assert.equal(watchFailure(systemError('EACCES', '/code/shop/secret'), folder), undefined);
});

test('the folder itself that may not be read is lost', () => {
  assert.equal(watchFailure(systemError('EACCES', '/code/shop'), folder)?.code, 'watch-failed');
});

test('says in words why a folder cannot be watched', () => {
  assert.match(cannotWatch(folder, systemError('ENOENT', '')).message, /"shop".*\/code\/shop does not exist/);
  assert.match(cannotWatch(folder, systemError('ENOTDIR', '')).message, /is not a folder/);
  assert.match(cannotWatch(folder, systemError('EIO', 'x')).message, /EIO/);
  assert.match(cannotWatch(folder, 'odd').message, /odd/);
});
