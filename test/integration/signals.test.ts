import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertRefused, okJson } from '../support/answer.ts';
import { openStream } from '../support/openStream.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

/** The same signal through each way in, with the field that its errors name. */
const ways = [
  ['/api/webhook/receive', 'type'],
  ['/dev/webhook', 'event_type'],
  ['/api/dev/trigger', 'event_type'],
] as const;

async function historyOf(server: TestServer): Promise<readonly { type: string }[]> {
  return okJson(await server.ask('/dev/history')).events as { type: string }[];
}

for (const [route, field] of ways) {
  test(`an audio_level posted to ${route} is heard live, has no id and is not kept`, async () => {
    await using server = await startTestServer();
    await using stream = await openStream(server.url);
    await stream.next();
    const data = { audioLevel: 42.5, sessionId: 's', status: null, timestamp: null, extra: [1] };
    const answer = okJson(await server.post(route, { [field]: 'audio_level', data }));
    assert.deepEqual([answer.success, answer.id], [true, null]);

    const entry = await stream.next();
    const { timestamp, ...event } = entry.data;
    assert.equal(entry.id, undefined);
    assert.equal(typeof timestamp, 'string');
    assert.deepEqual(event, { type: 'audio_level', data, source: null });
    assert.deepEqual(await historyOf(server), []);
  });

  test(`a listening_status posted to ${route} is a fact: it has an id and is kept`, async () => {
    await using server = await startTestServer();
    const answer = okJson(await server.post(route, { [field]: 'listening_status', data: { isListening: false } }));
    assert.equal(typeof answer.id, 'string');
    assert.deepEqual(
      (await historyOf(server)).map(({ type }) => type),
      ['listening_status'],
    );
  });
}

test('gauges do not hold up or swallow the facts around them', async () => {
  await using server = await startTestServer();
  await using stream = await openStream(server.url);
  await stream.next();
  const ids: unknown[] = [];
  for (let round = 0; round < 5; round++) {
    okJson(await server.post('/dev/webhook', { event_type: 'audio_level', data: { audioLevel: round } }));
    ids.push(await server.publish(`fact.${round}`));
  }
  const entries = await stream.until('fact.4');
  assert.deepEqual(
    entries.filter(({ id }) => id !== undefined).map(({ id }) => id),
    ids,
  );
  assert.equal(entries.filter(({ data }) => data.type === 'audio_level').length, 5);
});

const wrongLevels: readonly (readonly [name: string, data: unknown, path: string])[] = [
  ['no audioLevel', {}, 'data.audioLevel'],
  ['an audioLevel of −0.1', { audioLevel: -0.1 }, 'data.audioLevel'],
  ['an audioLevel of 100.1', { audioLevel: 100.1 }, 'data.audioLevel'],
  ['an audioLevel in quotes', { audioLevel: '50' }, 'data.audioLevel'],
  ['a null audioLevel', { audioLevel: null }, 'data.audioLevel'],
  ['a sessionId that is a number', { audioLevel: 1, sessionId: 7 }, 'data.sessionId'],
  ['a status that is an object', { audioLevel: 1, status: {} }, 'data.status'],
  ['a timestamp that is a number', { audioLevel: 1, timestamp: 1_700_000_000 }, 'data.timestamp'],
  ['a timestamp in words', { audioLevel: 1, timestamp: 'now' }, 'data.timestamp'],
];

for (const [name, data, path] of wrongLevels) {
  test(`refuses an audio_level with ${name}`, async () => {
    await using server = await startTestServer();
    for (const [route, field] of ways) {
      assertRefused(await server.post(route, { [field]: 'audio_level', data }), 422, 'invalid-event', path);
    }
  });
}

const wrongStatuses: readonly (readonly [name: string, data: unknown, path: string])[] = [
  ['no isListening', {}, 'data.isListening'],
  ['isListening in quotes', { isListening: 'true' }, 'data.isListening'],
  ['isListening as a number', { isListening: 1 }, 'data.isListening'],
  ['a null isListening', { isListening: null }, 'data.isListening'],
  ['a wrong timestamp', { isListening: true, timestamp: '' }, 'data.timestamp'],
];

for (const [name, data, path] of wrongStatuses) {
  test(`refuses a listening_status with ${name}`, async () => {
    await using server = await startTestServer();
    for (const [route, field] of ways) {
      assertRefused(await server.post(route, { [field]: 'listening_status', data }), 422, 'invalid-event', path);
    }
  });
}

test('takes the bounds 0 and 100, and absent or null options', async () => {
  await using server = await startTestServer();
  for (const audioLevel of [0, 100, 0.000001, 1e2]) {
    okJson(await server.post('/api/webhook/receive', { type: 'audio_level', data: { audioLevel } }));
  }
  for (const isListening of [true, false]) {
    const data = { isListening, sessionId: null, status: null, timestamp: null };
    okJson(await server.post('/api/webhook/receive', { type: 'listening_status', data }));
  }
});

const isoForms = [
  '2025-03-01T12:00:00.000Z',
  '2025-03-01T12:00:00',
  '2025-03-01T12:00:00.123456',
  '2025-03-01T12:00:00.123456+00:00',
  '2025-03-01T12:00:00,5-0330',
  '2025-03-01T12:00+02',
  '2025-03-01 12:00:00',
  '2025-03-01t12:00:00z',
  '20250301T120000Z',
  '2025-03-01',
  '2025-W09-6',
  '2025-060',
];

for (const timestamp of isoForms) {
  test(`takes the timestamp ${timestamp}`, async () => {
    await using server = await startTestServer();
    const data = { audioLevel: 1, timestamp };
    okJson(await server.post('/api/webhook/receive', { type: 'audio_level', data }));
    okJson(await server.post('/api/webhook/receive', { type: 'listening_status', data: { isListening: true, timestamp } }));
    okJson(await server.post('/dev/webhook', { event_type: 'any', timestamp }));
  });
}

for (const timestamp of [
  '',
  'T12:00',
  '01.03.2025',
  '2025-03-01T',
  '2025-03-01T12:00:00ZZ',
  '1740830400',
  `2025-03-01${' '.repeat(100)}`,
]) {
  test(`refuses the timestamp ${JSON.stringify(timestamp.trim())} (${timestamp.length})`, async () => {
    await using server = await startTestServer();
    const received = { type: 'audio_level', data: { audioLevel: 1, timestamp } };
    assertRefused(await server.post('/api/webhook/receive', received), 422, 'invalid-event', 'data.timestamp');
    assertRefused(await server.post('/dev/webhook', { event_type: 'any', timestamp }), 422, 'invalid-event', 'timestamp');
  });
}

test('/api/webhook/receive takes any other type, and fields beside the known ones', async () => {
  await using server = await startTestServer();
  await using stream = await openStream(server.url);
  await stream.next();
  const event = { type: 'job.done', data: { audioLevel: 'loud' }, sessionId: 'x', source: 'worker', timestamp: '2025-03-01T12:00:00' };
  okJson(await server.post('/api/webhook/receive', event));
  const { data } = await stream.next();
  assert.deepEqual([data.type, data.data, data.source, data.sent_at], ['job.done', event.data, 'worker', event.timestamp]);
  assert.ok(!('sessionId' in data));
});

test('/api/webhook/receive names the field that is wrong', async () => {
  await using server = await startTestServer();
  const receive = (body: unknown) => server.post('/api/webhook/receive', JSON.stringify(body));
  assertRefused(await receive({ data: {} }), 422, 'invalid-event', 'type');
  assertRefused(await receive({ event_type: 'a' }), 422, 'invalid-event', 'type');
  assertRefused(await receive({ type: 'a', data: [] }), 422, 'invalid-event', 'data');
  assertRefused(await receive('text'), 422, 'invalid-event');
  assertRefused(await receive(null), 422, 'invalid-event');
});
