import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { test } from 'node:test';
import { curlPost } from '../../src/shared/api.ts';
import { assertRefused, okJson, type RequestParts } from '../support/answer.ts';
import { JSON_TYPE, startTestServer } from '../support/testServer.ts';

const PAGE = { Origin: 'http://localhost:3000' };
const post: RequestParts = { method: 'POST', headers: JSON_TYPE, body: '{"event_type":"a"}' };

const guarded: readonly (readonly [method: string, path: string])[] = [
  ['DELETE', '/dev/history'],
  ['DELETE', '/api/dev/history'],
  ['POST', '/dev/shutdown'],
  ['POST', '/api/dev/shutdown'],
];

for (const [method, path] of guarded) {
  test(`${method} ${path} needs the token in the Authorization header`, async () => {
    await using server = await startTestServer();
    const { token } = server;
    for (const value of [
      '',
      'Bearer',
      'Bearer ',
      'Bearer x',
      token,
      `Basic ${token}`,
      `Bearer ${token}x`,
      `Bearer ${token.slice(1)}`,
      `Bearer ${token} x`,
    ]) {
      assertRefused(await server.ask(path, { method, headers: { Authorization: value } }), 401, 'token-required');
    }
    assertRefused(await server.ask(`${path}?token=${token}`, { method }), 401, 'token-required');
    okJson(await server.ask(path, { method, headers: { Authorization: `bearer  ${token}` } }));
  });
}

test('a wrong token is told from none', async () => {
  await using server = await startTestServer();
  const wrong = assertRefused(
    await server.ask('/dev/shutdown', { method: 'POST', headers: { Authorization: 'Bearer x' } }),
    401,
    'token-required',
  );
  assert.match(wrong.message, /not the token of this hub/);
  const none = assertRefused(await server.ask('/dev/shutdown', { method: 'POST' }), 401, 'token-required');
  assert.match(none.message, /^This needs the token/);
  assert.match(none.next, /DEV_SYNC_TOKEN/);
  const misplaced = assertRefused(await server.ask(`/dev/shutdown?token=${server.token}`, { method: 'POST' }), 401, 'token-required');
  assert.match(misplaced.message, /on the two streams only/);
});

test('a page on another port gets the history only with the token', async () => {
  await using server = await startTestServer();
  const id = await server.publish('a');
  for (const path of ['/dev/history', '/api/dev/history', `/dev/history/${id}`]) {
    assertRefused(await server.ask(path, { headers: PAGE }), 401, 'token-required');
    assertRefused(await server.ask(path, { headers: { 'Sec-Fetch-Site': 'same-site' } }), 401, 'token-required');
    assertRefused(await server.ask(`${path}?token=${server.token}`, { headers: PAGE }), 401, 'token-required');
    okJson(await server.ask(path, { headers: { ...PAGE, ...server.auth } }));
  }
});

test('programs and the hub’s own pages get the history without the token', async () => {
  await using server = await startTestServer();
  for (const headers of [{}, { 'Sec-Fetch-Site': 'same-origin' }, { 'Sec-Fetch-Site': 'none' }, { Origin: server.url }]) {
    okJson(await server.ask('/dev/history', { headers }));
  }
  const byAddress = { Host: `127.0.0.1:${server.port}`, Origin: `http://127.0.0.1:${server.port}` };
  okJson(await server.ask('/dev/history', { headers: byAddress }));
  assertRefused(await server.ask('/dev/history', { headers: { Origin: byAddress.Origin } }), 401, 'token-required');
  assertRefused(await server.ask('/dev/history', { headers: { Origin: `https://localhost:${server.port}` } }), 401, 'token-required');
});

test('for a page, earliest is history: it needs the token, an id that it was given does not', async () => {
  await using server = await startTestServer();
  const id = await server.publish('a');
  for (const headers of [PAGE, { 'Sec-Fetch-Site': 'same-site' }]) {
    assertRefused(await server.ask('/dev/events?last_event_id=earliest', { headers }), 401, 'token-required');
    assertRefused(await server.ask('/dev/events', { headers: { ...headers, 'Last-Event-ID': 'earliest' } }), 401, 'token-required');
    assert.equal((await server.ask(`/dev/events?last_event_id=${id}`, { method: 'HEAD', headers })).status, 200);
    assert.equal((await server.ask(`/dev/events?last_event_id=earliest&token=${server.token}`, { method: 'HEAD', headers })).status, 200);
  }
});

test('with requireToken every route but health needs the token', async () => {
  await using server = await startTestServer({ requireToken: true });
  const all: readonly (readonly [path: string, parts: RequestParts])[] = [
    ['/dev/webhook', post],
    ['/api/dev/trigger', post],
    ['/api/webhook/receive', { ...post, body: '{"type":"a"}' }],
    ['/dev/events', { method: 'HEAD' }],
    ['/dev/history', {}],
  ];
  for (const [path, parts] of all) {
    const answer = await server.ask(path, parts);
    assert.equal(answer.status, 401, path);
    if (parts.method !== 'HEAD') assertRefused(answer, 401, 'token-required');
    assert.equal((await server.ask(path, { ...parts, headers: { ...parts.headers, ...server.auth } })).status, 200, path);
    const byQuery = await server.ask(`${path}?token=${server.token}`, parts);
    assert.equal(byQuery.status, path === '/dev/events' ? 200 : 401, path);
  }
});

test('with requireToken health says who it is and proves it, no more', async () => {
  await using server = await startTestServer({ requireToken: true });
  const { name, version, ...none } = okJson(await server.ask('/dev/health'));
  assert.deepEqual([name, typeof version, none], ['dev-sync', 'string', {}]);
  const { proof, ...rest } = okJson(await server.ask('/api/dev/health?nonce=n'));
  assert.deepEqual([rest, typeof proof], [{ name, version }, 'string']);
  assert.equal(okJson(await server.ask('/dev/health', { headers: server.auth })).pid, process.pid);
});

test('with requireToken the start page is open, and shows how to send the token without telling it', async () => {
  await using server = await startTestServer({ requireToken: true });
  for (const headers of [{}, server.auth]) {
    const { status, text } = await server.ask('/', { headers });
    assert.equal(status, 200);
    assert.ok(text.includes(`${curlPost(server.url)} -H "Authorization: Bearer $DEV_SYNC_TOKEN"`), text);
    assert.ok(!text.includes(server.token));
  }
});

test('without requireToken the start page speaks of no token, and its line works as it is', async () => {
  await using server = await startTestServer();
  const { text } = await server.ask('/');
  assert.ok(text.includes(`${curlPost(server.url)}\n`), text);
  assert.doesNotMatch(text, /token/i);
});

test('health says everything that a client needs', async () => {
  await using server = await startTestServer();
  const { version, startedAt, ...health } = okJson(await server.ask('/dev/health'));
  const log = { events: 0, oldest: null, newest: null, persistent: true, path: `${server.dataDir}/dev-sync.db` };
  assert.deepEqual(health, { name: 'dev-sync', pid: process.pid, url: server.url, subscribers: 0, log });
  const manifest = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
  assert.equal(version, manifest.version);
  assert.equal(new Date(String(startedAt)).toISOString(), startedAt);
});

test('the proof is HMAC-SHA256 of the nonce under the token', async () => {
  await using server = await startTestServer();
  for (const nonce of ['n', '💥', 'x'.repeat(200)]) {
    const { proof } = okJson(await server.ask(`/dev/health?nonce=${encodeURIComponent(nonce)}`));
    assert.equal(proof, createHmac('sha256', server.token).update(nonce).digest('hex'));
  }
});

test('the token has 256 bits, differs from hub to hub, and is in no answer and no log line', async () => {
  await using server = await startTestServer();
  await using other = await startTestServer();
  const { token } = server;
  assert.equal(Buffer.from(token, 'base64url').length, 32);
  assert.notEqual(token, other.token);
  const headers = { ...JSON_TYPE, ...server.auth };
  const answers = [
    await server.ask('/dev/health?nonce=n', { headers }),
    await server.ask(`/nowhere?token=${token}`, { headers }),
    await server.ask('/dev/history', { headers }),
    await server.ask(`/dev/webhook?token=${token}`, { method: 'POST', headers, body: '{' }),
    await server.ask(`/dev/webhook?token=${token}`, { method: 'POST', headers, body: '{}' }),
    await server.ask(`/dev/events?token=${token}`, { method: 'HEAD' }),
    await server.ask(`/dev/health?nonce=n&token=${token}`, { method: 'PUT' }),
  ];
  for (const { text, headers: sent } of answers) assert.ok(!`${text}${JSON.stringify(sent)}`.includes(token));
  for (const { line } of server.log.lines) assert.ok(!line.includes(token));
});

test('the state file is for this user only and goes when the hub goes', async () => {
  await using server = await startTestServer({ name: 'shop', logPath: '/tmp/shop.log' });
  const path = `${server.stateDir}/${server.port}.json`;
  assert.equal((await stat(path)).mode & 0o777, 0o600);
  assert.equal((await stat(server.stateDir)).mode & 0o777, 0o700);
  assert.equal(path, server.hub.statePath);
  const { startedAt, options, ...state } = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
  const { url, port, token, dataDir } = server;
  assert.deepEqual(state, { url, port, pid: process.pid, name: 'shop', logPath: '/tmp/shop.log', dataDir, persistent: true, token });
  const { port: wanted, portPolicy, name } = options as Record<string, unknown>;
  assert.deepEqual([wanted, portPolicy, name, JSON.stringify(options).includes(token)], [port, 'exact', 'shop', false]);
  assert.equal(startedAt, okJson(await server.ask('/dev/health')).startedAt);
  await server.hub.dispose();
  assert.deepEqual(await readdir(server.stateDir), []);
});

test('a state folder that others could read is closed to them', async () => {
  await using elsewhere = await startTestServer();
  const folder = `${elsewhere.stateDir}/open`;
  await mkdir(folder, { mode: 0o755 });
  await using server = await startTestServer({ stateDir: folder });
  assert.equal((await stat(folder)).mode & 0o777, 0o700);
  assert.ok(server.port > 0);
});
