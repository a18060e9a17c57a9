import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Answer, assertRefused, okJson, type RequestParts } from '../support/answer.ts';
import { JSON_TYPE, startTestServer, type TestServer } from '../support/testServer.ts';

const PAGE = { Origin: 'http://localhost:3000' };
const EVENT = '{"event_type":"a"}';
/** Every kind of route, errors and the stream included: the gate is in front of all of them. */
const everywhere: readonly (readonly [path: string, parts: RequestParts])[] = [
  ['/dev/webhook', { method: 'POST', headers: JSON_TYPE, body: EVENT }],
  ['/api/webhook/receive', { method: 'POST', headers: JSON_TYPE, body: '{"type":"a"}' }],
  ['/dev/events', {}],
  ['/dev/health', {}],
  ['/dev/history', {}],
  ['/dev/history/x', {}],
  ['/dev/history', { method: 'DELETE' }],
  ['/api/dev/shutdown', { method: 'POST' }],
  ['/', {}],
  ['/nowhere', {}],
  ['/dev/webhook', { method: 'OPTIONS' }],
];

async function assertRefusedEverywhere(server: TestServer, headers: Record<string, string>, status: number, code: string): Promise<void> {
  for (const [path, parts] of everywhere) {
    const answer = await server.ask(path, { ...parts, headers: { ...parts.headers, ...headers } });
    assertRefused(answer, status, code);
    assert.equal(answer.headers['access-control-allow-origin'], undefined);
  }
  assert.deepEqual(okJson(await server.ask('/dev/history')).events, []);
}

function health(server: TestServer, headers: Record<string, string>): Promise<Answer> {
  return server.ask('/dev/health', { headers });
}

const foreignHosts = [
  'evil.com',
  'localhost.evil.com',
  'localhost.',
  'localhosts',
  'notlocalhost',
  '.localhost',
  'a..localhost',
  '127.0.0.1.nip.io',
  '127.0.0.1.',
  '128.0.0.1',
  '2130706433',
  '0x7f.1',
  '127.1',
  '127.0.0.01',
  '0177.0.0.1',
  '127.0.0.256',
  '0.0.0.0',
  '[::]',
  '[::ffff:127.0.0.1]',
  '192.168.0.1:4848',
];

for (const host of foreignHosts) {
  test(`refuses the Host ${host} on every route`, async () => {
    await using server = await startTestServer();
    await assertRefusedEverywhere(server, { Host: host }, 403, 'host-not-allowed');
  });
}

test('answers to every loopback name, whatever the port in it', async () => {
  await using server = await startTestServer();
  for (const host of ['localhost', 'LOCALHOST', 'foo.localhost', 'a.b-c.localhost:1', '127.0.0.1', '127.0.0.2', '127.255.0.1', '[::1]']) {
    okJson(await health(server, { Host: host }));
    okJson(await health(server, { Host: `${host.replace(/:1$/, '')}:9` }));
  }
});

test('answers to a configured name, exactly and in any case', async () => {
  await using server = await startTestServer({ allowedHosts: ['dev.box'] });
  okJson(await health(server, { Host: 'DEV.box:80' }));
  assertRefused(await health(server, { Host: 'a.dev.box' }), 403, 'host-not-allowed');
  assertRefused(await health(server, { Host: 'dev.box.evil.com' }), 403, 'host-not-allowed');
});

const foreignOrigins = [
  'http://evil.com',
  'https://evil.com',
  'http://localhost.evil.com',
  'http://localhost.evil.com:3000',
  'http://127.0.0.1.nip.io',
  'http://localhost@evil.com',
  'http://evil.com#localhost',
  'http://localhost:3000/',
  'http://localhost:3000 http://evil.com',
  'http://LOCALHOST:3000',
  'http://localhost:99999',
  'http://2130706433',
  'localhost:3000',
  '//localhost',
  'file://',
  'ftp://localhost',
  'vscode-webview://x',
  'vscode-file://vscode-app',
  'chrome-extension://abcdefgh',
  'javascript://localhost',
  '',
];

for (const origin of foreignOrigins) {
  test(`refuses the Origin ${JSON.stringify(origin)} on every route`, async () => {
    await using server = await startTestServer();
    await assertRefusedEverywhere(server, { Origin: origin }, 403, 'origin-not-allowed');
  });
}

test('refuses the Origin null on every route and says why', async () => {
  await using server = await startTestServer();
  await assertRefusedEverywhere(server, { Origin: 'null' }, 403, 'origin-null');
  const { next } = assertRefused(await health(server, { Origin: 'null' }), 403, 'origin-null');
  assert.match(next, /Open the page through a dev server/);
});

test('lets pages of every loopback name and port in', async () => {
  await using server = await startTestServer();
  for (const origin of [
    'http://localhost',
    'http://localhost:3000',
    'https://localhost',
    'http://127.0.0.1:5173',
    'http://[::1]:8080',
    'http://app.localhost:8080',
  ]) {
    const answer = await health(server, { Origin: origin, 'Sec-Fetch-Site': 'cross-site' });
    okJson(answer);
    assert.equal(answer.headers['access-control-allow-origin'], origin);
    assert.match(String(answer.headers.vary), /Origin/);
  }
});

test('lets a configured origin in, exactly', async () => {
  await using server = await startTestServer({ allowedOrigins: ['https://app.test:8443'] });
  okJson(await health(server, { Origin: 'https://app.test:8443' }));
  for (const origin of ['https://app.test', 'http://app.test:8443', 'https://app.test:84430', 'https://x.app.test:8443']) {
    assertRefused(await health(server, { Origin: origin }), 403, 'origin-not-allowed');
  }
});

test('without an Origin, a cross-site request is refused on every route but a navigation to /', async () => {
  await using server = await startTestServer();
  const crossSite = { 'Sec-Fetch-Site': 'cross-site' };
  await assertRefusedEverywhere(server, crossSite, 403, 'cross-site');
  const navigation = { ...crossSite, 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'document' };
  assert.notEqual((await server.ask('/', { headers: navigation })).status, 403);
  assertRefused(await server.ask('/dev/history', { headers: navigation }), 403, 'cross-site');
  assertRefused(await server.ask('/', { headers: { ...navigation, 'Sec-Fetch-Dest': 'iframe' } }), 403, 'cross-site');
});

for (const site of ['same-origin', 'same-site', 'none']) {
  test(`Sec-Fetch-Site: ${site} passes the gate`, async () => {
    await using server = await startTestServer();
    okJson(await health(server, { 'Sec-Fetch-Site': site }));
  });
}

test('serves no service workers', async () => {
  await using server = await startTestServer();
  await assertRefusedEverywhere(server, { 'Service-Worker': 'script' }, 403, 'service-worker');
});

test('answers a preflight with what the page may do', async () => {
  await using server = await startTestServer();
  const headers = { ...PAGE, 'Access-Control-Request-Method': 'POST', 'Access-Control-Request-Headers': 'content-type' };
  const answer = await server.ask('/dev/webhook', { method: 'OPTIONS', headers });
  assert.deepEqual([answer.status, answer.text], [204, '']);
  assert.equal(answer.headers['access-control-allow-origin'], PAGE.Origin);
  for (const method of ['GET', 'POST', 'DELETE'])
    assert.match(String(answer.headers['access-control-allow-methods']), new RegExp(`\\b${method}\\b`));
  for (const name of ['content-type', 'authorization', 'last-event-id', 'idempotency-key']) {
    assert.match(String(answer.headers['access-control-allow-headers']), new RegExp(`\\b${name}\\b`, 'i'));
  }
  assert.equal(answer.headers['access-control-allow-credentials'], undefined);
  assert.equal(answer.headers['access-control-allow-private-network'], undefined);
});

test('answers a preflight for the private network only to allowed pages', async () => {
  await using server = await startTestServer();
  const preflight = (origin: string) =>
    server.ask('/dev/webhook', { method: 'OPTIONS', headers: { Origin: origin, 'Access-Control-Request-Private-Network': 'true' } });
  assert.equal((await preflight('http://localhost:3000')).headers['access-control-allow-private-network'], 'true');
  const foreign = await preflight('http://evil.com');
  assertRefused(foreign, 403, 'origin-not-allowed');
  assert.equal(foreign.headers['access-control-allow-private-network'], undefined);
});

test('CORS headers go to an allowed page on every status', async () => {
  await using server = await startTestServer();
  const withPage = (path: string, parts: RequestParts = {}) => server.ask(path, { ...parts, headers: { ...parts.headers, ...PAGE } });
  const post = (body: string, headers: Record<string, string> = JSON_TYPE) => withPage('/dev/webhook', { method: 'POST', headers, body });
  const answers = [
    await post(EVENT),
    await post('{'),
    await withPage('/dev/history'),
    await withPage('/nowhere'),
    await withPage('/dev/webhook'),
    await post(EVENT.padEnd(2_000_000)),
    await post(EVENT, {}),
    await post('{}'),
    await withPage('/dev/events', { method: 'HEAD' }),
  ];
  const statuses = answers.map(({ status }) => status);
  assert.deepEqual(statuses, [200, 400, 401, 404, 405, 413, 415, 422, 200]);
  for (const { headers } of answers) assert.equal(headers['access-control-allow-origin'], PAGE.Origin);
});

test('answers that must not be cached or sniffed say so', async () => {
  await using server = await startTestServer();
  for (const path of ['/dev/health', '/dev/history', '/nowhere']) {
    const { headers } = await server.ask(path);
    assert.deepEqual([headers['x-content-type-options'], headers['cache-control']], ['nosniff', 'no-store']);
    assert.deepEqual([headers['x-powered-by'], headers['set-cookie'], headers.etag], [undefined, undefined, undefined]);
  }
});
