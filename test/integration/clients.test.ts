import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { test } from 'node:test';
import { EventSource } from 'eventsource';
import { python } from '../../scripts/systemPackages.ts';
import { followEvents } from '../../src/client/eventStream.ts';
import { createHubClient } from '../../src/client/hubClient.ts';
import { curlPost, routes } from '../../src/shared/api.ts';
import { runProgram, startProgram } from '../support/cli.ts';
import { openStream } from '../support/openStream.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';
import { until, within } from '../support/until.ts';

/** What every client is asked for: the data of each message, in the order of arrival. */
type Follower = AsyncDisposable & { readonly messages: () => unknown[] };

async function eventSource(url: string): Promise<Follower> {
  const messages: unknown[] = [];
  const source = new EventSource(`${url}/dev/events`);
  source.onmessage = ({ data }) => void messages.push(JSON.parse(data));
  return { messages: () => messages, [Symbol.asyncDispose]: async () => source.close() };
}

async function fetchStream(url: string): Promise<Follower> {
  const stream = await openStream(url);
  return { messages: () => stream.entries.map(({ data }) => data), [Symbol.asyncDispose]: () => stream.close() };
}

async function ownClient(url: string): Promise<Follower> {
  const messages: unknown[] = [];
  const controller = new AbortController();
  const following = followEvents({ url, signal: controller.signal, onMessage: ({ data }) => void messages.push(data) });
  const dispose = () => {
    controller.abort();
    return following;
  };
  return { messages: () => messages, [Symbol.asyncDispose]: dispose };
}

function program(command: string, parameters: readonly string[]): Follower {
  const running = startProgram(command, parameters);
  const messages = () => [...running.stdout().matchAll(/^data: ([^\n]*)\n/gm)].map(([, json]) => JSON.parse(json ?? '') as unknown);
  return { messages, [Symbol.asyncDispose]: () => running[Symbol.asyncDispose]() };
}

async function curl(url: string): Promise<Follower> {
  return program('curl', ['--silent', '--no-buffer', `${url}/dev/events`]);
}

async function httpx(url: string): Promise<Follower> {
  const script = `
import httpx, sys
with httpx.stream("GET", sys.argv[1], timeout=None) as response:
    assert response.status_code == 200
    for line in response.iter_lines():
        print(line.rstrip("\\n"), flush=True)`;
  return program(python, ['-c', script, `${url}/dev/events`]);
}

const hasEnd = (messages: readonly unknown[]) => messages.some((message) => (message as { type: string }).type === 'end');

test('EventSource, fetch, curl, Python and our own client see the same events in the same order', async () => {
  await using server = await startTestServer();
  await using stack = new AsyncDisposableStack();
  const clients = await Promise.all([eventSource, fetchStream, ownClient, curl, httpx].map((open) => open(server.url)));
  for (const client of clients) stack.use(client);
  await until(() => clients.every((client) => client.messages().length === 1), 'every client is connected');

  for (let n = 0; n < 50; n++) await server.publish(`type.${n}`, { n, text: 'line\nbreak \u2028 💥 "quoted" \\' });
  await server.publish('end');
  const [first, ...others] = clients.map((client) => client.messages);
  await until(() => clients.every((client) => hasEnd(client.messages())), 'every client has everything');
  const expected = first?.() ?? [];
  assert.equal(expected.length, 52);
  for (const messages of others) assert.deepEqual(messages(), expected);
});

test('the curl line that we show everywhere posts an event as it stands', async () => {
  await using server = await startTestServer();
  await using stream = await openStream(server.url);
  await stream.next();
  for (const route of [routes.webhook, '/api/dev/webhook', routes.trigger]) {
    const { code, stdout } = await runProgram('/bin/sh', ['-c', curlPost(server.url, route)]);
    assert.equal(code, 0);
    assert.equal((JSON.parse(stdout) as { success: boolean }).success, true, stdout);
    const { data } = await stream.next();
    assert.deepEqual([data.type, data.data], ['test.event', { message: 'Hello from curl!' }]);
  }
});

test('curl without a content type is told the line that works, and that line works', async () => {
  await using server = await startTestServer();
  const { stdout } = await runProgram('curl', ['--silent', '-X', 'POST', `${server.url}/dev/webhook`, '-d', '{"event_type":"a"}']);
  const { error } = JSON.parse(stdout) as { error: { code: string; next: string } };
  assert.equal(error.code, 'unsupported-media-type');
  const line = error.next.slice(error.next.indexOf('curl '));
  const retried = await runProgram('/bin/sh', ['-c', line]);
  assert.equal((JSON.parse(retried.stdout) as { success: boolean }).success, true, retried.stdout);
});

test('Python posts the way backends do', async () => {
  await using server = await startTestServer();
  await using stream = await openStream(server.url);
  await stream.next();
  const script = `
import datetime, httpx, sys
url = sys.argv[1]
now = datetime.datetime.now()
with httpx.Client(base_url=url) as client:
    level = {"type": "audio_level", "data": {"audioLevel": 12.5, "timestamp": now.isoformat(), "sessionId": None}}
    for body in (level, {"type": "listening_status", "data": {"isListening": True, "status": "active"}, "timestamp": now.astimezone().isoformat()}):
        client.post("/api/webhook/receive", json=body).raise_for_status()
    answer = client.post("/dev/webhook", json={"event_type": "job.done", "data": {"ok": True}})
    print(answer.json()["message"])`;
  const { code, stdout, stderr } = await runProgram(python, ['-c', script, server.url]);
  assert.deepEqual([code, stdout], [0, 'Event job.done broadcasted to 1 subscriber\n'], stderr);
  const types = (await stream.until('job.done')).map(({ data }) => data.type);
  assert.deepEqual(types, ['audio_level', 'listening_status', 'job.done']);
});

test('our own client posts, reads pages and passes the hub’s refusals on', async () => {
  await using server = await startTestServer();
  const client = createHubClient({ url: server.url });
  const { id } = await client.send({ event_type: 'a', data: { n: 1 } });
  await client.send({ event_type: 'b' });
  const page = await client.history({ limit: 1, after: id ?? '' });
  assert.deepEqual([page.events.length, page.events[0]?.type, page.next], [1, 'b', null]);
  await assert.rejects(client.send({ event_type: 'connected' }), { code: 'reserved-type', path: 'event_type' });
  await assert.rejects(client.shutDown(), { code: 'token-required' });
  await createHubClient({ url: server.url, token: server.token }).shutDown();
  await within(server.hub.ended, 'the end of the hub');
  await assert.rejects(client.health(), { code: 'hub-unreachable' });
});

/** A line to the hub that can be cut. */
async function startCuttableLine(target: TestServer): Promise<AsyncDisposable & { readonly url: string; cut(): void }> {
  const sockets = new Set<Socket>();
  const line = createServer((near) => {
    const far = connect(target.port, '127.0.0.1');
    for (const socket of [near, far]) sockets.add(socket.on('error', () => {}));
    near.pipe(far).pipe(near);
  }).listen(0, '127.0.0.1');
  await once(line, 'listening');
  const address = line.address();
  assert.ok(typeof address === 'object' && address);
  const cut = () => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  };
  const dispose = async () => {
    cut();
    line.close();
  };
  return { url: `http://127.0.0.1:${address.port}`, cut, [Symbol.asyncDispose]: dispose };
}

test('EventSource misses nothing and hears nothing twice when its line is cut', { timeout: 30_000 }, async () => {
  await using server = await startTestServer();
  await using line = await startCuttableLine(server);
  await using client = await eventSource(line.url);
  await until(() => client.messages().length === 1, 'the client is connected');
  const ids: unknown[] = [];
  for (let round = 0; round < 2; round++) {
    ids.push(await server.publish('heard'));
    await until(() => client.messages().some((message) => (message as { id: string }).id === ids.at(-1)), 'the event arrives');
    line.cut();
    ids.push(await server.publish('missed'), await server.publish('missed'));
    await until(
      () => client.messages().filter((message) => (message as { type: string }).type === 'connected').length === round + 2,
      'the client is back',
    );
  }
  ids.push(await server.publish('end'));
  await until(() => hasEnd(client.messages()), 'the last event arrives');
  const heard = client.messages().filter((message) => (message as { type: string }).type !== 'connected');
  assert.deepEqual(
    heard.map((message) => (message as { id: string }).id),
    ids,
  );
});

test('EventSource comes back to a hub that was started anew on its port, and hears of the gap', { timeout: 30_000 }, async () => {
  await using first = await startTestServer();
  await using client = await eventSource(first.url);
  await until(() => client.messages().length === 1, 'the client is connected');
  const id = await first.publish('before');
  await until(() => client.messages().length === 2, 'the event arrives');
  await first[Symbol.asyncDispose]();

  await using second = await startTestServer({ port: first.port, portPolicy: 'exact' });
  const missed = await second.publish('while.away');
  await until(() => client.messages().length === 5, 'the client is back and has caught up');
  await second.publish('end');
  await until(() => hasEnd(client.messages()), 'live again');
  const [connected, gap, event] = client.messages().slice(2) as { type: string; data?: unknown; id?: string }[];
  assert.equal(connected?.type, 'connected');
  assert.deepEqual(gap, { type: 'stream.gap', data: { from: id, to: missed, reason: 'unknown_id' } });
  assert.equal(event?.id, missed);
});
