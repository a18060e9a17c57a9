import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Answer, assertRefused, okJson, type RequestParts } from '../support/answer.ts';
import { JSON_TYPE, startTestServer, type TestServer } from '../support/testServer.ts';

const PAGE = { Origin: 'http://localhost:3000' };
const EVENT = '{"event_type":"a"}';
function health(server: TestServer, headers: Record<string, string>): Promise<Answer> {
  return server.ask('/dev/health', { headers });
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

test('tells a page without an origin why it is refused', async () => {
  await using server = await startTestServer();
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

test('a link of another site may open the start page, and nothing else', async () => {
  await using server = await startTestServer();
  const navigation = { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'document' };
  assert.equal((await server.ask('/', { headers: navigation })).status, 200);
  assertRefused(await server.ask('/dev/history', { headers: navigation }), 403, 'cross-site');
});

for (const site of ['same-origin', 'same-site', 'none']) {
  test(`Sec-Fetch-Site: ${site} passes the gate`, async () => {
    await using server = await startTestServer();
    okJson(await health(server, { 'Sec-Fetch-Site': site }));
  });
}

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
