import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { defaultRetention } from '../../src/shared/api.ts';
import { okJson } from '../support/answer.ts';
import { idsOf, openStream, typesOf } from '../support/openStream.ts';
import { openSocket } from '../support/rawHttp.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';
import { until } from '../support/until.ts';

async function publishMany(server: TestServer, count: number, from = 0): Promise<string[]> {
  const ids: string[] = [];
  for (let n = from; n < from + count; n++) ids.push(await server.publish('counted', { n }));
  return ids;
}

/** Resumes and answers everything up to a sentinel that is published now. */
async function resume(server: TestServer, options: Parameters<typeof openStream>[1]) {
  await using stream = await openStream(server.url, options);
  const first = await stream.next();
  const sentinel = `sentinel.${randomUUID()}`;
  await server.publish(sentinel);
  return { first, entries: (await stream.until(sentinel)).slice(0, -1) };
}

test('replays what came after last_event_id, in order, with the ids of the first time', async () => {
  await using server = await startTestServer();
  const ids = await publishMany(server, 10);
  const { first, entries } = await resume(server, { query: `?last_event_id=${ids[3]}` });
  assert.equal(first.id, ids[3]);
  assert.deepEqual(idsOf(entries), ids.slice(4));
  assert.deepEqual(
    entries.map(({ data }) => data.data),
    [4, 5, 6, 7, 8, 9].map((n) => ({ n })),
  );
});

test('a replayed message is the live message, byte for byte', async () => {
  await using server = await startTestServer();
  await using live = await openStream(server.url);
  const start = (await live.next()).id;
  okJson(await server.post('/dev/webhook', { event_type: 'a', data: { text: '💥\u2028' }, source: 's', timestamp: '2025-01-01' }));
  await server.publish('end');
  await live.until('end');
  await using replayed = await openStream(server.url, { query: `?last_event_id=${start}` });
  await replayed.until('end');
  assert.equal(replayed.text(), live.text());
});

test('the header Last-Event-ID resumes, and wins over the query', async () => {
  await using server = await startTestServer();
  const [first = '', second = '', third = ''] = await publishMany(server, 3);
  const byHeader = await resume(server, { headers: { 'Last-Event-ID': second } });
  assert.deepEqual(idsOf(byHeader.entries), [third]);
  const both = await resume(server, { headers: { 'Last-Event-ID': second }, query: `?last_event_id=${first}` });
  assert.equal(both.first.id, second);
  assert.equal(both.entries[0]?.id, third);
});

test('without an id the stream starts after the newest event', async () => {
  await using server = await startTestServer();
  const ids = await publishMany(server, 3);
  const { first, entries } = await resume(server, {});
  assert.equal(first.id, ids[2]);
  assert.deepEqual(entries, []);
});

test('resuming from the newest id replays nothing and states no gap', async () => {
  await using server = await startTestServer();
  const ids = await publishMany(server, 3);
  const { first, entries } = await resume(server, { query: `?last_event_id=${ids[2]}` });
  assert.deepEqual([first.id, entries], [ids[2], []]);
});

for (const id of ['', ' ', '%20a%20b', 'a%0Ab', 'a%00', '%F0%9F%92%A5', 'x'.repeat(129)]) {
  test(`a malformed last_event_id counts as none: ${id.slice(0, 20)}`, async () => {
    await using server = await startTestServer();
    const ids = await publishMany(server, 2);
    const { first, entries } = await resume(server, { query: `?last_event_id=${id}` });
    assert.deepEqual([first.id, entries], [ids[1], []]);
  });
}

test('an empty header Last-Event-ID counts as none', async () => {
  await using server = await startTestServer();
  const ids = await publishMany(server, 2);
  const { first, entries } = await resume(server, { headers: { 'Last-Event-ID': '' } });
  assert.deepEqual([first.id, entries], [ids[1], []]);
});

test('earliest replays everything that is kept', async () => {
  await using server = await startTestServer();
  const ids = await publishMany(server, 5);
  const { first, entries } = await resume(server, { query: '?last_event_id=earliest' });
  assert.deepEqual(idsOf(entries), ids);
  const again = await resume(server, { query: `?last_event_id=${first.id}` });
  assert.deepEqual(idsOf(again.entries).slice(0, 5), ids);
});

test('an unknown id is answered with a gap, then with all that is kept', async () => {
  await using server = await startTestServer();
  const ids = await publishMany(server, 3);
  const { first, entries } = await resume(server, { query: '?last_event_id=from-elsewhere' });
  const [gap, ...replayed] = entries;
  assert.deepEqual(gap?.data, { type: 'stream.gap', data: { from: 'from-elsewhere', to: ids[0], reason: 'unknown_id' } });
  assert.equal(first.id, gap?.id);
  assert.deepEqual(idsOf(replayed), ids);
});

test('an id that was never given out is unknown, even when it looks right', async () => {
  await using server = await startTestServer();
  const [id = ''] = await publishMany(server, 1);
  const wrongTag = id.replace(/.$/, (digit) => (digit === '0' ? '1' : '0'));
  for (const near of [id.replace('-1-', '-2-'), id.replace('-1-', '-01-'), id.slice(0, -1), wrongTag, `${id}-1`, id.toUpperCase()]) {
    const { entries } = await resume(server, { query: `?last_event_id=${near}` });
    assert.deepEqual(entries[0]?.data.type, 'stream.gap', near);
  }
});

test('the id of another hub is unknown', async () => {
  await using other = await startTestServer();
  await using server = await startTestServer();
  const foreign = await other.publish('elsewhere');
  await server.publish('here');
  const { entries } = await resume(server, { query: `?last_event_id=${foreign}` });
  assert.deepEqual(typesOf(entries), ['stream.gap', 'here']);
});

test('an unknown id and an empty log: the gap ends nowhere', async () => {
  await using server = await startTestServer();
  const { entries } = await resume(server, { query: '?last_event_id=from-elsewhere' });
  assert.deepEqual(entries[0]?.data.data, { from: 'from-elsewhere', to: null, reason: 'unknown_id' });
  assert.equal(entries.length, 1);
});

test('states what retention took, and goes on with the oldest that is kept', async () => {
  await using server = await startTestServer({ retention: { ...defaultRetention, maxEvents: 5 } });
  const ids = await publishMany(server, 12);
  await using stream = await openStream(server.url, { query: `?last_event_id=${ids[2]}` });
  const first = await stream.next();
  const gap = await stream.next();
  assert.deepEqual(gap.data, { type: 'stream.gap', data: { from: ids[2], to: ids[7], reason: 'retention' } });
  assert.deepEqual([first.id, gap.id], [ids[6], ids[6]]);
  const replayed = [await stream.next(), await stream.next(), await stream.next(), await stream.next(), await stream.next()];
  assert.deepEqual(idsOf(replayed), ids.slice(7));
});

test('no gap is stated when only what was read already is gone', async () => {
  await using server = await startTestServer({ retention: { ...defaultRetention, maxEvents: 5 } });
  const ids = await publishMany(server, 10);
  await using stream = await openStream(server.url, { query: `?last_event_id=${ids[4]}` });
  assert.equal((await stream.next()).id, ids[4]);
  assert.equal((await stream.next()).id, ids[5]);
});

test('the id of a stated gap can be resumed from without another gap', async () => {
  await using server = await startTestServer({ retention: { ...defaultRetention, maxEvents: 5 } });
  await publishMany(server, 12);
  await using stream = await openStream(server.url, { query: '?last_event_id=unknown' });
  const gap = (await stream.until('stream.gap')).at(-1);
  await using resumed = await openStream(server.url, { query: `?last_event_id=${gap?.id}` });
  assert.equal((await resumed.next()).id, gap?.id);
  assert.deepEqual((await resumed.next()).data.data, { n: 7 });
});

test('retention by size states its gap too, and keeps at least the newest event', async () => {
  await using server = await startTestServer({ retention: { ...defaultRetention, maxBytes: 1000 } });
  await server.publish('small');
  const id = await server.publish('large', { text: 'x'.repeat(5000) });
  const { log } = okJson(await server.ask('/dev/health'));
  assert.deepEqual(log, { events: 1, oldest: id, newest: id, persistent: true, path: `${server.dataDir}/dev-sync.db` });
  await using stream = await openStream(server.url, { query: '?last_event_id=unknown' });
  const [, gap, large] = await stream.until('large');
  assert.deepEqual([gap?.data.data, large?.id], [{ from: 'unknown', to: id, reason: 'unknown_id' }, id]);
});

test('states what was cleared by hand', async () => {
  await using server = await startTestServer();
  const ids = await publishMany(server, 3);
  assert.equal(okJson(await server.ask('/dev/history', { method: 'DELETE', headers: server.auth })).deleted, 3);
  const empty = await resume(server, { query: `?last_event_id=${ids[0]}` });
  assert.deepEqual(empty.entries[0]?.data.data, { from: ids[0], to: null, reason: 'cleared' });
  const [next = ''] = await publishMany(server, 1);
  const { entries } = await resume(server, { query: `?last_event_id=${ids[0]}` });
  assert.deepEqual(entries.at(0)?.data.data, { from: ids[0], to: entries.at(1)?.id, reason: 'cleared' });
  assert.equal(entries.at(-1)?.id, next);
});

test('a clear takes nothing from somebody who has read everything, and live streams go on', async () => {
  await using server = await startTestServer();
  await using live = await openStream(server.url);
  const ids = await publishMany(server, 3);
  await live.until('counted');
  okJson(await server.ask('/dev/history', { method: 'DELETE', headers: server.auth }));
  const { first, entries } = await resume(server, { query: `?last_event_id=${ids[2]}` });
  assert.deepEqual([first.id, entries], [ids[2], []]);
  await server.publish('end');
  assert.ok(!typesOf(await live.until('end')).includes('stream.gap'));
});

test('connected and stream.gap ignore types=', async () => {
  await using server = await startTestServer();
  await publishMany(server, 2);
  const { first, entries } = await resume(server, { query: '?last_event_id=unknown&types=sentinel.*' });
  assert.equal(first.data.type, 'connected');
  assert.deepEqual(typesOf(entries), ['stream.gap']);
});

test('gauges are not replayed and do not move the position', async () => {
  await using server = await startTestServer();
  const [id = ''] = await publishMany(server, 1);
  okJson(await server.post('/dev/webhook', { event_type: 'audio_level', data: { audioLevel: 5 } }));
  const { first, entries } = await resume(server, {});
  assert.deepEqual([first.id, entries], [id, []]);
});

test('replay and live meet without a hole, a repeat or a change of order', { timeout: 60_000 }, async () => {
  await using server = await startTestServer();
  const start = await server.publish('start');
  const batch = Array.from({ length: 2000 }, (_, n) => ({ event_type: 'early', data: { n, pad: 'x'.repeat(300) } }));
  okJson(await server.post('/dev/webhook', batch));
  const writing = (async () => {
    for (let round = 0; round < 40; round++) okJson(await server.post('/dev/webhook', batch.slice(0, 50)));
    await server.publish('end');
  })();
  const streams = await Promise.all(Array.from({ length: 5 }, () => openStream(server.url, { query: `?last_event_id=${start}` })));
  await writing;
  const { events } = okJson(await server.ask(`/dev/history?limit=1000&after=${start}`)) as { events: { id: string }[] };
  for (const stream of streams) {
    const ids = idsOf((await stream.until('end')).slice(1));
    assert.equal(ids.length, 4001);
    assert.equal(new Set(ids).size, 4001);
    assert.deepEqual(
      ids.slice(0, 1000),
      events.map(({ id }) => id),
    );
    await stream.close();
  }
});

test('a stream that opens in the moment of a post hears it once', async () => {
  await using server = await startTestServer();
  const start = await server.publish('start');
  const body = '{"event_type":"at.once"}';
  const post = `POST /dev/webhook HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  const get = `GET /dev/events?last_event_id=${start} HTTP/1.1\r\nHost: localhost\r\n\r\n`;
  const streams: string[] = [];
  for (let round = 0; round < 20; round++) {
    const socket = await openSocket(server.port);
    const at = streams.push('') - 1;
    socket.on('data', (chunk: Buffer) => {
      streams[at] += chunk.toString();
    });
    // In one packet, so that the hub has all of them in its hands at once.
    socket.write(post.repeat(round % 4) + get);
  }
  await until(() => streams.every((text) => text.includes('SSE connected')), 'every stream is open');
  const end = await server.publish('end');
  await until(() => streams.every((text) => text.includes(`id: ${end}\n`)), 'every stream has everything');
  const { events } = okJson(await server.ask(`/dev/history?after=${start}`)) as { events: { id: string }[] };
  for (const text of streams) {
    const ids = [...text.matchAll(/^id: (.*)$/gm)].map(([, id]) => id).slice(1);
    assert.deepEqual(
      ids,
      events.map(({ id }) => id),
    );
  }
});
