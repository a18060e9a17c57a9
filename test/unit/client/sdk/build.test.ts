import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, symlink } from 'node:fs/promises';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { build, transform } from 'esbuild';
import { root } from '../../../../scripts/project.ts';
import * as client from '../../../../src/client/sdk/index.ts';
import * as production from '../../../../src/client/sdk/production.ts';
import * as react from '../../../../src/client/sdk/react.ts';
import * as reactProduction from '../../../../src/client/sdk/reactProduction.ts';
import { tempWorkspace } from '../../../support/tempWorkspace.ts';

const folder = new URL('../../../../dist/client/', import.meta.url);

/** A file of the build, as small as production makes it. What it loads at run time is not in it. */
async function minified(source: string): Promise<string> {
  const external = ['*/extras.ts', '*/index.ts', 'react'];
  const entryPoints = [`${root}/src/client/sdk/${source}`];
  const { outputFiles } = await build({ entryPoints, external, bundle: true, minify: true, format: 'esm', target: 'es2022', write: false });
  return outputFiles[0]?.text ?? assert.fail('nothing was built');
}

test('the client that pages load first is at most 3,000 bytes, as the build makes it, compressed', async () => {
  await using folder = await tempWorkspace();
  await symlink(`${root}/src`, `${folder.path}/src`, 'junction');
  await promisify(execFile)(process.execPath, [`${root}/esbuild.mjs`, '--production', '--only=client'], { cwd: folder.path });
  const { length } = gzipSync(await folder.read('dist/client/index.js'), { level: 9 });
  // Other programs compress a little worse.
  assert.ok(length <= 2990, `${length} bytes`);
});

test('production is a handful of empty functions', async () => {
  const code = await minified('production.ts');
  assert.ok(code.length <= 400, `${code.length} bytes`);
  assert.doesNotMatch(code, /\/dev\/|fetch|dev-sync/);
  assert.ok((await minified('reactProduction.ts')).length <= 100);
});

test('production has the same names, does nothing and breaks nothing', async () => {
  assert.deepEqual(Object.keys(production), Object.keys(client));
  assert.deepEqual(Object.keys(reactProduction), Object.keys(react));
  production.subscribeToBackendEvents()();
  assert.equal(await production.sendDevWebhook('a'), false);
  const silent = production.createDevSync() as unknown as client.DevSync;
  silent.on('*', () => assert.fail('there are no events'))();
  assert.equal((await silent.send('a')).id, null);
  await assert.rejects(silent.waitFor('a'));
  assert.ok(!(new TypeError('mine') instanceof production.DevSyncClientError));
  for await (const event of silent) assert.fail(event.type);
});

test('the types that the build hands out are declarations only, and stand alone', async () => {
  const source = await readFile(`${root}/src/client/sdk/api.ts`, 'utf8');
  assert.equal((await transform(source, { loader: 'ts' })).code, '');
  assert.doesNotMatch(source, /^import/m);
  assert.equal(await readFile(new URL('index.d.ts', folder), 'utf8'), source);
  assert.match(await readFile(new URL('react.d.ts', folder), 'utf8'), /from '\.\/index\.js'/);
});
