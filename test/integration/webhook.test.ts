import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertRefused, okJson } from '../support/answer.ts';
import { openStream } from '../support/openStream.ts';
import { startTestServer } from '../support/testServer.ts';

const agent = { event_type: 'agent.created', data: { name: 'Ada' } };

for (const prefix of ['', '/api']) {
  test(`POST ${prefix}/dev/webhook answers with message, id and count`, async () => {
    await using server = await startTestServer();
    const { id, ...answer } = okJson(await server.post(`${prefix}/dev/webhook`, agent));
    const message = 'Event agent.created broadcasted to 0 subscribers';
    assert.deepEqual(answer, { success: true, message, subscribers_notified: 0 });
    assert.match(String(id), /^[!-~]+$/);
  });

  test(`POST ${prefix}/dev/trigger answers with count and id, without words`, async () => {
    await using server = await startTestServer();
    const { id, ...answer } = okJson(await server.post(`${prefix}/dev/trigger`, agent));
    assert.deepEqual(answer, { success: true, subscribers_notified: 0 });
    assert.match(String(id), /^[!-~]+$/);
  });
}

test('POST /api/webhook/receive answers with the id alone, and exists under /api only', async () => {
  await using server = await startTestServer();
  const event = { type: 'agent.created', data: { name: 'Ada' } };
  const { id, ...answer } = okJson(await server.post('/api/webhook/receive', event));
  assert.deepEqual(answer, { success: true });
  assert.match(String(id), /^[!-~]+$/);
  assertRefused(await server.post('/webhook/receive', event), 404, 'not-found');
  assertRefused(await server.post('/api/api/webhook/receive', event), 404, 'not-found');
});

test('says "1 subscriber" for one and "2 subscribers" for two', async () => {
  await using server = await startTestServer();
  await using first = await openStream(server.url);
  await first.next();
  const one = okJson(await server.post('/dev/webhook', agent));
  assert.equal(one.message, 'Event agent.created broadcasted to 1 subscriber');
  assert.equal(one.subscribers_notified, 1);

  await using second = await openStream(server.url);
  await second.next();
  const two = okJson(await server.post('/dev/webhook', agent));
  assert.equal(two.message, 'Event agent.created broadcasted to 2 subscribers');
  assert.equal(two.subscribers_notified, 2);
});

test('every way in publishes the same event', async () => {
  await using server = await startTestServer();
  await using stream = await openStream(server.url);
  await stream.next();
  const answers = [
    await server.post('/dev/webhook', agent),
    await server.post('/api/dev/trigger', agent),
    await server.post('/api/webhook/receive', { type: 'agent.created', data: { name: 'Ada' } }),
  ];
  for (const answer of answers) {
    const { id } = okJson(answer);
    const entry = await stream.next();
    const { timestamp, ...event } = entry.data;
    assert.equal(entry.id, id);
    assert.deepEqual(event, { id, type: 'agent.created', data: { name: 'Ada' }, source: null });
    assert.equal(new Date(String(timestamp)).toISOString(), timestamp);
  }
});

test('data is an empty object when it is absent', async () => {
  await using server = await startTestServer();
  await using stream = await openStream(server.url);
  await stream.next();
  okJson(await server.post('/dev/webhook', { event_type: 'bare' }));
  okJson(await server.post('/api/webhook/receive', { type: 'bare' }));
  assert.deepEqual((await stream.next()).data.data, {});
  assert.deepEqual((await stream.next()).data.data, {});
});

test('keeps source and hands on the sender’s timestamp as sent_at', async () => {
  await using server = await startTestServer();
  await using stream = await openStream(server.url);
  await stream.next();
  const sent = '2025-03-01T12:00:00+02:00';
  okJson(await server.post('/dev/webhook', { ...agent, source: 'billing', timestamp: sent }));
  okJson(await server.post('/dev/webhook', { ...agent, source: null, timestamp: null }));

  const [full, bare] = [await stream.next(), await stream.next()];
  assert.deepEqual([full.data.source, full.data.sent_at], ['billing', sent]);
  assert.notEqual(full.data.timestamp, sent);
  assert.equal(bare.data.source, null);
  assert.ok(!('sent_at' in bare.data));
});

test('takes hostile and odd data unchanged', async () => {
  await using server = await startTestServer();
  await using stream = await openStream(server.url);
  await stream.next();
  const data = {
    text: 'a\r\ndata: x\n\nid: 9\u2028\u0000\ufeff💥\ud800',
    '': null,
    constructor: { deep: [[[]]] },
    big: 1e308,
    '<b>': '\u001b[31m',
  };
  const body = JSON.stringify({ event_type: 'odd', data }).replace('"":null', '"":null,"__proto__":{"polluted":true}');
  okJson(await server.post('/dev/webhook', body));
  const received = JSON.stringify((await stream.next()).data.data);
  assert.equal(received, JSON.stringify(JSON.parse(body).data));
  assert.match(received, /"__proto__":\{"polluted":true\}/);
});

test('reads a body that begins with a byte order mark, as Windows tools write it', async () => {
  await using server = await startTestServer();
  okJson(await server.post('/dev/webhook', `\ufeff${JSON.stringify(agent)}`));
});

for (const type of ['💥.boom', 'Größe geändert', 'x'.repeat(200), 'a b/c?d=e&f', '__proto__', 'toString', 'streams.open', 'Connected']) {
  test(`takes the type ${JSON.stringify(type.slice(0, 20))} (${type.length})`, async () => {
    await using server = await startTestServer();
    await using stream = await openStream(server.url);
    await stream.next();
    const answer = okJson(await server.post('/dev/webhook', { event_type: type }));
    assert.equal(answer.message, `Event ${type} broadcasted to 1 subscriber`);
    assert.equal((await stream.next()).data.type, type);
  });
}

const refusedTypes = [
  ['', 'invalid-event'],
  ['x'.repeat(201), 'invalid-event'],
  ['line\nbreak', 'invalid-event'],
  ['nul\u0000', 'invalid-event'],
  ['escape\u001b[31m', 'invalid-event'],
  ['delete\u007f', 'invalid-event'],
  ['next-line\u0085', 'invalid-event'],
  ['connected', 'reserved-type'],
  ['stream.gap', 'reserved-type'],
  ['stream.', 'reserved-type'],
  ['stream.anything', 'reserved-type'],
] as const;

for (const [type, code] of refusedTypes) {
  test(`refuses the type ${JSON.stringify(type.slice(0, 20))} (${type.length}) and publishes nothing`, async () => {
    await using server = await startTestServer();
    assertRefused(await server.post('/dev/webhook', { event_type: type }), 422, code, 'event_type');
    assertRefused(await server.post('/dev/trigger', { event_type: type }), 422, code, 'event_type');
    assertRefused(await server.post('/api/webhook/receive', { type }), 422, code, 'type');
    assert.deepEqual(okJson(await server.ask('/dev/history')).events, []);
  });
}

const wrongShapes: readonly (readonly [name: string, event: unknown, path: string | undefined])[] = [
  ['no type', { data: {} }, 'event_type'],
  ['a number as type', { event_type: 5 }, 'event_type'],
  ['data that is text', { event_type: 'a', data: 'text' }, 'data'],
  ['data that is an array', { event_type: 'a', data: [] }, 'data'],
  ['data that is null', { event_type: 'a', data: null }, 'data'],
  ['a source of 61 characters', { event_type: 'a', source: 's'.repeat(61) }, 'source'],
  ['a source that is a number', { event_type: 'a', source: 1 }, 'source'],
  ['a timestamp that is no time', { event_type: 'a', timestamp: 'yesterday' }, 'timestamp'],
  ['a timestamp that is a number', { event_type: 'a', timestamp: 1 }, 'timestamp'],
  ['an unknown field', { event_type: 'a', payload: {} }, 'payload'],
  ['text', 'text', undefined],
  ['a number', 5, undefined],
  ['null', null, undefined],
];

for (const [name, event, path] of wrongShapes) {
  test(`refuses ${name} with the path of the field`, async () => {
    await using server = await startTestServer();
    for (const route of ['/dev/webhook', '/api/dev/trigger']) {
      assertRefused(await server.post(route, JSON.stringify(event)), 422, 'invalid-event', path);
    }
  });
}

test('a source of 60 characters is fine', async () => {
  await using server = await startTestServer();
  okJson(await server.post('/dev/webhook', { ...agent, source: 's'.repeat(60) }));
});

test('?event_type= takes the data alone as the body', async () => {
  await using server = await startTestServer();
  await using stream = await openStream(server.url);
  await stream.next();
  const { message } = okJson(await server.post('/dev/webhook?event_type=agent.created', { name: 'Ada', data: 1 }));
  assert.equal(message, 'Event agent.created broadcasted to 1 subscriber');
  okJson(await server.post('/api/dev/trigger?event_type=%F0%9F%92%A5', {}));
  const [plain, emoji] = [(await stream.next()).data, (await stream.next()).data];
  assert.deepEqual([plain.type, plain.data], ['agent.created', { name: 'Ada', data: 1 }]);
  assert.deepEqual([emoji.type, emoji.data], ['💥', {}]);
});

test('?event_type= and a whole event that says the same are one event', async () => {
  await using server = await startTestServer();
  await using stream = await openStream(server.url);
  await stream.next();
  okJson(await server.post('/dev/webhook?event_type=agent.created', agent));
  assert.deepEqual((await stream.next()).data.data, agent.data);
});

const refusedQueries: readonly (readonly [query: string, body: unknown, code: string, path: string])[] = [
  ['event_type=other', agent, 'invalid-event', 'event_type'],
  ['event_type=a&event_type=b', {}, 'invalid-query', 'event_type'],
  ['event_type=', {}, 'invalid-event', 'event_type'],
  ['event_type=connected', {}, 'reserved-type', 'event_type'],
  ['event_type=a', 'text', 'invalid-event', 'data'],
  ['event_type=a', [{ event_type: 'a' }], 'invalid-query', 'event_type'],
];

for (const [query, body, code, path] of refusedQueries) {
  test(`refuses ?${query} with ${JSON.stringify(body)}`, async () => {
    await using server = await startTestServer();
    assertRefused(await server.post(`/dev/webhook?${query}`, JSON.stringify(body)), 422, code, path);
    assertRefused(await server.post(`/dev/trigger?${query}`, JSON.stringify(body)), 422, code, path);
  });
}

test('a repeat with the same Idempotency-Key answers as the first did and publishes nothing', async () => {
  await using server = await startTestServer();
  const key = { 'Idempotency-Key': 'order-17' };
  const first = okJson(await server.post('/dev/webhook', agent, key));
  await using stream = await openStream(server.url);
  await stream.next();
  assert.deepEqual(okJson(await server.post('/dev/webhook', agent, key)), { ...first, duplicate: true });
  const other = okJson(await server.post('/dev/webhook', agent, { 'Idempotency-Key': 'order-18' }));
  assert.ok(!('duplicate' in other));
  assert.equal((await stream.next()).id, other.id);
});

test('an empty Idempotency-Key is none: a second event is not swallowed', async () => {
  await using server = await startTestServer();
  const key = { 'Idempotency-Key': '' };
  const first = okJson(await server.post('/dev/webhook', { event_type: 'first' }, key));
  const second = okJson(await server.post('/dev/webhook', { event_type: 'second' }, key));
  assert.notEqual(first.id, second.id);
  assert.ok(!('duplicate' in second));
});

test('an Idempotency-Key with other events is refused, said so, and publishes nothing', async () => {
  await using server = await startTestServer();
  const key = { 'Idempotency-Key': 'order-17' };
  const event = { event_type: 'order', data: { n: 1 } };
  okJson(await server.post('/dev/webhook', event, key));
  for (const other of [{ event_type: 'order', data: { n: 2 } }, { ...event, source: 'x' }, [event]]) {
    assertRefused(await server.post('/dev/webhook', other, key), 422, 'idempotency-key-reused');
  }
  assert.equal(okJson(await server.post('/dev/webhook?event_type=order', { n: 1 }, key)).duplicate, true);
  assert.equal((okJson(await server.ask('/dev/history')).events as unknown[]).length, 1);
});

test('an Idempotency-Key is forgotten after 5 minutes and is free after a refusal', async () => {
  await using server = await startTestServer();
  const key = { 'Idempotency-Key': 'once' };
  assertRefused(await server.post('/dev/webhook', {}, key), 422, 'invalid-event', 'event_type');
  const first = okJson(await server.post('/dev/webhook', agent, key));
  server.advance(5 * 60_000 - 10_000);
  assert.equal(okJson(await server.post('/dev/webhook', agent, key)).duplicate, true);
  server.advance(20_000);
  const late = okJson(await server.post('/dev/webhook', agent, key));
  assert.ok(!('duplicate' in late));
  assert.notEqual(late.id, first.id);
});

test('two posts with one Idempotency-Key at the same time publish once', async () => {
  await using server = await startTestServer();
  const key = { 'Idempotency-Key': 'twins' };
  const answers = await Promise.all(Array.from({ length: 10 }, () => server.post('/dev/trigger', agent, key)));
  const bodies = answers.map(okJson);
  assert.equal(new Set(bodies.map(({ id }) => id)).size, 1);
  assert.equal(bodies.filter(({ duplicate }) => duplicate !== true).length, 1);
  assert.equal((okJson(await server.ask('/dev/history')).events as unknown[]).length, 1);
});
