import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lookAtFolder, lookAtProxy } from '../../../../src/cli/doctor/machine.ts';
import { tempWorkspace } from '../../../support/tempWorkspace.ts';

test('a folder that is not there yet is judged by the one that it will be made in', async () => {
  await using folder = await tempWorkspace();
  const { verdict, message } = await lookAtFolder(`${folder.path}/not/yet`);
  assert.equal(verdict, 'ok');
  assert.match(message, /\/not\/yet can be written; \d+\.\d GiB are free\.$/);
});

test('a folder that nobody may write is broken, and the words say what to do', async () => {
  const { verdict, message, next } = await lookAtFolder('/proc/x/y');
  assert.deepEqual([verdict, message], ['broken', '/proc cannot be written.']);
  assert.match(next ?? '', /--data-dir/);
});

for (const [name, env, verdict] of [
  ['no proxy', {}, 'ok'],
  ['a proxy for everything', { HTTP_PROXY: 'http://proxy:3128' }, 'note'],
  ['a proxy that leaves localhost alone', { http_proxy: 'http://proxy:3128', NO_PROXY: '.corp, localhost' }, 'ok'],
  ['a proxy that is never used', { ALL_PROXY: 'http://proxy:3128', no_proxy: '*' }, 'ok'],
] as const) {
  test(`with ${name} the finding is "${verdict}"`, () => assert.equal(lookAtProxy(env).verdict, verdict));
}
