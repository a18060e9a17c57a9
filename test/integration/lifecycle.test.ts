import assert from 'node:assert/strict';
import { createHook } from 'node:async_hooks';
import { existsSync } from 'node:fs';
import { afterEach, mock, test } from 'node:test';
import { LINGER_MS } from '../../src/shared/api.ts';
import { notListening } from '../../src/shared/listening.ts';
import { ask, assertRefused, okJson } from '../support/answer.ts';
import { openStream, typesOf } from '../support/openStream.ts';
import { openSocket } from '../support/rawHttp.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';
import { until, within } from '../support/until.ts';

afterEach(() => mock.timers.reset());

function openWindow(server: TestServer) {
  return openStream(server.url, { query: '?client=window', headers: server.auth });
}

async function assertGone(server: TestServer): Promise<void> {
  for (const address of ['127.0.0.1', '::1']) {
    await assert.rejects(ask(server.port, '/dev/health', { address }), { code: 'ECONNREFUSED' });
  }
  assert.ok(!existsSync(server.hub.statePath));
}

/** Timers that run, also those that would not keep the process alive. */
function watchTimers(): { readonly live: ReadonlySet<number> } & Disposable {
  const live = new Set<number>();
  const hook = createHook({
    init: (id, type) => void ((type === 'Timeout' || type === 'Immediate') && live.add(id)),
    destroy: (id) => void live.delete(id),
  }).enable();
  return { live, [Symbol.dispose]: () => void hook.disable() };
}

/** What keeps a process alive, and what listens to it. */
function footprint(): string {
  const listeners = process.eventNames().map((name) => `${String(name)}=${process.listenerCount(name)}`);
  return JSON.stringify([process.getActiveResourcesInfo().sort(), listeners.sort()]);
}

async function startAndStop(): Promise<void> {
  await using server = await startTestServer({ lifetime: 'windows' });
  const sockets = await Promise.all([openSocket(server.port), openSocket(server.port)]);
  sockets[0]?.write('GET /dev/events HTTP/1.1\r\nHost: localhost\r\n\r\n');
  sockets[1]?.write(`GET /dev/events?client=window&token=${server.token} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
  for (const socket of sockets) socket.resume();
  await server.publish('a');
  await until(async () => okJson(await server.ask('/dev/health')).subscribers === 1, 'the stream is open');
  await server.hub.dispose();
  await until(() => sockets.every(({ closed }) => closed), 'the hub closed its connections');
  await assertGone(server);
}

test('twenty hubs come and go in one process and leave nothing behind', { timeout: 60_000 }, async () => {
  await startAndStop();
  await until(() => !footprint().includes('TCP'), 'the connections of the first round are gone');
  const before = footprint();
  using timers = watchTimers();
  for (let round = 0; round < 20; round++) await startAndStop();
  // The one that is left is that of the polling itself.
  await until(() => timers.live.size <= 1, 'all timers are cleared');
  await until(() => footprint() === before, `nothing new is open; it was ${before}`).catch(() => assert.equal(footprint(), before));
});

test('the port is free again at once', async () => {
  await using first = await startTestServer();
  await using stream = await openStream(first.url);
  await stream.next();
  await first[Symbol.asyncDispose]();
  await using second = await startTestServer({ port: first.port, portPolicy: 'exact' });
  assert.equal(second.port, first.port);
});

test('ending twice is harmless, and ended settles', async () => {
  await using server = await startTestServer();
  await Promise.all([server.hub.dispose(), server.hub.dispose()]);
  await server.hub.dispose();
  await within(server.hub.ended, 'ended');
  await assertGone(server);
});

test('a stream ends properly when the hub ends, after everything that was published', async () => {
  await using server = await startTestServer();
  await using stream = await openStream(server.url);
  await stream.next();
  await server.hub.publish([{ type: 'last', data: {}, source: null }]);
  await server.hub.dispose();
  await within(stream.ended, 'the end of the stream');
  assert.deepEqual(typesOf(stream.entries), ['connected', 'last']);
});

test('posts under way are answered or refused when the hub ends, never half', async () => {
  await using server = await startTestServer();
  const posts = Array.from({ length: 50 }, () => server.post('/dev/webhook', { event_type: 'a' }));
  await Promise.race(posts);
  await server.hub.dispose();
  const results = await Promise.allSettled(posts);
  assert.ok(results.some(({ status }) => status === 'fulfilled'));
  for (const result of results) {
    if (result.status === 'fulfilled') okJson(result.value);
    else assert.match(String((result.reason as NodeJS.ErrnoException).code), /^ECONN(REFUSED|RESET)$/);
  }
});

test('a hub of windows ends by itself when no window attaches for 15 s', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  await using server = await startTestServer({ lifetime: 'windows' });
  await using other = await openStream(server.url);
  await other.next();
  mock.timers.tick(LINGER_MS - 1);
  await server.publish('still.here');
  mock.timers.tick(1);
  await within(server.hub.ended, 'the end of the hub');
  await assertGone(server);
});

test('a hub of windows lives while one is attached and ends 15 s after the last one', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  await using server = await startTestServer({ lifetime: 'windows' });
  await using first = await openWindow(server);
  await first.next();
  mock.timers.tick(10 * LINGER_MS);
  await server.publish('still.here');

  await first.close();
  await using reloaded = await openWindow(server);
  await reloaded.next();
  mock.timers.tick(10 * LINGER_MS);
  await server.publish('still.here');

  await reloaded.close();
  let hasEnded = false;
  void server.hub.ended.then(() => {
    hasEnded = true;
  });
  await until(() => {
    mock.timers.tick(LINGER_MS);
    return hasEnded;
  }, 'the end of the hub');
  await assertGone(server);
});

test('a hub of its host does not end with the last window', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  await using server = await startTestServer();
  await using window = await openWindow(server);
  await window.next();
  await window.close();
  mock.timers.tick(10 * LINGER_MS);
  await server.publish('still.here');
});

test('a window hears how many streams there are: at once, then on every change', async () => {
  await using server = await startTestServer();
  await using window = await openWindow(server);
  await window.next();
  const status = (subscribers: number) => ({ type: 'stream.status', data: { subscribers, problems: [], listening: notListening } });
  const [now] = await window.until('stream.status');
  assert.deepEqual([now?.data, now?.id], [status(0), undefined]);
  await using stream = await openStream(server.url);
  assert.deepEqual((await window.until('stream.status')).at(-1)?.data, status(1));
  await stream.close();
  assert.deepEqual((await window.until('stream.status')).at(-1)?.data, status(0));
});

test('a window hears goodbye before the hub ends; others only see the end', async () => {
  await using server = await startTestServer();
  await using window = await openWindow(server);
  await using editor = await openStream(server.url, { query: '?client=editor', headers: server.auth });
  await using other = await openStream(server.url);
  for (const stream of [window, editor, other]) await stream.next();
  await server.hub.dispose();
  await Promise.all([window.ended, editor.ended, other.ended]);
  assert.deepEqual(window.entries.at(-1)?.data, { type: 'stream.closing', data: { restarting: false } });
  for (const stream of [editor, other]) assert.deepEqual(typesOf(stream.entries), ['connected']);
});

for (const prefix of ['', '/api']) {
  test(`POST ${prefix}/dev/shutdown ends the hub for who has the token`, async () => {
    await using server = await startTestServer();
    await using window = await openWindow(server);
    await window.next();
    const path = `${prefix}/dev/shutdown`;
    assertRefused(await server.ask(path, { method: 'POST' }), 401, 'token-required');
    assertRefused(await server.ask(path, { method: 'POST', headers: { Authorization: 'Bearer no' } }), 401, 'token-required');
    await server.publish('still.here');
    assert.deepEqual(okJson(await server.ask(path, { method: 'POST', headers: server.auth })), { success: true });
    await within(server.hub.ended, 'the end of the hub');
    await assertGone(server);
    assert.equal(window.entries.at(-1)?.data.type, 'stream.closing');
  });
}
