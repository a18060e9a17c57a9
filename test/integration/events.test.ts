import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { HEARTBEAT_MS } from '../../src/shared/api.ts';
import { assertRefused, okJson } from '../support/answer.ts';
import { openStream, typesOf } from '../support/openStream.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';
import { until } from '../support/until.ts';

async function subscribersOf(server: TestServer): Promise<unknown> {
  return okJson(await server.ask('/dev/health')).subscribers;
}

for (const prefix of ['', '/api']) {
  test(`${prefix}/dev/events begins with connected and a position, also when the log is empty`, async () => {
    await using server = await startTestServer();
    await using stream = await openStream(`${server.url}${prefix}`);
    const { id, data } = await stream.next();
    assert.deepEqual(data, { type: 'connected', message: 'SSE connected' });
    assert.match(id ?? '', /^[!-~]+$/);
    await using resumed = await openStream(server.url, { query: `?last_event_id=${id}` });
    await server.publish('first');
    assert.deepEqual(typesOf(await resumed.until('first')), ['connected', 'first']);
  });
}

test('the bytes of a stream have no line breaks of Unicode in them, and parsers give back what was posted', async () => {
  await using server = await startTestServer();
  await using stream = await openStream(server.url);
  const data = { text: 'a\u0085b\u2028c\u2029d', 'key\u2028': 'x' };
  okJson(await server.post('/dev/webhook', { event_type: 'odd\u2028type', data, source: 's\u2029' }));
  await server.publish('end');
  const [, odd] = await stream.until('end');
  assert.doesNotMatch(stream.text(), /[\u0085\u2028\u2029]/);
  assert.deepEqual([odd?.data.type, odd?.data.data, odd?.data.source], ['odd\u2028type', data, 's\u2029']);
});

test('sends the headers of an event stream that no proxy may touch', async () => {
  await using server = await startTestServer();
  await using stream = await openStream(server.url);
  assert.equal(stream.status, 200);
  // Without the charset, clients that ask nobody else read it as Latin-1.
  assert.equal(stream.headers.get('content-type'), 'text/event-stream; charset=utf-8');
  assert.equal(stream.headers.get('cache-control'), 'no-cache, no-transform');
  assert.equal(stream.headers.get('x-accel-buffering'), 'no');
  assert.equal(stream.headers.get('content-encoding'), null);
  await stream.next();
  assert.match(stream.text(), /^retry: 1000\n/);
});

test('live messages are one id and one data line, without an event field', async () => {
  await using server = await startTestServer();
  await using stream = await openStream(server.url);
  await stream.next();
  const id = await server.publish('agent.created', { text: 'two\nlines\r\n' });
  const { data, event } = await stream.next();
  assert.equal(event, undefined);
  const block = stream.text().split('\n\n').at(-2);
  assert.equal(block, `id: ${id}\ndata: ${JSON.stringify(data)}`);
  assert.deepEqual(Object.keys(data), ['id', 'type', 'data', 'timestamp', 'source']);
  assert.match(String(data.timestamp), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
});

test('HEAD answers the headers, ends at once and is not a subscriber', async () => {
  await using server = await startTestServer();
  const answer = await server.ask('/dev/events', { method: 'HEAD' });
  assert.deepEqual([answer.status, answer.text], [200, '']);
  assert.match(String(answer.headers['content-type']), /^text\/event-stream(;|$)/);
  assert.equal(await subscribersOf(server), 0);
});

const filters: readonly (readonly [types: string, heard: readonly string[]])[] = [
  ['agent.created', ['agent.created']],
  ['agent.*', ['agent.created', 'agent.tool.used']],
  ['agent.*,rental.created', ['agent.created', 'agent.tool.used', 'rental.created']],
  [' rental.created , 💥 ', ['rental.created', '💥']],
  ['*.created', ['agent.created', 'rental.created']],
  ['a*.*d', ['agent.created', 'agent.tool.used']],
  ['*', ['agent.created', 'agent.tool.used', 'rental.created', '💥']],
  ['', ['agent.created', 'agent.tool.used', 'rental.created', '💥']],
  ['Agent.created,agent', []],
];

for (const [types, heard] of filters) {
  test(`types=${JSON.stringify(types)} hears ${heard.join(' ') || 'nothing'}, live and in the replay`, async () => {
    await using server = await startTestServer();
    const query = `?types=${encodeURIComponent(`${types}${types && ',sentinel'}`)}`;
    await using live = await openStream(server.url, { query });
    const start = (await live.next()).id;
    for (const type of ['agent.created', 'agent.tool.used', 'rental.created', '💥', 'sentinel']) await server.publish(type);
    assert.deepEqual(typesOf(await live.until('sentinel')), [...heard, 'sentinel']);
    await using replayed = await openStream(server.url, { query: `${query}&last_event_id=${start}` });
    assert.deepEqual(typesOf(await replayed.until('sentinel')), ['connected', ...heard, 'sentinel']);
  });
}

test('a glob of many stars does not hold the hub up', async () => {
  await using server = await startTestServer();
  await using stream = await openStream(server.url, { query: `?types=${'*a'.repeat(900)}b,sentinel` });
  await stream.next();
  await server.publish('a'.repeat(200));
  await server.publish('sentinel');
  assert.deepEqual(typesOf(await stream.until('sentinel')), ['sentinel']);
});

test('counts the streams whose filter matches, replaying ones included', async () => {
  await using server = await startTestServer();
  const start = await server.publish('agent.old');
  await using _all = await openStream(server.url);
  await using _replaying = await openStream(server.url, { query: `?last_event_id=${start}&client=page` });
  await using _agents = await openStream(server.url, { query: '?types=agent.*' });
  await using _others = await openStream(server.url, { query: '?types=rental.*' });
  await until(async () => (await subscribersOf(server)) === 4, 'four streams are open');
  const counts = [];
  for (const event_type of ['agent.created', 'rental.created', 'other']) {
    counts.push(okJson(await server.post('/dev/webhook', { event_type })).subscribers_notified);
    counts.push(okJson(await server.post('/dev/trigger', { event_type })).subscribers_notified);
  }
  assert.deepEqual(counts, [3, 3, 3, 3, 2, 2]);
});

test('a stream that is closed is not counted any more', async () => {
  await using server = await startTestServer();
  await using stream = await openStream(server.url);
  await stream.next();
  assert.equal(await subscribersOf(server), 1);
  await stream.close();
  await until(async () => (await subscribersOf(server)) === 0, 'the hub notices the end of the stream');
  assert.equal(okJson(await server.post('/dev/webhook', { event_type: 'a' })).subscribers_notified, 0);
});

for (const client of ['window', 'editor']) {
  test(`client=${client} needs the token and is not counted`, async () => {
    await using server = await startTestServer();
    const query = `?client=${client}`;
    assertRefused(await server.ask(`/dev/events${query}`), 401, 'token-required');
    assertRefused(await server.ask(`/dev/events${query}&token=wrong`), 401, 'token-required');
    await using byHeader = await openStream(server.url, { query, headers: server.auth });
    await using byQuery = await openStream(server.url, { query: `${query}&token=${server.token}` });
    for (const stream of [byHeader, byQuery]) await stream.next();
    assert.equal(await subscribersOf(server), 0);
    assert.equal(okJson(await server.post('/dev/webhook', { event_type: 'a' })).subscribers_notified, 0);
    for (const stream of [byHeader, byQuery]) assert.equal((await stream.until('a')).at(-1)?.data.type, 'a');
  });
}

test('the 2,049th stream is refused until another one closes', { timeout: 60_000 }, async () => {
  await using server = await startTestServer();
  await using streams = new AsyncDisposableStack();
  await using first = await openStream(server.url);
  for (let opened = 1; opened < 2048; opened++) streams.use(await openStream(server.url));
  assertRefused(await server.ask('/dev/events'), 503, 'too-many-streams');
  assert.equal(okJson(await server.post('/dev/webhook', { event_type: 'a' })).subscribers_notified, 2048);
  await first.close();
  await until(async () => (await subscribersOf(server)) === 2047, 'one stream is gone');
  await using _again = await openStream(server.url);
});

test('every stream gets a comment, and a filtered one its position, with the heartbeat', async () => {
  mock.timers.enable({ apis: ['setInterval'] });
  try {
    await using server = await startTestServer();
    await using all = await openStream(server.url);
    await using filtered = await openStream(server.url, { query: '?types=wanted' });
    for (const stream of [all, filtered]) await stream.next();
    const id = await server.publish('unwanted');
    await all.next();

    mock.timers.tick(HEARTBEAT_MS);
    await until(() => all.text().endsWith(': heartbeat\n\n'), 'the comment arrives');
    await until(() => filtered.text().endsWith(`: heartbeat\n\nid: ${id}\n\n`), 'the position arrives');
    assert.equal(filtered.entries.length, 1);

    await using resumed = await openStream(server.url, { query: `?last_event_id=${id}` });
    await server.publish('next');
    assert.deepEqual(typesOf(await resumed.until('next')), ['connected', 'next']);
  } finally {
    mock.timers.reset();
  }
});
