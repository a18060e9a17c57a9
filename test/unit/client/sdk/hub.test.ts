import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mock, test } from 'node:test';
import { createDevSync } from '../../../../src/client/sdk/index.ts';
import { startTestServer } from '../../../support/testServer.ts';
import { until, within } from '../../../support/until.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => unknown;

/** Whatever holds the port of a hub. */
async function startStranger(answer: Answer) {
  const asked: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    asked.push(request);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    asked,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const answerJson = (body: object): Answer => {
  return (_request, response) => response.end(JSON.stringify(body));
};

for (const body of [{}, { id: 'x' }, { proof: 'none' }])
  test(`who holds the port and answers ${JSON.stringify(body)} is sent neither the token nor the event`, async () => {
    await using stranger = await startStranger(answerJson(body));
    const client = createDevSync({ url: stranger.url, token: 'the-token', log: false });
    await assert.rejects(client.send('a', { n: 1 }), { name: 'DevSyncClientError', code: 'hub-not-proven', status: 0 });
    client.on('*', () => {});
    await until(() => stranger.asked.length >= 3, 'the client asks again');
    client.close();
    assert.deepEqual([...new Set(stranger.asked.map(({ url }) => url?.split('?')[0]))], ['/dev/health']);
    assert.ok(stranger.asked.every(({ headers }) => headers.authorization === undefined));
  });

test('a hub that was started again with another token, and wants none, is followed and written to without the old one', async (context) => {
  await using server = await startTestServer();
  Object.assign(process.env, { DEV_SYNC_URL: server.url, DEV_SYNC_TOKEN: 'of-the-run-before' });
  context.after(() => ['DEV_SYNC_URL', 'DEV_SYNC_TOKEN'].map((name) => Reflect.deleteProperty(process.env, name)));
  const client = createDevSync({ log: false });
  const found = client.waitFor('a', undefined, 5000);
  await until(() => client.status === 'open', 'the client is connected');
  await client.send('a', { n: 1 });
  assert.equal((await found).data.n, 1);
});

test('a hub that wants another token than the environment has says so itself, and is not sent that', async (context) => {
  const answer = { error: { code: 'token-required', message: 'Words of the hub.', next: 'Do.' } };
  await using hub = await startStranger((request, response) => answerJson(answer)(request, response.writeHead(401)));
  Object.assign(process.env, { DEV_SYNC_URL: hub.url, DEV_SYNC_TOKEN: 'of-the-run-before' });
  context.after(() => ['DEV_SYNC_URL', 'DEV_SYNC_TOKEN'].map((name) => Reflect.deleteProperty(process.env, name)));
  const client = createDevSync({ log: false });
  await assert.rejects(client.send('a'), { code: 'token-required', status: 401 });
  await assert.rejects(within(client[Symbol.asyncIterator]().next(), 'the refusal'), { code: 'token-required' });
  assert.ok(hub.asked.every(({ headers }) => headers.authorization === undefined));
});

test('a hub that is replaced by a stranger has to prove itself again before anything is sent', async () => {
  let isHub = true;
  await using stranger = await startStranger((request, response) => {
    const nonce = new URL(request.url ?? '', 'http://hub').searchParams.get('nonce') ?? '';
    const proof = isHub ? createHmac('sha256', 'the-token').update(nonce).digest('hex') : 'none';
    answerJson({ id: null, subscribers_notified: 0, proof })(request, response);
  });
  const client = createDevSync({ url: stranger.url, token: 'the-token', log: false });
  assert.equal((await client.send('a')).subscribersNotified, 0);
  isHub = false;
  await assert.rejects(client.send('b'), { code: 'hub-not-proven' });
  assert.equal(stranger.asked.filter(({ headers }) => headers.authorization).length, 1);
});

test('a hub that proves itself takes events, and is heard', async () => {
  await using server = await startTestServer({ requireToken: true });
  const client = createDevSync({ url: server.url, token: server.token, log: false });
  const found = client.waitFor('a', undefined, 5000);
  await client.send('a', { n: 1 });
  assert.equal((await found).data.n, 1);
  client.close();
});

test('what is not the answer of a hub counts as no hub', async () => {
  await using stranger = await startStranger(answerJson({}));
  const client = createDevSync({ url: stranger.url, log: false });
  await assert.rejects(client.send('a'), { code: 'hub-unreachable' });
});

test('a port that takes connections and never answers keeps nobody waiting for ever', async (context) => {
  await using stranger = await startStranger(() => {});
  mock.timers.enable({ apis: ['setTimeout'] });
  context.after(() => mock.timers.reset());
  const client = createDevSync({ url: stranger.url, log: false });
  client.on('*', () => {});
  let code: unknown;
  client.send('a').catch((error) => {
    code = error.code;
  });
  for (let seconds = 0; code === undefined && seconds < 20; ) {
    await new Promise((resolve) => setImmediate(resolve));
    if (stranger.asked.length === 0) continue;
    mock.timers.tick(1000);
    seconds++;
  }
  assert.equal(code, 'hub-unreachable');
  client.close();
});

test('who gave a token that is not known is told so, and hears the hub that knows it when that comes', async (context) => {
  let token = 'another';
  const lines: string[] = [];
  context.mock.method(console, 'warn', (line: string) => void lines.push(line));
  await using hub = await startStranger(({ url = '' }, response) => {
    const { searchParams, pathname } = new URL(url, 'http://hub');
    const proof = createHmac('sha256', token)
      .update(searchParams.get('nonce') ?? '')
      .digest('hex');
    if (pathname === '/dev/health') response.end(JSON.stringify({ proof }));
    else response.writeHead(200, { 'Content-Type': 'text/event-stream' }).write('id: 1\ndata: {"type":"connected"}\n\n');
  });
  const client = createDevSync({ url: hub.url, token: 'the-token' });
  client.on('*', () => {});
  await until(() => client.status === 'refused', 'the refusal');
  await assert.rejects(within(client.waitFor('a'), 'the refusal'), { code: 'hub-not-proven' });
  await assert.rejects(within(client[Symbol.asyncIterator]().next(), 'the refusal'), { code: 'hub-not-proven' });
  await until(() => hub.asked.length >= 3, 'the client asks again');
  token = 'the-token';
  await until(() => client.status === 'open', 'the client is connected');
  client.close();
  assert.deepEqual(lines.length, 1);
  assert.match(lines[0] ?? '', /^\[dev-sync\] .+ does not know the token\. Stop /);
});
