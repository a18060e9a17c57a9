import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertRefused, okJson } from '../support/answer.ts';
import { idsOf, openStream } from '../support/openStream.ts';
import { sendRaw } from '../support/rawHttp.ts';
import { startTestServer } from '../support/testServer.ts';

const MIB = 1024 * 1024;
const LINES = { 'Content-Type': 'application/x-ndjson' };

function events(count: number): { event_type: string; data: { n: number } }[] {
  return Array.from({ length: count }, (_, n) => ({ event_type: 'batch.item', data: { n } }));
}

for (const route of ['/dev/webhook', '/api/dev/webhook', '/dev/trigger', '/api/dev/trigger']) {
  test(`${route} takes an array as one batch, in order`, async () => {
    await using server = await startTestServer();
    await using stream = await openStream(server.url);
    await stream.next();
    const { first_id, last_id, ...answer } = okJson(await server.post(route, events(3)));
    const message = '3 events broadcasted to 1 subscriber';
    assert.deepEqual(answer, { success: true, message, accepted: 3, subscribers_notified: 1 });
    const entries = [await stream.next(), await stream.next(), await stream.next()];
    assert.deepEqual(
      entries.map(({ data }) => data.data),
      [{ n: 0 }, { n: 1 }, { n: 2 }],
    );
    assert.deepEqual([entries[0]?.id, entries[2]?.id], [first_id, last_id]);
  });
}

test('a batch of one is still answered as a batch', async () => {
  await using server = await startTestServer();
  const answer = okJson(await server.post('/dev/webhook', events(1)));
  assert.equal(answer.message, '1 event broadcasted to 0 subscribers');
  assert.deepEqual([answer.accepted, answer.first_id], [1, answer.last_id]);
});

test('takes NDJSON with blank lines, CRLF and no line break at the end', async () => {
  await using server = await startTestServer();
  await using stream = await openStream(server.url);
  await stream.next();
  const [a, b, c] = events(3).map((event) => JSON.stringify(event));
  const answer = okJson(await server.post('/dev/webhook', `\n${a}\r\n\r\n  \n${b}\n${c}`, LINES));
  assert.equal(answer.accepted, 3);
  const entries = [await stream.next(), await stream.next(), await stream.next()];
  assert.deepEqual([idsOf(entries)[0], idsOf(entries)[2]], [answer.first_id, answer.last_id]);
  assert.deepEqual(
    entries.map(({ data }) => data.data),
    [{ n: 0 }, { n: 1 }, { n: 2 }],
  );
});

test('one NDJSON line is a batch of one, also with a charset', async () => {
  await using server = await startTestServer();
  const type = { 'Content-Type': 'application/x-ndjson; charset=utf-8' };
  assert.equal(okJson(await server.post('/dev/webhook', '{"event_type":"a"}\n', type)).accepted, 1);
});

test('one bad item refuses the whole batch, with its path', async () => {
  await using server = await startTestServer();
  const batch: unknown[] = events(5);
  batch[3] = { data: {} };
  assertRefused(await server.post('/dev/webhook', batch), 422, 'invalid-event', '[3].event_type');
  batch[3] = 'text';
  assertRefused(await server.post('/dev/webhook', batch), 422, 'invalid-event', '[3]');
  batch[3] = { event_type: 'stream.x' };
  assertRefused(await server.post('/dev/webhook', batch), 422, 'reserved-type', '[3].event_type');
  batch[3] = { event_type: 'audio_level', data: { audioLevel: 101 } };
  assertRefused(await server.post('/dev/webhook', batch), 422, 'invalid-event', '[3].data.audioLevel');
  batch[3] = events(2);
  assertRefused(await server.post('/dev/webhook', batch), 422, 'invalid-event', '[3]');
  assert.deepEqual(okJson(await server.ask('/dev/history')).events, []);
});

test('a line that is no JSON refuses the whole NDJSON batch, with its number', async () => {
  await using server = await startTestServer();
  const body = '{"event_type":"a"}\n\n{"event_type":\n{"event_type":"b"}\n';
  assertRefused(await server.post('/dev/webhook', body, LINES), 400, 'malformed-json', '[1]');
  assert.deepEqual(okJson(await server.ask('/dev/history')).events, []);
});

test('an empty batch is refused by name', async () => {
  await using server = await startTestServer();
  assertRefused(await server.post('/dev/webhook', []), 422, 'empty-batch');
  assertRefused(await server.post('/dev/trigger', '\n \r\n', LINES), 422, 'empty-batch');
});

test('takes 10,000 events at once and refuses 10,001', async () => {
  await using server = await startTestServer();
  assert.equal(okJson(await server.post('/dev/webhook', events(10_000))).accepted, 10_000);
  assertRefused(await server.post('/dev/webhook', events(10_001)), 413, 'too-many-events');
  const { log } = okJson(await server.ask('/dev/health')) as { log: { events: number } };
  assert.equal(log.events, 10_000);
});

test('takes a batch of 8 MiB and refuses one byte more', async () => {
  await using server = await startTestServer();
  const full = JSON.stringify(events(10)).padEnd(8 * MIB);
  assert.equal(okJson(await server.post('/dev/webhook', full)).accepted, 10);
  assertRefused(await server.post('/dev/webhook', `${full} `), 413, 'body-too-large');
});

test('refuses 8 MiB and a byte also when the length is not announced', async () => {
  await using server = await startTestServer();
  const head = 'POST /dev/webhook HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n';
  const size = 8 * MIB + 1;
  const answer = await sendRaw(server.port, `${head}${size.toString(16)}\r\n${'[]'.padEnd(size)}\r\n0\r\n\r\n`);
  assertRefused(answer ?? { status: 0, text: '{}' }, 413, 'body-too-large');
});

test('an event of more than 1 MiB is refused alone and inside a batch', async () => {
  await using server = await startTestServer();
  const large = { event_type: 'large', data: { text: 'x'.repeat(MIB) } };
  assertRefused(await server.post('/dev/webhook', large), 413, 'body-too-large');
  assertRefused(await server.post('/dev/webhook', [...events(2), large]), 413, 'body-too-large', '[2]');
  assertRefused(await server.post('/api/webhook/receive', { type: 'large', data: large.data }), 413, 'body-too-large');
  assert.deepEqual(okJson(await server.ask('/dev/history')).events, []);
});

test('gauges in a batch have no id; facts around them keep theirs', async () => {
  await using server = await startTestServer();
  const gauge = { event_type: 'audio_level', data: { audioLevel: 1 } };
  const onlyGauges = okJson(await server.post('/dev/webhook', [gauge, gauge]));
  assert.deepEqual([onlyGauges.accepted, onlyGauges.first_id, onlyGauges.last_id], [2, null, null]);

  const mixed = okJson(await server.post('/dev/webhook', [gauge, ...events(2), gauge]));
  const { events: kept } = okJson(await server.ask('/dev/history')) as { events: { id: string }[] };
  assert.equal(mixed.accepted, 4);
  assert.deepEqual(
    kept.map(({ id }) => id),
    [mixed.first_id, mixed.last_id],
  );
});

test('a batch notifies each stream once, and only those that hear something of it', async () => {
  await using server = await startTestServer();
  await using all = await openStream(server.url);
  await using some = await openStream(server.url, { query: '?types=batch.*' });
  await using none = await openStream(server.url, { query: '?types=other' });
  for (const stream of [all, some, none]) await stream.next();
  const batch = [...events(3), { event_type: 'unheard' }];
  assert.equal(okJson(await server.post('/dev/webhook', batch)).subscribers_notified, 2);
});

test('a repeated batch answers as the first did', async () => {
  await using server = await startTestServer();
  const key = { 'Idempotency-Key': 'batch' };
  const first = okJson(await server.post('/dev/webhook', events(3), key));
  assert.deepEqual(okJson(await server.post('/dev/webhook', events(3), key)), { ...first, duplicate: true });
  assert.equal((okJson(await server.ask('/dev/history')).events as unknown[]).length, 3);
});

test('batches go to /dev/webhook and /dev/trigger only', async () => {
  await using server = await startTestServer();
  assertRefused(await server.post('/api/webhook/receive', [{ type: 'a' }]), 422, 'invalid-event');
  assertRefused(await server.post('/api/webhook/receive', '{"type":"a"}\n', LINES), 415, 'unsupported-media-type');
});
