import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDevSync, type DevSyncEvent, type DevSyncGap, type DevSyncStatus } from '../../../../src/client/sdk/index.ts';
import { startTestServer, type TestServer } from '../../../support/testServer.ts';
import { until, within } from '../../../support/until.ts';

/** Silent, and known to the hub when the test goes on. */
async function connect(server: TestServer, options = {}) {
  const client = createDevSync({ url: server.url, log: false, ...options });
  const events: DevSyncEvent[] = [];
  const stop = client.on('*', (event) => void events.push(event));
  await until(() => client.status === 'open', 'the client is connected');
  const types = () => events.map(({ type }) => type);
  return { client, events, types, stop, [Symbol.dispose]: () => client.close() };
}

test('connects for the first listener, and lets go after the last', async () => {
  await using server = await startTestServer();
  const client = createDevSync({ url: server.url, log: false });
  assert.equal(client.status, 'idle');
  const stops = ['a.*', 'b'].map((pattern) => client.on(pattern as 'a.*', () => {}));
  await until(() => client.status === 'open', 'the client is connected');
  assert.equal(server.hub.state.url, client.url);
  stops[0]?.();
  await server.publish('b');
  assert.equal(client.status, 'open');
  stops[1]?.();
  stops[1]?.();
  await until(() => client.status === 'idle', 'the client has let go');
});

test('each listener hears what its pattern means, once, in the order of the log', async () => {
  await using server = await startTestServer();
  using connected = await connect(server);
  const heard: string[] = [];
  const note = (name: string) => (event: DevSyncEvent) => void heard.push(`${name} ${event.type}`);
  connected.client.on('agent.created', note('exact'));
  connected.client.on('agent.*', note('glob'));
  connected.client.on(['agent.created', 'agent.*', 'end'], note('list'));
  for (const type of ['agent.created', 'agentxcreated', 'agent.gone', 'end']) await server.publish(type, { type });
  await until(() => connected.types().includes('end'), 'the last event');
  assert.deepEqual(heard, [
    'exact agent.created',
    'glob agent.created',
    'list agent.created',
    'glob agent.gone',
    'list agent.gone',
    'list end',
  ]);
  const [first] = connected.events;
  assert.deepEqual(first?.data, { type: 'agent.created' });
  assert.ok(first?.id && first.timestamp);
});

test('gauges come without an id, and positions do not move with them', async () => {
  await using server = await startTestServer();
  using connected = await connect(server);
  await server.post('/dev/webhook', { event_type: 'audio_level', data: { audioLevel: 3 } });
  await until(() => connected.events.length, 'the level');
  assert.equal(connected.events[0]?.id, null);
});

test('a listener that throws keeps no other from hearing, and one that is sent away hears nothing more', async () => {
  await using server = await startTestServer();
  using connected = await connect(server);
  const uncaught: unknown[] = [];
  const note = (error: unknown) => void uncaught.push(error);
  const before = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection').on('unhandledRejection', note);
  connected.client.once('a', () => {
    stop();
    throw new Error('mine');
  });
  const late: string[] = [];
  const stop = connected.client.on('a', ({ type }) => void late.push(type));
  connected.client.on('*', ({ type }) => void late.push(`all ${type}`));
  await server.publish('a');
  await server.publish('a');
  await until(() => late.length >= 2, 'both events');
  process.removeAllListeners('unhandledRejection');
  for (const listener of before) process.on('unhandledRejection', listener);
  assert.deepEqual(late, ['all a', 'all a']);
  assert.equal((uncaught[0] as Error).message, 'mine');
});

test('an event that is sent right after waitFor is not missed', async () => {
  await using server = await startTestServer();
  const client = createDevSync({ url: server.url, log: false });
  const found = client.waitFor('agent.*', ({ data }) => data.n === 2, 5000);
  for (const n of [1, 2, 3]) await client.send('agent.created', { n });
  assert.equal((await found).data.n, 2);
  await until(() => client.status === 'idle', 'the client has let go');
});

test('who waits in vain is told after the time, or when the client is closed', async () => {
  await using server = await startTestServer();
  const client = createDevSync({ url: server.url, log: false });
  await assert.rejects(client.waitFor('nothing', undefined, 20), { name: 'DevSyncClientError', code: 'timeout', message: /within 20 ms/ });
  const waiting = client.waitFor('nothing');
  client.close();
  await assert.rejects(within(waiting, 'the end of the wait'), { code: 'closed' });
  assert.equal(client.status, 'closed');
  await assert.rejects(within(client.waitFor('nothing', undefined, 20), 'the end'), { code: 'closed' });
});

test('sends in the order of the calls, and answers what became of it', async () => {
  await using server = await startTestServer();
  using connected = await connect(server, { source: 'the test' });
  const results = await Promise.all(Array.from({ length: 50 }, (_, n) => connected.client.send('n', { n })));
  await until(() => connected.events.length === 50, 'all events');
  assert.deepEqual(
    connected.events.map(({ data }) => data.n),
    results.map((_, n) => n),
  );
  assert.deepEqual(results[0], { id: connected.events[0]?.id, subscribersNotified: 1, isDurable: true });
  assert.equal(connected.events[0]?.source, 'the test');
});

test('what the hub refuses fails in its words, and the next one is sent all the same', async () => {
  await using server = await startTestServer();
  const client = createDevSync({ url: `${server.url}/api/`, log: false });
  await assert.rejects(client.send('connected', {}), { name: 'DevSyncClientError', status: 422 });
  assert.ok((await client.send('fine')).id);
});

test('iterates over events as they come, until the client is closed', async () => {
  await using server = await startTestServer();
  const client = createDevSync({ url: server.url, log: false });
  const seen: string[] = [];
  const reading = (async () => {
    for await (const { type } of client) {
      seen.push(type);
      if (type === 'b') break;
    }
    for await (const { type } of client) seen.push(type);
  })();
  await until(() => client.status === 'open', 'the client is connected');
  for (const type of ['a', 'b', 'c']) await server.publish(type);
  await until(() => seen.includes('b'), 'the second event');
  client.close();
  await within(reading, 'the end of the iteration');
  assert.deepEqual(seen.slice(0, 2), ['a', 'b']);
});

test('a reader that is slow loses the oldest, and is told of the gap where it is', async () => {
  await using server = await startTestServer();
  using connected = await connect(server);
  const gaps: DevSyncGap[] = [];
  connected.client.onGap((gap) => void gaps.push(gap));
  const reader = connected.client[Symbol.asyncIterator]();
  const first = reader.next();
  const batch = (count: number) =>
    server.post(
      '/dev/webhook',
      Array.from({ length: count }, (_, n) => ({ event_type: 'n', data: { n } })),
    );
  await batch(1);
  await first;
  await batch(10_000);
  await batch(5);
  await until(() => connected.events.length === 10_006, 'all events');
  assert.deepEqual(gaps, []);
  const { value } = await reader.next();
  assert.equal(value?.data.n, 5);
  assert.deepEqual(gaps, [{ from: connected.events[0]?.id, to: value?.id, reason: 'overflow' }]);
  await reader.return?.();
});

test('goes on behind an event, and tells of what the hub does not know', async () => {
  await using server = await startTestServer();
  const id = await server.publish('a');
  await server.publish('b');
  using known = await connect(server, { lastEventId: id });
  await until(() => known.types().includes('b'), 'the event behind');
  const gaps: DevSyncGap[] = [];
  const client = createDevSync({ url: server.url, log: false, lastEventId: 'unknown' });
  client.onGap((gap) => void gaps.push(gap));
  client.on('*', () => {});
  await until(() => gaps.length, 'the gap');
  assert.deepEqual({ from: gaps[0]?.from, reason: gaps[0]?.reason }, { from: 'unknown', reason: 'unknown_id' });
  client.close();
});

test('a hub that wants a token is not asked again without one', async () => {
  await using server = await startTestServer({ requireToken: true });
  const client = createDevSync({ url: server.url, log: false });
  const statuses: DevSyncStatus[] = [];
  client.onStatus((status) => void statuses.push(status));
  const stop = client.on('*', () => {});
  await until(() => client.status === 'refused', 'the refusal');
  await assert.rejects(client.send('a'), { status: 401 });
  stop();
  await until(() => client.status === 'idle', 'the client has let go');
  assert.deepEqual(statuses, ['connecting', 'refused', 'idle']);
  using connected = await connect(server, { token: server.token });
  assert.ok((await connected.client.send('a')).id);
});
