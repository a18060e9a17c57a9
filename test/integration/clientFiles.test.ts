import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertRefused } from '../support/answer.ts';
import { type TempWorkspace, tempWorkspace } from '../support/tempWorkspace.ts';
import { startTestServer } from '../support/testServer.ts';

const files = {
  'index.js': "export const createDevSync = () => import('./client/extras.js');",
  'client/extras.js': 'export const extras = 1;',
  'index.d.ts': 'export declare function createDevSync(): unknown;',
};
const addresses = [
  ['/dev/client.js', 'index.js', 'text/javascript; charset=utf-8'],
  ['/dev/client/extras.js', 'client/extras.js', 'text/javascript; charset=utf-8'],
  ['/dev/client.d.ts', 'index.d.ts', 'text/plain; charset=utf-8'],
] as const;
const PAGE = 'http://localhost:5173';
/** What a browser sends for an import in a page on another port. */
const imported = { Origin: PAGE, 'Sec-Fetch-Site': 'same-site', 'Sec-Fetch-Mode': 'cors', 'Sec-Fetch-Dest': 'script' };

function startWithClient(folder: TempWorkspace, options: { readonly requireToken?: boolean } = {}) {
  return startTestServer({ clientDir: folder.path, isInMemory: true, ...options });
}

for (const requireToken of [false, true]) {
  test(`a page gets the client, its types and its chunk${requireToken ? ', also where the token is needed everywhere' : ''}`, async () => {
    await using folder = await tempWorkspace(files);
    await using server = await startWithClient(folder, { requireToken });
    for (const [path, name, type] of addresses) {
      for (const prefix of ['', '/api']) {
        const { status, headers, text } = await server.ask(`${prefix}${path}`, { headers: imported });
        assert.deepEqual([status, headers['content-type'], text], [200, type, files[name]], prefix + path);
        assert.equal(headers['access-control-allow-origin'], PAGE);
      }
    }
  });
}

test('a page keeps the client, and asks each time whether it is still the same', async () => {
  await using folder = await tempWorkspace(files);
  await using server = await startWithClient(folder);
  for (const [path] of addresses) {
    const first = await server.ask(path, { headers: imported });
    assert.deepEqual([first.headers['cache-control'], first.headers.vary], ['no-cache', 'Origin']);
    const again = await server.ask(path, { headers: { ...imported, 'If-None-Match': String(first.headers.etag) } });
    assert.deepEqual([again.status, again.text, again.headers.etag], [304, '', first.headers.etag]);
    assert.equal(again.headers['access-control-allow-origin'], PAGE);
    const other = await server.ask(path, { headers: { ...imported, 'If-None-Match': '"of another build"' } });
    assert.deepEqual([other.status, other.text], [200, first.text]);
  }
});

test('another build has another tag', async () => {
  await using folder = await tempWorkspace(files);
  await using other = await tempWorkspace({ ...files, 'index.js': 'export const createDevSync = 2;' });
  await using server = await startWithClient(folder);
  await using updated = await startWithClient(other);
  const { headers } = await server.ask('/dev/client.js');
  const answer = await updated.ask('/dev/client.js', { headers: { 'If-None-Match': String(headers.etag) } });
  assert.deepEqual([answer.status, answer.text], [200, 'export const createDevSync = 2;']);
});

test('who wants to see the headers only gets those of what a GET would bring', async () => {
  await using folder = await tempWorkspace(files);
  await using server = await startWithClient(folder);
  const [head, get] = [await server.ask('/dev/client.js', { method: 'HEAD' }), await server.ask('/dev/client.js')];
  const { date: _one, ...sent } = head.headers;
  const { date: _other, ...wanted } = get.headers;
  assert.deepEqual([head.status, head.text, sent], [200, '', wanted]);
});

test('what the client is sealed against is what every answer is sealed against', async () => {
  await using folder = await tempWorkspace(files);
  await using server = await startWithClient(folder);
  for (const [path] of addresses) {
    const { headers } = await server.ask(path);
    assert.equal(headers['x-content-type-options'], 'nosniff');
    // A module comes by CORS. This keeps pages that may not read it from loading it as anything else.
    assert.equal(headers['cross-origin-resource-policy'], 'same-origin');
    assert.equal(headers['x-frame-options'], 'DENY');
    assert.equal(headers['access-control-allow-origin'], undefined);
  }
});

test('no service worker comes from it, and no foreign page gets it', async () => {
  await using folder = await tempWorkspace(files);
  await using server = await startWithClient(folder);
  for (const [path] of addresses) {
    assertRefused(await server.ask(path, { headers: { 'Service-Worker': 'script' } }), 403, 'service-worker');
    assertRefused(await server.ask(path, { headers: { ...imported, Origin: 'http://evil.com' } }), 403, 'origin-not-allowed');
    assertRefused(await server.ask(path, { headers: { ...imported, Origin: 'null' } }), 403, 'origin-null');
    const script = { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'no-cors', 'Sec-Fetch-Dest': 'script' };
    assertRefused(await server.ask(path, { headers: script }), 403, 'cross-site');
  }
});

test('nothing else of its folder can be had, however a path is written', async () => {
  await using folder = await tempWorkspace({ ...files, 'production.js': 'secret', 'client/other.js': 'secret' });
  await using server = await startWithClient(folder);
  const names = [
    'other.js',
    '..%2fproduction.js',
    '../production.js',
    '..%5cproduction.js',
    'extras.js%00',
    'constructor',
    '__proto__',
    '',
  ];
  for (const name of names) assertRefused(await server.ask(`/dev/client/${name}`), 404, 'not-found');
  for (const path of ['/dev/client', '/dev/index.js', '/client.js']) assertRefused(await server.ask(path), 404, 'not-found');
  assertRefused(await server.ask('/dev/client.js', { method: 'POST' }), 405, 'method-not-allowed');
});

test('where the client was not built it says so, until it is', async () => {
  await using folder = await tempWorkspace({ 'index.js': files['index.js'] });
  await using server = await startWithClient(folder);
  const { next } = assertRefused(await server.ask('/dev/client.js'), 404, 'not-found');
  assert.match(next, /npm run build/);
  for (const [name, content] of Object.entries(files)) await folder.write(name, content);
  assert.equal((await server.ask('/dev/client.js')).text, files['index.js']);
});
