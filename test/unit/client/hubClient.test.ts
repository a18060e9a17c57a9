import assert from 'node:assert/strict';
import { afterEach, mock, test } from 'node:test';
import { createHubClient } from '../../../src/client/hubClient.ts';
import { DevSyncError } from '../../../src/shared/errors.ts';
import { parseExactJson } from '../../../src/shared/jsonText.ts';
import { notListening } from '../../../src/shared/listening.ts';

const URL_OF_HUB = 'http://localhost:4848';
const client = createHubClient({ url: URL_OF_HUB, token: 'secret' });

afterEach(() => mock.restoreAll());

/** The edge: a hub that always answers this, and the requests that it heard with the time that each may take. */
function answerWith(body: object | string) {
  const heard: { method: string; path: string; token: string | null; body: string; timeoutMs: number }[] = [];
  const timeouts = new WeakMap<AbortSignal, number>();
  const createTimeout = AbortSignal.timeout.bind(AbortSignal);
  mock.method(AbortSignal, 'timeout', (milliseconds: number) => {
    const signal = createTimeout(milliseconds);
    timeouts.set(signal, milliseconds);
    return signal;
  });
  mock.method(globalThis, 'fetch', async (url: string, init: RequestInit) => {
    const { method, headers } = new Request(url, init);
    const timeoutMs = init.signal ? (timeouts.get(init.signal) ?? 0) : 0;
    heard.push({
      method,
      path: url.slice(URL_OF_HUB.length),
      token: headers.get('Authorization'),
      body: String(init.body ?? ''),
      timeoutMs,
    });
    return typeof body === 'string' ? new Response(body) : Response.json(body);
  });
  return heard;
}

test('listening is started for a window, with the token and with time for a slow device', async () => {
  const answer = {
    success: true,
    message: 'Listening started successfully',
    sessionId: 'one',
    webhookUrl: `${URL_OF_HUB}/api/webhook/receive`,
  };
  const [heard, started] = [answerWith(answer), await client.startListening({ deviceId: 'usb', window: 'w-1' })];
  assert.deepEqual(started, answer);
  const [request] = heard;
  assert.deepEqual([request?.method, request?.path, request?.token], ['POST', '/api/listen/start', 'Bearer secret']);
  assert.deepEqual(JSON.parse(request?.body ?? ''), { deviceId: 'usb', window: 'w-1' });
  assert.ok((request?.timeoutMs ?? 0) > 10_000, `${request?.timeoutMs} ms`);
});

test('listening is stopped without a body', async () => {
  const heard = answerWith({ success: true, message: 'Listening stopped successfully', sessionId: null });
  assert.equal((await client.stopListening()).sessionId, null);
  assert.deepEqual([heard[0]?.method, heard[0]?.path, heard[0]?.body], ['POST', '/api/listen/stop', '']);
});

test('microphones are listed with the back end that knows them', async () => {
  const devices = [{ id: 'usb', name: 'USB', isDefault: true, channels: 1, defaultSampleRate: 48_000 }];
  const heard = answerWith({ success: true, backend: 'naudiodon', devices });
  assert.deepEqual(await client.microphones(), { success: true, backend: 'naudiodon', devices });
  assert.deepEqual([heard[0]?.method, heard[0]?.path], ['GET', '/api/listen/devices']);
});

test('a refusal arrives with the words of the hub', async () => {
  const error = { code: 'microphone-failed', message: 'The microphone "USB" could not be opened.', next: 'Close the recorder.' };
  answerWith({ success: false, error });
  for (const request of [() => client.startListening({}), client.stopListening, client.microphones]) {
    await assert.rejects(request(), (failure) => {
      assert.ok(failure instanceof DevSyncError);
      assert.deepEqual(failure.toInfo(), error);
      return true;
    });
  }
});

test('other requests get no more time than a hub that is well needs', async () => {
  const heard = answerWith({ success: true, events: [], next: null, prev: null });
  await client.history();
  assert.equal(heard[0]?.timeoutMs, 5000);
});

test('the history is asked for with every parameter that is given, and no other', async () => {
  const heard = answerWith({ success: true, events: [], next: null, prev: null });
  await client.history();
  await client.history({
    after: 'a b',
    before: 'c',
    types: 'agent.*,x',
    source: 'shop & co',
    search: '"é"',
    query: '-a data.b>1',
    limit: 5,
  });
  const queries = heard.map(({ path }) => [...new URL(path, URL_OF_HUB).searchParams]);
  const all = { after: 'a b', before: 'c', types: 'agent.*,x', source: 'shop & co', search: '"é"', query: '-a data.b>1', limit: '5' };
  assert.deepEqual(queries, [[], Object.entries(all)]);
});

test('an event is read as the text that the hub has, with all digits', async () => {
  const text = '{"id":"a/b","type":"a","data":{"n":12345678901234567890}}';
  const heard = answerWith(text);
  assert.equal(await client.historyEvent('a/b'), text);
  assert.deepEqual([heard[0]?.method, heard[0]?.path], ['GET', '/dev/history/a%2Fb']);
});

test('how an event came in is asked for by its id', async () => {
  const post = { at: '2026-01-01T00:00:00.000Z', method: 'POST', path: '/', address: '127.0.0.1', headers: [], bytes: 2, events: 1 };
  const heard = answerWith({ success: true, post });
  assert.deepEqual(await client.postOf('a/b'), post);
  assert.deepEqual([heard[0]?.method, heard[0]?.path], ['GET', '/dev/history/a%2Fb/post']);
});

test('of an event that is not kept any more there is nothing, and every other refusal is one', async () => {
  const refuse = (code: 'unknown-id' | 'token-required') => answerWith({ success: false, error: new DevSyncError(code).toInfo() });
  refuse('unknown-id');
  assert.deepEqual([await client.historyEvent('a'), await client.postOf('a')], [null, null]);
  refuse('token-required');
  await assert.rejects(client.historyEvent('a'), { code: 'token-required' });
  await assert.rejects(client.postOf('a'), { code: 'token-required' });
});

for (const body of ['{"name":"dev-sync"}', '{"success":true}', 'null', 'event']) {
  test(`who answers ${body} to a request for an event is no hub`, async () => {
    answerWith(body);
    await assert.rejects(client.historyEvent('a'), { code: 'hub-unreachable', message: /is not a Dev Sync hub/ });
  });
}

test('the log is deleted with the token, and with time for a slow disk', async () => {
  const heard = answerWith({ success: true, deleted: 7 });
  assert.equal(await client.clearHistory(), 7);
  const [request] = heard;
  assert.deepEqual([request?.method, request?.path, request?.token], ['DELETE', '/dev/history', 'Bearer secret']);
  assert.ok((request?.timeoutMs ?? 0) > 5000);
});

test('a client that is told how to parse keeps the digits of large integers', async () => {
  const event = '{"id":"1","type":"a","data":{"n":12345678901234567890}}';
  const heard = answerWith(`{"success":true,"events":[${event}],"next":"2","prev":null}`);
  const exact = createHubClient({ url: URL_OF_HUB, token: 'secret' }, parseExactJson);
  const { events, next } = await exact.history({ source: 'a' });
  assert.deepEqual([JSON.stringify(events), next], [`[${event}]`, '2']);
  assert.ok((heard[0]?.timeoutMs ?? 0) > 5000, 'a search through a large log takes its time');
});

for (const body of ['<h1>Hello</h1>', '', 'null', '[]', '"text"', '{"name":"dev-sync"}']) {
  test(`who answers ${body || 'nothing'} to a request for the history is no hub`, async () => {
    answerWith(body);
    await assert.rejects(client.history(), { code: 'hub-unreachable', message: /is not a Dev Sync hub/ });
  });
}

test('a refusal of the history arrives with the words of the hub', async () => {
  answerWith({
    success: false,
    error: { code: 'unknown-id', message: 'The log has no event with this id.', next: 'Read on.', path: 'after' },
  });
  await assert.rejects(client.history({ after: 'x' }), { code: 'unknown-id', path: 'after' });
});

test('deliveries are asked for with what is wanted, and no more', async () => {
  const heard = answerWith({ success: true, deliveries: [] });
  await client.deliveries();
  await client.deliveries({ event: 'log-1', target: 'http://a/?b', state: 'failed', limit: 5 });
  const queries = heard.map(({ path }) => [...new URL(path, URL_OF_HUB).searchParams]);
  assert.deepEqual(queries, [[], Object.entries({ event: 'log-1', target: 'http://a/?b', state: 'failed', limit: '5' })]);
});

test('a delivery is retried and discarded by its id, whatever is in it', async () => {
  const heard = answerWith({ success: true });
  await client.retryDelivery('log-1.0a b/c');
  await client.discardDelivery('log-1.0a');
  assert.deepEqual(
    heard.map(({ method, path, token }) => [method, path, token]),
    [
      ['POST', '/dev/deliveries/log-1.0a%20b%2Fc/retry', 'Bearer secret'],
      ['POST', '/dev/deliveries/log-1.0a/discard', 'Bearer secret'],
    ],
  );
});

test('all that failed are retried at once, and the figures are read', async () => {
  const heard = answerWith({ success: true, retried: 3 });
  assert.equal((await client.retryFailed()).retried, 3);
  await client.stats();
  assert.deepEqual(
    heard.map(({ method, path }) => [method, path]),
    [
      ['POST', '/dev/deliveries/retry-failed'],
      ['GET', '/dev/stats'],
    ],
  );
});

test('what the microphone is doing is an answer without a word about success', async () => {
  const status = { ...notListening, level: null };
  const heard = answerWith(status);
  assert.deepEqual(await client.listening(), status);
  assert.deepEqual([heard[0]?.method, heard[0]?.path], ['GET', '/api/listen/status']);
  answerWith({ success: true });
  await assert.rejects(client.listening(), { code: 'hub-unreachable' });
});
