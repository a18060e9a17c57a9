import assert from 'node:assert/strict';
import { test } from 'node:test';
import { routes } from '../../src/shared/api.ts';
import { notListening } from '../../src/shared/listening.ts';
import { assertRefused, okJson } from '../support/answer.ts';
import { type OpenStream, openStream, typesOf } from '../support/openStream.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';
import { until } from '../support/until.ts';

const PANEL = '?client=panel';
const STRANGER = { Origin: 'http://localhost:3000' };

const openWindow = (server: TestServer) => openStream(server.url, { query: '?client=window&window=w', headers: server.auth });
const clear = (server: TestServer) => server.ask(routes.history, { method: 'DELETE', headers: server.auth });
const dataOf = (stream: OpenStream, type: string) => stream.entries.filter(({ data }) => data.type === type).map(({ data }) => data.data);

test('a panel hears the state of the hub and its figures before the first event, and is counted nowhere', async () => {
  await using server = await startTestServer();
  await using panel = await openStream(server.url, { query: PANEL });
  await panel.until('stream.stats');
  assert.deepEqual(typesOf(panel.entries), ['connected', 'stream.status', 'stream.stats']);
  assert.deepEqual(dataOf(panel, 'stream.status'), [{ subscribers: 0, problems: [], listening: notListening }]);
  assert.equal(okJson(await server.ask(routes.health)).subscribers, 0);
  assert.equal(okJson(await server.post(routes.webhook, { event_type: 'a' })).subscribers_notified, 0);
  await panel.until('a');
});

test('a panel hears how many others listen', async () => {
  await using server = await startTestServer();
  await using panel = await openStream(server.url, { query: PANEL });
  await panel.until('stream.stats');
  await using _other = await openStream(server.url);
  await until(() => (dataOf(panel, 'stream.status').at(-1) as { subscribers?: number } | undefined)?.subscribers === 1, 'one');
});

test('our own page may, and a page on another port needs the token', async () => {
  await using server = await startTestServer();
  const { url, auth, token } = server;
  assertRefused(await server.ask(`${routes.events}${PANEL}`, { headers: STRANGER }), 401, 'token-required');
  assertRefused(await server.ask(`/api${routes.events}${PANEL}`, { headers: { 'Sec-Fetch-Site': 'same-site' } }), 401, 'token-required');
  const allowed = [
    [PANEL, { Origin: url }],
    [PANEL, { 'Sec-Fetch-Site': 'same-origin' }],
    [PANEL, { ...STRANGER, ...auth }],
    [`${PANEL}&token=${token}`, STRANGER],
  ] as const;
  for (const [query, headers] of allowed) {
    await using panel = await openStream(url, { query, headers });
    assert.equal(panel.status, 200);
    await panel.until('stream.status');
  }
});

test('where the token is needed everywhere, our own page needs it too', async () => {
  await using server = await startTestServer({ requireToken: true });
  assertRefused(await server.ask(`${routes.events}${PANEL}`, { headers: { Origin: server.url } }), 401, 'token-required');
  await using panel = await openStream(server.url, { query: PANEL, headers: server.auth });
  await panel.until('stream.status');
});

test('a panel is no editor: nobody in it is asked for the microphone, and it brings and says nothing', async () => {
  const audio = { backend: 'tone', device: null, intervalMs: 100, scale: 'db', soundEvents: false } as const;
  await using server = await startTestServer({ audio });
  await using panel = await openStream(server.url, { query: `${PANEL}&window=w` });
  await panel.until('stream.stats');
  const watch = { window: 'w', folders: [], include: [], exclude: [] };
  assertRefused(await server.post(routes.watch, watch, server.auth), 404, 'unknown-window');
  assertRefused(await server.post(routes.window, { window: 'w', focused: true }, server.auth), 404, 'unknown-window');
  assertRefused(await server.ask(routes.listenStart, { method: 'POST', headers: STRANGER }), 403, 'mic-denied');
  okJson(await server.ask(routes.listenStart, { method: 'POST' }));
  await until(
    () => dataOf(panel, 'stream.status').some((data) => (data as { listening: { isListening: boolean } }).listening.isListening),
    'on',
  );
  okJson(await server.ask(routes.listenStop, { method: 'POST' }));
  assert.deepEqual(dataOf(panel, 'stream.consent'), []);
});

test('windows and panels hear when the log is deleted, behind all that was in it, and before what comes then', async () => {
  await using server = await startTestServer();
  await using window = await openWindow(server);
  await using panel = await openStream(server.url, { query: PANEL });
  await using other = await openStream(server.url);
  for (const stream of [window, panel]) await stream.until('stream.stats');
  const deleting = Promise.all([server.post(routes.webhook, [{ event_type: 'a' }, { event_type: 'a' }]), clear(server)]);
  const { deleted } = okJson((await deleting)[1]);
  await server.publish('behind');
  for (const stream of [window, panel, other]) await stream.until('behind');
  for (const stream of [window, panel]) {
    const types = typesOf(stream.entries).filter((type) => type === 'a' || type === 'stream.cleared' || type === 'behind');
    const left = Array.from({ length: 2 - Number(deleted) }, () => 'a');
    assert.deepEqual(types, [...Array.from({ length: Number(deleted) }, () => 'a'), 'stream.cleared', ...left, 'behind']);
    assert.deepEqual(dataOf(stream, 'stream.cleared'), [{ deleted }]);
  }
  assert.ok(!typesOf(other.entries).includes('stream.cleared'));
});

test('nobody is told of a log that somebody may not delete', async () => {
  await using server = await startTestServer();
  await using panel = await openStream(server.url, { query: PANEL });
  assertRefused(await server.ask(routes.history, { method: 'DELETE' }), 401, 'token-required');
  await server.publish('a');
  await panel.until('a');
  assert.deepEqual(dataOf(panel, 'stream.cleared'), []);
});

test('a panel hears the goodbye of the hub', async () => {
  await using server = await startTestServer();
  await using panel = await openStream(server.url, { query: PANEL });
  await panel.until('stream.stats');
  await server.hub.dispose();
  await panel.ended;
  assert.deepEqual(dataOf(panel, 'stream.closing'), [{ restarting: false }]);
});

test('a panel goes on where it was, and reads all that is kept', async () => {
  await using server = await startTestServer();
  const [first] = [await server.publish('a'), await server.publish('b')];
  await using resumed = await openStream(server.url, { query: `${PANEL}&last_event_id=${first}` });
  await resumed.until('b');
  assert.ok(!typesOf(resumed.entries).includes('a'));
  await using whole = await openStream(server.url, { query: `${PANEL}&last_event_id=earliest`, headers: { Origin: server.url } });
  await whole.until('b');
  assert.ok(typesOf(whole.entries).includes('a'));
});
