import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultRetention } from '../../src/shared/api.ts';
import { okJson } from '../support/answer.ts';
import { idsOf, openStream, typesOf } from '../support/openStream.ts';
import { type TempWorkspace, tempWorkspace } from '../support/tempWorkspace.ts';
import { startTestServer, type TestServer, type TestServerOptions } from '../support/testServer.ts';

/** A hub that is ended and started again on the same log. */
async function startTwice(first: (server: TestServer) => Promise<void>, then: (server: TestServer) => Promise<void>, options = {}) {
  await using folder = await openFolder();
  for (const [step, settings] of [
    [first, {}],
    [then, options],
  ] as const) {
    await using server = await startTestServer({ ...settings, dataDir: folder.path } satisfies TestServerOptions);
    await step(server);
  }
}

async function openFolder(): Promise<TempWorkspace & AsyncDisposable> {
  const folder = await tempWorkspace();
  return { ...folder, [Symbol.asyncDispose]: () => folder.dispose() };
}

test('what was posted before a restart is in the history after it, byte for byte, and positions go on behind it', async () => {
  let before = '';
  await startTwice(
    async (server) => {
      okJson(
        await server.post(
          '/dev/webhook',
          '{"event_type":"a","data":{"text":"💥\\u2028","big":12345678901234567890},"timestamp":"2025-01-01"}',
        ),
      );
      await server.publish('b');
      before = (await server.ask('/dev/history')).text;
    },
    async (server) => {
      assert.equal((await server.ask('/dev/history')).text, before);
      const { log } = okJson(await server.ask('/dev/health')) as { log: { events: number; persistent: boolean; newest: string } };
      assert.deepEqual([log.events, log.persistent], [2, true]);
      const next = await server.publish('c');
      assert.equal(next.split('-')[0], log.newest.split('-')[0]);
      assert.equal(okJson(await server.ask(`/dev/history?after=${log.newest}`)).next, null);
    },
  );
});

test('a subscriber goes on after a restart where it was, without a gap', async () => {
  const ids: string[] = [];
  await startTwice(
    async (server) => {
      for (const type of ['a', 'b', 'c']) ids.push(await server.publish(type));
    },
    async (server) => {
      ids.push(await server.publish('d'));
      await using stream = await openStream(server.url, { headers: { 'Last-Event-ID': ids[0] ?? '' } });
      const entries = await stream.until('d');
      assert.deepEqual([idsOf(entries), typesOf(entries)], [ids, ['connected', 'b', 'c', 'd']]);
    },
  );
});

test('an Idempotency-Key is known after a restart too, for its five minutes', async () => {
  const headers = { 'Idempotency-Key': 'order-1' };
  let id: unknown;
  await startTwice(
    async (server) => {
      ({ id } = okJson(await server.post('/dev/webhook', { event_type: 'order.created' }, headers)));
    },
    async (server) => {
      const repeat = okJson(await server.post('/dev/webhook', { event_type: 'order.created' }, headers));
      assert.deepEqual([repeat.id, repeat.duplicate], [id, true]);
      assert.equal((await server.post('/dev/webhook', { event_type: 'another' }, headers)).status, 422);
      server.advance(5 * 60_000 + 1);
      const fresh = okJson(await server.post('/dev/webhook', { event_type: 'order.created' }, headers));
      assert.deepEqual([fresh.id === id, fresh.duplicate], [false, undefined]);
      assert.equal((okJson(await server.ask('/dev/history')).events as unknown[]).length, 2);
    },
  );
});

test('what was deleted stays deleted after a restart, and who comes back is told so', async () => {
  let id = '';
  await startTwice(
    async (server) => {
      id = await server.publish('secret');
      await server.publish('secret');
      okJson(await server.ask('/dev/history', { method: 'DELETE', headers: server.auth }));
    },
    async (server) => {
      assert.deepEqual(okJson(await server.ask('/dev/history')).events, []);
      await using stream = await openStream(server.url, { query: `?last_event_id=${id}` });
      const gap = (await stream.until('stream.gap')).at(-1);
      assert.deepEqual(gap?.data.data, { from: id, to: null, reason: 'cleared' });
      assert.notEqual(await server.publish('after'), id);
    },
  );
});

test('a smaller retention takes effect with the next start, an age at any time', async () => {
  const ids: string[] = [];
  await startTwice(
    async (server) => {
      for (let count = 0; count < 9; count++) ids.push(await server.publish('a'));
    },
    async (server) => {
      const kept = async () => (okJson(await server.ask('/dev/history')).events as { id: string }[]).map((event) => event.id);
      assert.deepEqual(await kept(), ids.slice(5));
      server.advance(defaultRetention.maxAgeMs + 1000);
      const young = await server.publish('young');
      assert.deepEqual(await kept(), [young]);
    },
    { retention: { ...defaultRetention, maxEvents: 4 } },
  );
});

test('with a log in memory every answer and health say so', async () => {
  await using server = await startTestServer({ isInMemory: true });
  const { id, ...answer } = okJson(await server.post('/dev/trigger', { event_type: 'a' }));
  assert.deepEqual(answer, { success: true, subscribers_notified: 0, durable: false });
  assert.equal(okJson(await server.post('/dev/webhook', [{ event_type: 'a' }])).durable, false);
  assert.deepEqual(okJson(await server.ask('/dev/health')).log, {
    events: 2,
    oldest: id,
    newest: okJson(await server.ask('/dev/history')).prev ?? server.hub.log.head(),
    persistent: false,
  });
});

test('live events go on while a long log is replayed, and the replay is complete', { timeout: 60_000 }, async () => {
  await using server = await startTestServer();
  const batch = Array.from({ length: 10_000 }, (_, n) => ({ event_type: 'old', data: { n, pad: 'x'.repeat(100) } }));
  for (let round = 0; round < 5; round++) okJson(await server.post('/dev/webhook', batch));
  await using live = await openStream(server.url);
  await live.next();
  await using replay = await openStream(server.url, { query: '?last_event_id=earliest' });
  await replay.next();
  const during = await server.publish('live');
  assert.equal((await live.until('live')).at(-1)?.id, during);
  assert.ok(replay.entries.length < 50_000, 'the live event came before the end of the replay');
  const entries = await replay.until('live');
  assert.equal(new Set(idsOf(entries)).size, 50_001);
});

test('the keys of one sender are nothing to another: a page cannot take those of a backend, nor learn what it posted', async () => {
  await using server = await startTestServer();
  const key = { 'Idempotency-Key': 'order-1' };
  const page = { ...key, Origin: 'http://localhost:3000' };
  const first = okJson(await server.post('/dev/webhook', { event_type: 'from.page' }, page));
  const own = okJson(await server.post('/dev/webhook', { event_type: 'order.created' }, key));
  assert.equal(own.duplicate, undefined);
  const guessed = okJson(await server.post('/dev/webhook', { event_type: 'from.page' }, page));
  assert.deepEqual([guessed.id, guessed.duplicate], [first.id, true]);
});
