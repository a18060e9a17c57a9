import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { createReceiver, type ReceivedWebhook } from '../../../src/vite/receiver.ts';
import { type Answer, ask, type RequestParts } from '../../support/answer.ts';
import { within } from '../../support/until.ts';

const JSON_TYPE = { 'Content-Type': 'application/json' };
const LEVEL = { type: 'audio_level', data: { audioLevel: 40 } };

type Receiver = AsyncDisposable & {
  readonly url: string;
  readonly taken: readonly ReceivedWebhook[];
  post(body: string | Buffer, headers?: RequestParts['headers']): Promise<Answer>;
  ask(parts: RequestParts & { readonly path?: string }): Promise<Answer>;
};

/** A receiver behind a server of its own, as Connect mounts it. */
async function startReceiver(): Promise<Receiver> {
  const taken: ReceivedWebhook[] = [];
  const receive = createReceiver((webhook) => void taken.push(webhook));
  const server = createServer((incoming, response) => void receive(incoming, response, () => response.writeHead(418).end()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    taken,
    url: `http://localhost:${port}/`,
    post: (body, headers = {}) => ask(port, '/', { method: 'POST', headers: { ...JSON_TYPE, ...headers }, body }),
    ask: ({ path = '/', ...parts }) => ask(port, path, parts),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function codeOf(answer: Pick<Answer, 'text'>): string {
  return (JSON.parse(answer.text) as { error: { code: string } }).error.code;
}

test('takes what a hub sends, and says so', async () => {
  await using receiver = await startReceiver();
  const answer = await receiver.post(JSON.stringify(LEVEL));
  assert.deepEqual([answer.status, JSON.parse(answer.text)], [200, { success: true }]);
  assert.deepEqual(receiver.taken, [LEVEL]);
});

test('data may be missing, and what nobody asked for is left out', async () => {
  await using receiver = await startReceiver();
  assert.equal((await receiver.post('{"type":"a.b","more":1}', { 'Content-Type': 'Application/JSON; charset=utf-8' })).status, 200);
  assert.deepEqual(receiver.taken, [{ type: 'a.b', data: {} }]);
});

for (const [what, body, status, code] of [
  ['no JSON', '{', 400, 'malformed-json'],
  ['bytes that are not UTF-8', Buffer.from([0x22, 0xff, 0x22]), 400, 'malformed-json'],
  ['nothing', '', 400, 'malformed-json'],
  ['a list', '[]', 422, 'invalid-event'],
  ['no type', '{"data":{}}', 422, 'invalid-event'],
  ['a type that is too long', JSON.stringify({ type: 'x'.repeat(201) }), 422, 'invalid-event'],
  ['data that are no object', '{"type":"a","data":[]}', 422, 'invalid-event'],
  ['more than 1 MiB', JSON.stringify({ type: 'a', data: { text: 'x'.repeat(1024 * 1024) } }), 413, 'body-too-large'],
] as const) {
  test(`refuses ${what}`, async () => {
    await using receiver = await startReceiver();
    const answer = await receiver.post(body);
    assert.deepEqual([answer.status, codeOf(answer), receiver.taken], [status, code, []]);
  });
}

test('refuses a body that grows beyond 1 MiB without having said so, and does not wait for its end', async () => {
  await using receiver = await startReceiver();
  const sending = request(receiver.url, { method: 'POST', headers: JSON_TYPE });
  sending.on('error', () => {}).write('x'.repeat(1024 * 1024 + 1));
  const [response] = (await within(once(sending, 'response'), 'the answer')) as [IncomingMessage];
  assert.deepEqual([response.statusCode, response.headers.connection], [413, 'close']);
  assert.equal(codeOf({ text: await text(response) }), 'body-too-large');
});

test('refuses what is compressed', async () => {
  await using receiver = await startReceiver();
  const answer = await receiver.post(gzipSync(JSON.stringify(LEVEL)), { 'Content-Encoding': 'gzip' });
  assert.deepEqual([answer.status, codeOf(answer), receiver.taken], [415, 'unsupported-encoding', []]);
});

test('refuses what a foreign page can send without asking first', async () => {
  await using receiver = await startReceiver();
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', '', 'application/jsonp']) {
    const answer = await receiver.post(JSON.stringify(LEVEL), { 'Content-Type': type });
    assert.deepEqual([answer.status, codeOf(answer)], [415, 'unsupported-media-type'], type);
  }
  assert.deepEqual(receiver.taken, []);
});

test('pages of this machine and of this server may send, others may not', async () => {
  await using receiver = await startReceiver();
  const statusFrom = async (origin: string) =>
    (await receiver.post(JSON.stringify(LEVEL), { Origin: origin, Host: 'shop.test:5173' })).status;
  for (const origin of ['http://localhost:3000', 'https://app.localhost', 'http://[::1]:8080', 'http://shop.test:5173']) {
    assert.equal(await statusFrom(origin), 200, origin);
  }
  for (const origin of ['http://evil.com', 'null', 'http://localhost.evil.com', 'http://shop.test', 'http://localhost:3000/', 'x']) {
    assert.equal(await statusFrom(origin), 403, origin);
  }
  assert.equal(receiver.taken.length, 4);
});

test('takes nothing but POST, and leaves paths below its own to others', async () => {
  await using receiver = await startReceiver();
  const { status, headers } = await receiver.ask({ method: 'GET' });
  assert.deepEqual([status, headers.allow], [405, 'POST']);
  assert.equal((await receiver.ask({ path: '/?from=hub', method: 'GET' })).status, 405);
  assert.equal((await receiver.ask({ path: '/other', method: 'POST' })).status, 418);
});
