import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HubOptions } from '../../src/server/index.ts';
import { assertRefused } from '../support/answer.ts';
import { type TempWorkspace, tempWorkspace } from '../support/tempWorkspace.ts';
import { startTestServer } from '../support/testServer.ts';

const files = {
  'index.html': '<!doctype html><script type="module" src="dashboard/main.js"></script>',
  'main.js': 'console.log(1);',
  'style.css': 'body { margin: 0 }',
  'codicon.ttf': 'font',
  'icon.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
};
/** What a browser sends when somebody opens an address. */
const navigation = {
  Accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
  'Sec-Fetch-Site': 'none',
  'Sec-Fetch-Mode': 'navigate',
  'Sec-Fetch-Dest': 'document',
};
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

async function startWithDashboard(folder: TempWorkspace, options: Partial<HubOptions> = {}) {
  return startTestServer({ dashboardDir: folder.path, ...options });
}

for (const requireToken of [false, true]) {
  test(`a browser gets the dashboard and its files${requireToken ? ', also where the token is needed everywhere' : ''}`, async () => {
    await using folder = await tempWorkspace(files);
    await using server = await startWithDashboard(folder, { requireToken });
    const page = await server.ask('/', { headers: navigation });
    assert.deepEqual([page.status, page.headers['content-type'], page.text], [200, 'text/html; charset=utf-8', files['index.html']]);
    const types = {
      'main.js': 'text/javascript; charset=utf-8',
      'style.css': 'text/css; charset=utf-8',
      'codicon.ttf': 'font/ttf',
      'icon.svg': 'image/svg+xml',
    } as const;
    for (const [name, type] of Object.entries(types) as [keyof typeof types, string][]) {
      const asset = await server.ask(`/dashboard/${name}`, { headers: { 'Sec-Fetch-Site': 'same-origin' } });
      assert.deepEqual([asset.status, asset.headers['content-type'], asset.text], [200, type, files[name]]);
    }
  });
}

test('the page has a policy of its own, and everything else the one that lets nothing run', async () => {
  await using folder = await tempWorkspace(files);
  await using server = await startWithDashboard(folder);
  const sealed = { 'x-content-type-options': 'nosniff', 'cache-control': 'no-store', 'x-frame-options': 'DENY' };
  const { headers } = await server.ask('/', { headers: navigation });
  assert.equal(headers['content-security-policy'], policy);
  assert.equal(headers['cross-origin-opener-policy'], 'same-origin');
  for (const [name, value] of Object.entries(sealed)) assert.equal(headers[name], value);
  for (const path of ['/', '/dashboard/main.js', '/dashboard/nothing']) {
    const answer = await server.ask(path);
    assert.doesNotMatch(String(answer.headers['content-security-policy']), /script-src/);
    for (const [name, value] of Object.entries(sealed)) assert.equal(answer.headers[name], value);
  }
});

test('programs still get the lines that make a first event appear', async () => {
  await using folder = await tempWorkspace(files);
  await using server = await startWithDashboard(folder);
  for (const Accept of [undefined, '*/*', 'text/plain', 'application/json', 'text/plain, text/html', 'text/html;q=0']) {
    const { status, headers, text } = await server.ask('/', { headers: Accept === undefined ? {} : { Accept } });
    assert.deepEqual([status, headers['content-type']], [200, 'text/plain; charset=utf-8'], Accept);
    assert.match(text, /^Dev Sync is on\.\n\nPost an event:\n {2}curl/);
    assert.match(String(headers.vary), /Accept/);
  }
});

test('who wants to see the headers only gets those of what a GET would bring', async () => {
  await using folder = await tempWorkspace(files);
  await using server = await startWithDashboard(folder);
  for (const [path, headers] of [
    ['/', navigation],
    ['/', {}],
    ['/dashboard/main.js', {}],
  ] as const) {
    const [head, get] = [await server.ask(path, { method: 'HEAD', headers }), await server.ask(path, { headers })];
    assert.deepEqual([head.status, head.text], [200, '']);
    const { date: _one, ...sent } = head.headers;
    const { date: _other, ...wanted } = get.headers;
    assert.deepEqual(sent, wanted);
  }
});

test('nothing but the files of the page can be had, however a path is written', async () => {
  await using folder = await tempWorkspace({ ...files, 'secret.txt': 'secret', 'a/main.js': 'secret' });
  await using server = await startWithDashboard(folder);
  const names = ['secret.txt', 'index.html', '..%2fsecret.txt', '%2e%2e%2f%2e%2e%2fetc%2fpasswd', 'a%2fmain.js', '.', '..', 'constructor'];
  const paths = [...names, '__proto__', 'MAIN.JS', 'main.js%00', 'main.js%20', '..%5csecret.txt', 'a/main.js', '../secret.txt', ''];
  for (const path of paths) assertRefused(await server.ask(`/dashboard/${path}`), 404, 'not-found');
  for (const path of ['/api/', '/api/dashboard/main.js']) assertRefused(await server.ask(path), 404, 'not-found');
  assertRefused(await server.ask('/dashboard/main.js', { method: 'POST' }), 405, 'method-not-allowed');
});

test('no service worker comes from the dashboard, and no foreign site gets its files', async () => {
  await using folder = await tempWorkspace(files);
  await using server = await startWithDashboard(folder);
  for (const path of ['/', '/dashboard/main.js']) {
    const worker = { ...navigation, 'Sec-Fetch-Site': 'same-origin', 'Service-Worker': 'script' };
    assertRefused(await server.ask(path, { headers: worker }), 403, 'service-worker');
    const script = { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'no-cors', 'Sec-Fetch-Dest': 'script' };
    assertRefused(await server.ask(path, { headers: script }), 403, 'cross-site');
  }
  const link = { ...navigation, 'Sec-Fetch-Site': 'cross-site' };
  assert.equal((await server.ask('/', { headers: link })).text, files['index.html']);
});

test('the files are read once, and together', async () => {
  await using folder = await tempWorkspace(files);
  await using server = await startWithDashboard(folder);
  await server.ask('/', { headers: navigation });
  for (const name of Object.keys(files)) await folder.write(name, 'of another build');
  assert.equal((await server.ask('/', { headers: navigation })).text, files['index.html']);
  assert.equal((await server.ask('/dashboard/main.js')).text, files['main.js']);
});

test('where the page was not built there is the text, until it is', async () => {
  await using folder = await tempWorkspace({ 'index.html': files['index.html'] });
  await using server = await startWithDashboard(folder);
  assert.match((await server.ask('/', { headers: navigation })).text, /^Dev Sync is on/);
  assertRefused(await server.ask('/dashboard/main.js'), 404, 'not-found');
  for (const [name, content] of Object.entries(files)) await folder.write(name, content);
  assert.equal((await server.ask('/', { headers: navigation })).text, files['index.html']);
});
