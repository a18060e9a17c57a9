import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { defaultHubOptions } from '../../src/server/options.ts';
import { limits } from '../../src/shared/api.ts';
import type { WebhookOptions } from '../../src/shared/webhooks.ts';
import { ask, assertRefused, okJson } from '../support/answer.ts';
import { type ServedHub, serveCli } from '../support/cli.ts';
import { openStream } from '../support/openStream.ts';
import { tempWorkspace } from '../support/tempWorkspace.ts';
import { JSON_TYPE, startTestServer, type TestServer, type TestServerOptions } from '../support/testServer.ts';

const secret = newSecret();
const MINUTE_MS = 60_000;
const webhooks: WebhookOptions = { ...defaultHubOptions.webhooks, targets: [], incomingSecret: 'incoming' };
const PAGE = { Origin: 'http://localhost:3000' };

/** The ways in, and the same event as each of them takes it. */
const ways: readonly (readonly [path: string, body: string])[] = [
  ['/dev/webhook', '{"event_type":"order.paid","data":{"text":"💥"}}'],
  ['/api/dev/webhook', '{"event_type":"order.paid"}'],
  ['/dev/trigger', '{"event_type":"order.paid"}'],
  ['/api/webhook/receive', '{ "type": "order.paid", "data": {} }'],
];
const [WAY, BODY] = ['/dev/webhook', '{"event_type":"order.paid"}'];

function newSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

/** A hub that takes signed posts only. */
function startGuarded(options: TestServerOptions = {}): Promise<TestServer> {
  return startTestServer({ webhooks, secrets: { incoming: [secret] }, ...options });
}

type Signing = { readonly id?: string; readonly by?: string; readonly at?: number };

/** What the official library sends. */
function signed(body: string, { id = `msg_${randomUUID()}`, by = secret, at = Date.now() }: Signing = {}) {
  const time = new Date(at);
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(time.getTime() / 1000)),
    'webhook-signature': new Webhook(by).sign(id, time, body),
  };
}

async function countEvents(server: TestServer): Promise<number> {
  return (okJson(await server.ask('/dev/history')).events as unknown[]).length;
}

for (const [path, body] of ways) {
  test(`with an incoming secret ${path} takes what is signed with it, or comes with the token, and nothing else`, async () => {
    await using server = await startGuarded();
    okJson(await server.post(path, body, signed(body)));
    okJson(await server.post(path, body, server.auth));
    okJson(await server.post(path, body, { ...server.auth, ...signed(body, { by: newSecret() }) }));
    assert.equal(await countEvents(server), 3);
    assertRefused(await server.post(path, body), 401, 'signature-required');
    assertRefused(await server.post(path, body, { Authorization: 'Bearer x' }), 401, 'signature-required');
    assertRefused(await server.post(path, body, signed(body, { by: newSecret() })), 401, 'signature-invalid');
    assertRefused(await server.post(path, `${body} `, signed(body)), 401, 'signature-invalid');
    assert.equal(await countEvents(server), 3);
  });
}

test('a signature that lacks a header is none', async () => {
  await using server = await startGuarded();
  const headers = signed(BODY);
  for (const name of Object.keys(headers)) {
    assertRefused(await server.post(WAY, BODY, { ...headers, [name]: '' }), 401, 'signature-required');
    const others = Object.fromEntries(Object.entries(headers).filter(([other]) => other !== name));
    assertRefused(await server.post(WAY, BODY, others), 401, 'signature-required');
  }
});

test('a signature of more than five minutes ago, or of the future, is refused with the reason', async () => {
  await using server = await startGuarded();
  for (const minutes of [-6, 6]) {
    const answer = await server.post(WAY, BODY, signed(BODY, { at: Date.now() + minutes * MINUTE_MS }));
    assert.match(assertRefused(answer, 401, 'signature-invalid').message, /webhook-timestamp/);
  }
  for (const minutes of [-4, 4]) okJson(await server.post(WAY, BODY, signed(BODY, { at: Date.now() + minutes * MINUTE_MS })));
  for (const time of ['now', '1e9', '-1', '1.5', `${'9'.repeat(20)}`, '0x10']) {
    assertRefused(await server.post(WAY, BODY, { ...signed(BODY), 'webhook-timestamp': time }), 401, 'signature-invalid');
  }
});

test('while the secret is being replaced both the new and the old one are taken', async () => {
  const [newer, older] = [newSecret(), newSecret()];
  await using server = await startGuarded({ secrets: { incoming: [newer, older] } });
  for (const by of [newer, older]) okJson(await server.post(WAY, BODY, signed(BODY, { by })));
  assertRefused(await server.post(WAY, BODY, signed(BODY)), 401, 'signature-invalid');
});

test('batches are signed as a whole, as JSON or as lines', async () => {
  await using server = await startGuarded();
  const batch = `[${BODY},${BODY}]`;
  assert.equal(okJson(await server.post(WAY, batch, signed(batch))).accepted, 2);
  const lines = `${BODY}\n${BODY}\n`;
  const headers = { 'Content-Type': 'application/x-ndjson' };
  assert.equal(okJson(await server.post(WAY, lines, { ...signed(lines), ...headers })).accepted, 2);
  assertRefused(await server.post(WAY, `${lines}${BODY}`, { ...signed(lines), ...headers }), 401, 'signature-invalid');
});

test('a stranger learns nothing about what the hub would have taken', async () => {
  await using server = await startGuarded();
  const forged = signed(BODY);
  for (const body of ['', '{', '{}', '[]', '\xff', '{"event_type":"connected"}']) {
    assertRefused(await server.post(WAY, body), 401, 'signature-required');
    assertRefused(await server.post(WAY, body, forged), 401, 'signature-invalid');
    assert.notEqual((await server.post(WAY, body, signed(body))).status, 401);
  }
  const text = { method: 'POST', headers: { 'Content-Type': 'text/plain', 'Content-Length': '99999999' } };
  assertRefused(await server.ask(WAY, text), 401, 'signature-required');
});

test('only the ways in ask for a signature', async () => {
  await using server = await startGuarded();
  for (const path of ['/dev/health', '/dev/history', '/api/listen/status']) okJson(await server.ask(path));
  okJson(await server.ask('/api/listen/stop', { method: 'POST' }));
});

test('where the token is required everywhere a signature does not stand in for it', async () => {
  await using server = await startGuarded({ requireToken: true });
  assertRefused(await server.post(WAY, BODY, signed(BODY)), 401, 'token-required');
  okJson(await server.post(WAY, BODY, server.auth));
});

test('a hub whose secret is missing or wrong does not start, and so does not run unprotected', async () => {
  await assert.rejects(startGuarded({ secrets: {} }), { code: 'secret-missing' });
  await assert.rejects(startGuarded({ secrets: { incoming: [] } }), { code: 'secret-missing' });
  await assert.rejects(startGuarded({ secrets: { incoming: ['swordfish'] } }), { code: 'secret-invalid' });
});

test('the secret is in no answer, no log line and no state file', async () => {
  await using server = await startGuarded();
  const answers = [await server.post(WAY, BODY), await server.post(WAY, BODY, signed(BODY, { by: newSecret() }))];
  const texts = [...answers.map(({ text }) => text), ...server.log.lines.map(({ line }) => line), JSON.stringify(server.hub.state)];
  for (const text of texts) assert.ok(!text.includes(secret.slice('whsec_'.length)), text);
});

test('a page may send the headers of a signature', async () => {
  await using server = await startGuarded();
  const { headers } = await server.ask(WAY, { method: 'OPTIONS', headers: PAGE });
  const allowed = String(headers['access-control-allow-headers']).split(', ');
  for (const name of Object.keys(signed(BODY))) assert.ok(allowed.includes(name), name);
  okJson(await server.post(WAY, BODY, { ...PAGE, ...signed(BODY) }));
});

for (const [path, body] of ways) {
  test(`${path} answers a repeated webhook-id as the first time, and publishes nothing`, async () => {
    await using server = await startTestServer();
    const headers = { 'webhook-id': 'msg_1' };
    const { id } = okJson(await server.post(path, body, headers));
    const again = body.replace('order.paid', 'order.retried');
    for (const repeat of [body, again]) {
      const { id: repeated, duplicate, success } = okJson(await server.post(path, repeat, headers));
      assert.deepEqual([repeated, duplicate, success], [id, true, true]);
    }
    assert.equal(await countEvents(server), 1);
    assert.notEqual(okJson(await server.post(path, body, { 'webhook-id': 'msg_2' })).id, id);
  });
}

test('a signed message that is sent again is answered, and not published twice', async () => {
  await using server = await startGuarded();
  const first = okJson(await server.post(WAY, BODY, signed(BODY, { id: 'msg_1' })));
  const later = await server.post(WAY, BODY, signed(BODY, { id: 'msg_1', at: Date.now() + MINUTE_MS }));
  assert.deepEqual([okJson(later).id, okJson(later).duplicate], [first.id, true]);
  assertRefused(await server.post(WAY, BODY, signed(BODY, { id: 'msg_1', by: newSecret() })), 401, 'signature-invalid');
  assert.equal(await countEvents(server), 1);
});

test('who has caught a signed post cannot send it again by another way in, from a page, or under another name', async () => {
  await using server = await startGuarded();
  const body = '{"event_type":"order.paid","type":"order.paid"}';
  const plain = '{"n":1}';
  const first = okJson(await server.post('/api/webhook/receive', body, signed(body, { id: 'msg_1' })));
  for (const [path, headers] of [
    ['/api/webhook/receive', PAGE],
    ['/api/webhook/receive', { Origin: 'http://localhost:3001' }],
  ] as const) {
    const { id, duplicate } = okJson(await server.post(path, body, { ...headers, ...signed(body, { id: 'msg_1' }) }));
    assert.deepEqual([id, duplicate], [first.id, true]);
  }
  okJson(await server.post(WAY, BODY, signed(BODY, { id: 'msg_2' })));
  assert.equal(okJson(await server.post('/dev/trigger', BODY, signed(BODY, { id: 'msg_2' }))).duplicate, true);
  assertRefused(await server.post(`${WAY}?event_type=evil`, plain, signed(plain)), 401, 'signature-invalid');
  okJson(await server.post(`${WAY}?event_type=fine`, plain, server.auth));
  assert.equal(await countEvents(server), 3);
});

test('posts with one webhook-id at the same time publish once', async () => {
  await using server = await startTestServer();
  const answers = await Promise.all([1, 2, 3].map(() => server.post(WAY, BODY, { 'webhook-id': 'msg_1' })));
  assert.equal(new Set(answers.map((answer) => okJson(answer).id)).size, 1);
  assert.equal(answers.filter((answer) => okJson(answer).duplicate === true).length, 2);
  assert.equal(await countEvents(server), 1);
});

test('a webhook-id is known for a day, also when the hub was started again, and no longer', async () => {
  await using folder = await openFolder();
  const headers = { 'webhook-id': 'msg_1' };
  let id: unknown;
  {
    await using server = await startTestServer({ dataDir: folder.path });
    ({ id } = okJson(await server.post(WAY, BODY, headers)));
  }
  await using server = await startTestServer({ dataDir: folder.path });
  server.advance(limits.webhookIdMs - MINUTE_MS);
  const repeat = okJson(await server.post(WAY, BODY, headers));
  assert.deepEqual([repeat.id, repeat.duplicate], [id, true]);
  server.advance(MINUTE_MS + 1);
  const fresh = okJson(await server.post(WAY, BODY, headers));
  assert.deepEqual([fresh.id === id, fresh.duplicate], [false, undefined]);
});

async function openFolder() {
  const folder = await tempWorkspace();
  return { path: folder.path, [Symbol.asyncDispose]: () => folder.dispose() };
}

test('a webhook-id is known after the hub was killed', async () => {
  await using folder = await openFolder();
  const post = ({ port }: ServedHub) => ask(port, WAY, { method: 'POST', headers: { ...JSON_TYPE, 'webhook-id': 'msg_1' }, body: BODY });
  const serve = () => serveCli(['--port', '0', '--no-webhooks', '--data-dir', folder.path]);
  await using hub = await serve();
  const { id } = okJson(await post(hub));
  process.kill(hub.pid, 'SIGKILL');
  await hub.ended;
  await using again = await serve();
  const repeat = okJson(await post(again));
  assert.deepEqual([repeat.id, repeat.duplicate], [id, true]);
});

test('a level that is sent twice is heard once, and known as long as an Idempotency-Key', async () => {
  await using server = await startTestServer();
  const post = (id: string) => server.post('/api/webhook/receive', { type: 'audio_level', data: { audioLevel: 1 } }, { 'webhook-id': id });
  assert.deepEqual(okJson(await post('level')), { success: true, id: null });
  assert.deepEqual(okJson(await post('level')), { success: true, id: null, duplicate: true });
  server.advance(limits.idempotencyMs);
  assert.deepEqual(okJson(await post('level')), { success: true, id: null });
});

test('a refused message leaves its webhook-id free', async () => {
  await using server = await startTestServer();
  const headers = { 'webhook-id': 'msg_1' };
  assertRefused(await server.post(WAY, '{}', headers), 422, 'invalid-event', 'event_type');
  assert.equal(okJson(await server.post(WAY, BODY, headers)).duplicate, undefined);
});

test('webhook-ids, Idempotency-Keys, addresses and pages have nothing to do with each other', async () => {
  await using server = await startTestServer();
  const same = { 'webhook-id': 'x' };
  const posts: readonly (readonly [path: string, headers: Record<string, string>])[] = [
    [WAY, same],
    [WAY, { 'Idempotency-Key': 'x' }],
    [WAY, { ...same, ...PAGE }],
    [WAY, { ...same, Origin: 'http://localhost:3001' }],
    ['/dev/trigger', same],
  ];
  for (const [path, headers] of posts) assert.equal(okJson(await server.post(path, BODY, headers)).duplicate, undefined);
  assert.equal(okJson(await server.post(`/api${WAY}`, BODY, same)).duplicate, true);
  assert.equal(await countEvents(server), posts.length);
});

test('beside a webhook-id an Idempotency-Key is not looked at', async () => {
  await using server = await startTestServer();
  const key = { 'Idempotency-Key': 'key' };
  const { id } = okJson(await server.post(WAY, BODY, { ...key, 'webhook-id': 'one' }));
  assert.notEqual(okJson(await server.post(WAY, BODY, { ...key, 'webhook-id': 'two' })).id, id);
  assert.equal(okJson(await server.post(WAY, '{"event_type":"other"}', { ...key, 'webhook-id': 'one' })).id, id);
});

test('an empty webhook-id is none, and one that is too long is refused', async () => {
  await using server = await startTestServer();
  for (let count = 0; count < 2; count++) assert.equal(okJson(await server.post(WAY, BODY, { 'webhook-id': '' })).duplicate, undefined);
  const long = await server.post(WAY, BODY, { 'webhook-id': 'x'.repeat(limits.idempotencyKeyCharacters + 1) });
  assert.match(assertRefused(long, 422, 'invalid-query').message, /^The webhook-id is longer/);
});

test('an event that comes from other hubs is published, and listeners do not see its way', async () => {
  await using server = await startTestServer();
  await using stream = await openStream(server.url);
  await stream.next();
  const { id } = okJson(await server.post(WAY, BODY, { 'Dev-Sync-Hop': 'other, another' }));
  const { timestamp, ...event } = (await stream.next()).data;
  assert.ok(timestamp);
  assert.deepEqual(event, { id, type: 'order.paid', data: {}, source: null });
  assert.ok(!(await server.ask('/dev/history')).text.includes('another'));
});

for (const hop of [Array.from({ length: 8 }, (_, index) => `hub-${index}`).join(', '), 'x'.repeat(501)]) {
  test(`an event that goes in a circle (${hop.slice(0, 10)}…) is answered and not published`, async () => {
    await using server = await startTestServer();
    const headers = { ...JSON_TYPE, 'Dev-Sync-Hop': hop, 'webhook-id': 'msg_1' };
    const answer = okJson(await server.post(WAY, BODY, headers));
    assert.deepEqual([answer.success, answer.id, answer.subscribers_notified], [true, null, 0]);
    assert.equal(okJson(await server.post(WAY, `[${BODY}]`, headers)).accepted, 0);
    assert.equal(await countEvents(server), 0);
    assertRefused(await server.post(WAY, '{}', headers), 422, 'invalid-event', 'event_type');
    assert.equal(okJson(await server.post(WAY, BODY, { 'webhook-id': 'msg_1' })).duplicate, undefined);
  });
}
