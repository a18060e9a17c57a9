import assert from 'node:assert/strict';
import { test } from 'node:test';
import { routes } from '../../src/shared/api.ts';
import type { JsonObject } from '../../src/shared/json.ts';
import type { Stats } from '../../src/shared/webhooks.ts';
import { assertRefused, okJson } from '../support/answer.ts';
import { type OpenStream, openStream } from '../support/openStream.ts';
import { postLevel, sendingTo, statsOf, targetOf, untilDelivery, untilTarget } from '../support/receivers/deliveries.ts';
import { startReceiver } from '../support/receivers/receiver.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';
import { until } from '../support/until.ts';

const byteLength = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

test('counts facts and levels by type and by source, with the bytes of the events as they are kept', async () => {
  await using server = await startTestServer();
  const batch = [1, 2, 3].map((n) => ({ event_type: 'rental.created', data: { n, text: 'Größe 😀' }, source: 'web' }));
  okJson(await server.post(routes.webhook, batch));
  okJson(await server.post(routes.trigger, { event_type: 'agent.created' }));
  await postLevel(server, 50);
  const { types, sources } = await statsOf(server);
  assert.deepEqual(
    types.map(({ type, count, perMinute }) => [type, count, perMinute]),
    [
      ['rental.created', 3, 3],
      ['agent.created', 1, 1],
      ['audio_level', 1, 1],
    ],
  );
  assert.deepEqual(
    sources.map(({ source, count }) => [source, count]),
    [
      ['web', 3],
      [null, 2],
    ],
  );
  const { events } = okJson(await server.ask(`${routes.history}?types=rental.created`)) as { events: JsonObject[] };
  assert.equal(
    types[0]?.bytes,
    events.map(byteLength).reduce((sum, bytes) => sum + bytes),
  );
});

test('rates are those of the last second and minute; counts stay', async () => {
  await using server = await startTestServer();
  await server.publish('a');
  server.advance(60_000);
  await server.publish('b');
  const { types } = await statsOf(server);
  assert.deepEqual(
    types.map(({ type, count, perMinute }) => [type, count, perMinute]),
    [
      ['b', 1, 1],
      ['a', 1, 0],
    ],
  );
  server.advance(1000);
  assert.deepEqual((await statsOf(server)).types[0]?.perSecond, 1);
});

test('what the hub refuses, or has published before, is not counted', async () => {
  await using server = await startTestServer();
  const keyed = { 'Idempotency-Key': 'once' };
  for (let count = 0; count < 2; count++) okJson(await server.post(routes.webhook, { event_type: 'a' }, keyed));
  assertRefused(await server.post(routes.webhook, { event_type: 'connected' }), 422, 'reserved-type', 'event_type');
  assert.deepEqual(
    (await statsOf(server)).types.map(({ type, count }) => [type, count]),
    [['a', 1]],
  );
});

test('a cleared log leaves the figures as they are: they are those since the start of the hub', async () => {
  await using server = await startTestServer();
  await server.publish('a');
  okJson(await server.ask(routes.history, { method: 'DELETE', headers: server.auth }));
  const { since, types } = await statsOf(server);
  assert.deepEqual([since, types[0]?.count], [server.hub.state.startedAt, 1]);
});

test('programs and the hub’s own pages read the figures at both places, other pages need the token', async () => {
  await using server = await startTestServer();
  for (const path of [routes.stats, `/api${routes.stats}`]) {
    const own = { headers: { Origin: `http://localhost:${server.port}` } };
    for (const parts of [{}, own]) assert.equal(okJson(await server.ask(path, parts)).success, true);
    const foreign = { Origin: 'http://localhost:3000' };
    assertRefused(await server.ask(path, { headers: foreign }), 401, 'token-required');
    okJson(await server.ask(path, { headers: { ...foreign, ...server.auth } }));
    assertRefused(await server.post(path, {}), 405, 'method-not-allowed');
  }
});

test('a target is shown without user, password and query, and has a name of its own', async () => {
  await using receiver = await startReceiver();
  const url = `http://user:geheim@127.0.0.1:${receiver.port}/hook?token=geheim`;
  await using server = await startTestServer(sendingTo(url));
  const { text } = await server.ask(routes.stats);
  assert.ok(!text.includes('geheim') && !text.includes('user'), text);
  const { key, url: shown } = await targetOf(server);
  assert.equal(shown, receiver.url);
  assert.match(key, /^[0-9a-f]{8}$/);
});

test('a target has figures of what it took, what failed, and how long its answers took', async () => {
  await using receiver = await startReceiver({ respond: (_received, index) => ({ status: index === 1 ? 400 : 200 }) });
  await using server = await startTestServer(sendingTo(receiver.url));
  const fresh = await targetOf(server);
  assert.deepEqual([fresh.p50Ms, fresh.p95Ms, fresh.delivered, fresh.perMinute], [null, null, 0, 0]);
  const [first, second] = [await server.publish('a'), await server.publish('b')];
  await untilDelivery(server, first, 'delivered');
  await untilDelivery(server, second, 'failed');
  await postLevel(server, 50);
  const { state, delivered, failures, failed, queued, p50Ms, p95Ms } = await untilTarget(
    server,
    (target) => target.delivered === 2,
    'level',
  );
  assert.deepEqual({ state, delivered, failures, failed, queued }, { state: 'closed', delivered: 2, failures: 1, failed: 1, queued: 0 });
  assert.ok(p50Ms !== null && p95Ms !== null && p50Ms >= 0 && p50Ms <= p95Ms, `${p50Ms} ${p95Ms}`);
});

function openWindow(server: TestServer, id = 'w1'): Promise<OpenStream> {
  return openStream(server.url, { query: `?client=window&window=${id}`, headers: server.auth });
}

/** The newest figures that a window has heard; undefined before the first. */
function figuresOf(window: OpenStream): Stats | undefined {
  return window.entries.findLast(({ data }) => data.type === 'stream.stats')?.data.data as Stats | undefined;
}

test('a window hears the figures at once, and goes on from there as they change', async () => {
  await using receiver = await startReceiver();
  await using server = await startTestServer(sendingTo(receiver.url));
  await server.publish('before');
  await untilTarget(server, ({ delivered }) => delivered === 1, 'the delivery');
  await using window = await openWindow(server);
  const [, , first] = [await window.next(), await window.next(), await window.next()];
  const { success: _success, ...answer } = await statsOf(server);
  assert.deepEqual(first, { id: undefined, event: undefined, data: { type: 'stream.stats', data: answer } });
  await server.publish('after');
  const isThere = (stats?: Stats) => stats?.types.some(({ type }) => type === 'after') && stats.targets[0]?.delivered === 2;
  await until(() => isThere(figuresOf(window)), 'the figures of the event and of its delivery');
});

test('a window hears how rates fall, and then no more', async () => {
  await using server = await startTestServer();
  await using window = await openWindow(server);
  await server.publish('a');
  await until(() => figuresOf(window)?.types[0]?.perMinute === 1, 'the event');
  server.advance(60_000);
  await until(() => figuresOf(window)?.types[0]?.perMinute === 0, 'the end of its minute');
  assert.equal(figuresOf(window)?.types[0]?.count, 1);
});

test('only windows hear the figures', async () => {
  await using server = await startTestServer();
  await using streams = await openStream(server.url);
  await using editor = await openStream(server.url, { query: '?client=editor', headers: server.auth });
  await using window = await openWindow(server);
  await server.publish('a');
  await until(() => figuresOf(window)?.types.length, 'the figures');
  await Promise.all([streams.until('a'), editor.until('a')]);
  assert.deepEqual([figuresOf(streams), figuresOf(editor)], [undefined, undefined]);
});
