import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDevSync, type DevSyncEvent, subscribeToBackendEvents } from '../../../../src/client/sdk/index.ts';
import { okJson } from '../../../support/answer.ts';
import { startTestServer } from '../../../support/testServer.ts';
import { until, within } from '../../../support/until.ts';

// What types forbid, for those who write JavaScript, and what they cannot know.

test('a client that is closed says so, whatever is asked of it', async () => {
  await using server = await startTestServer();
  const client = createDevSync({ url: server.url, log: false });
  client.close();
  const closed = { name: 'DevSyncClientError', code: 'closed' };
  assert.throws(() => client.on('*', () => {}), closed);
  assert.throws(() => client.once('*', () => {}), closed);
  await assert.rejects(client.send('a'), closed);
  await assert.rejects(within(client.waitFor('a'), 'the end'), closed);
  await assert.rejects(within(client[Symbol.asyncIterator]().next(), 'the end'), closed);
  assert.deepEqual(okJson(await server.ask('/dev/history')).events, []);
});

test('an iteration that is under way ends when the client is closed, also before its code has come', async () => {
  await using server = await startTestServer();
  const client = createDevSync({ url: server.url, log: false });
  const reading = client[Symbol.asyncIterator]().next();
  client.close();
  assert.equal((await within(reading, 'the end')).done, true);
});

for (const wrong of [300, null, { timeout: 300 }])
  test(`waitFor does not take ${JSON.stringify(wrong)} for a predicate, and says how a time-out is given`, async () => {
    await using server = await startTestServer();
    const client = createDevSync({ url: server.url, log: false });
    const waiting = client.waitFor('x', wrong as unknown as () => boolean);
    await assert.rejects(within(waiting, 'the end'), { name: 'TypeError', message: /waitFor\(.+, undefined, / });
    await until(() => client.status === 'idle', 'the client has let go');
  });

for (const wrong of [Number.NaN, -1, 'abc', null])
  test(`waitFor does not take ${JSON.stringify(wrong)} (${typeof wrong}) for a time-out`, async () => {
    await using server = await startTestServer();
    const client = createDevSync({ url: server.url, log: false });
    const waiting = client.waitFor('x', undefined, wrong as number);
    await assert.rejects(within(waiting, 'the end'), { name: 'TypeError', message: /number of milliseconds/ });
    await until(() => client.status === 'idle', 'the client has let go');
  });

test('waitFor waits for as long as it is told, however long that is', async () => {
  await using server = await startTestServer();
  const client = createDevSync({ url: server.url, log: false });
  const waiting = [Number.POSITIVE_INFINITY, 2 ** 31, 1e300].map((timeoutMs) => client.waitFor('x', undefined, timeoutMs));
  await until(() => client.status === 'open', 'the client is connected');
  await server.publish('x');
  for (const found of waiting) assert.equal((await within(found, 'the event')).type, 'x');
});

test('an address may be a URL object', () => {
  assert.equal(createDevSync({ url: new URL('http://dev.example:4848/api/') }).url, 'http://dev.example:4848/api');
});

test('what is no function is no listener', async () => {
  await using server = await startTestServer();
  const client = createDevSync({ url: server.url, log: false });
  const wrong = undefined as unknown as () => void;
  const isNone = { name: 'TypeError', message: /listener .+ function/ };
  assert.throws(() => client.on('*', wrong), isNone);
  assert.throws(() => client.once('*', wrong), isNone);
  assert.throws(() => subscribeToBackendEvents(wrong), isNone);
  assert.throws(() => subscribeToBackendEvents(wrong, { lastEventId: '1' }), isNone);
  assert.equal(client.status, 'idle');
});

test('an address needs no scheme', async () => {
  await using server = await startTestServer();
  const client = createDevSync({ url: `${server.url.slice('http://'.length)}/`, log: false });
  assert.equal(client.url, server.url);
  const heard: DevSyncEvent[] = [];
  client.on('*', (event) => void heard.push(event));
  await until(() => client.status === 'open', 'the client is connected');
  client.close();
  for (const url of ['https://dev.example/api', 'HTTP://dev.example', '/hub', '//dev.example'])
    assert.equal(createDevSync({ url }).url, url);
  assert.equal(createDevSync({ url: '[::1]:4848' }).url, 'http://[::1]:4848');
});
