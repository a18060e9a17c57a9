import assert from 'node:assert/strict';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mock, type TestContext, test } from 'node:test';
import { configureDevSync, createDevSync, sendDevWebhook } from '../../../../src/client/sdk/index.ts';
import { quietPort } from '../../../support/ports.ts';
import { startTestServer } from '../../../support/testServer.ts';
import { until, within } from '../../../support/until.ts';

/** The warnings in the console, while the test runs. */
function warnings(context: TestContext): readonly string[] {
  const lines: string[] = [];
  mock.method(console, 'warn', (line: string) => void lines.push(line));
  mock.method(console, 'debug', () => {});
  context.after(() => mock.restoreAll());
  return lines;
}

test('what the hub refuses to take it says in the console, in its words, once each', async (context) => {
  const lines = warnings(context);
  await using server = await startTestServer();
  configureDevSync({ url: server.url });
  for (const type of ['connected', 'connected', '']) assert.equal(await sendDevWebhook(type), false);
  await until(() => lines.length >= 2, 'both lines');
  assert.equal(await sendDevWebhook('fine'), true);
  const { message, next } = await createDevSync({ url: server.url })
    .send('connected')
    .catch((error) => error);
  assert.equal(lines[0], `[dev-sync] ${message} ${next}`);
  assert.equal(lines.length, 2);
});

test('what is no JSON is not sent, and that is said too', async (context) => {
  const lines = warnings(context);
  await using server = await startTestServer();
  configureDevSync({ url: server.url });
  assert.equal(await sendDevWebhook('n', { n: 1n }), false);
  await until(() => lines.length, 'the line');
  assert.match(lines[0] ?? '', /^\[dev-sync\] .*BigInt/);
});

test('who hears nothing because the hub refuses sees why in the console', async (context) => {
  const lines = warnings(context);
  await using server = await startTestServer({ requireToken: true });
  for (const _twice of [1, 2]) {
    const client = createDevSync({ url: server.url });
    client.on('*', () => {});
    await until(() => client.status === 'refused', 'the refusal');
    client.close();
  }
  await until(() => lines.length, 'the line');
  assert.match(lines.join('\n'), /^\[dev-sync\] [^\n]+token[^\n]+$/);
});

test('who wants no log sees nothing of it, and where no hub is nobody is warned', async (context) => {
  const lines = warnings(context);
  await using server = await startTestServer({ requireToken: true });
  const url = `http://localhost:${await quietPort()}`;
  for (const options of [{ url: server.url, log: false }, { url }]) {
    const client = configureDevSync(options);
    client.on('*', () => {});
    assert.equal(await sendDevWebhook('a'), false);
    await until(() => client.status === 'refused' || client.status === 'away', 'the client gives up');
    client.close();
  }
  assert.deepEqual(lines, []);
});

test('what nobody answers is said in sentences', async () => {
  const client = createDevSync({ url: `http://localhost:${await quietPort()}`, log: false });
  const { message, next } = await client.send('a').catch((error) => error);
  assert.equal(`${message} ${next}`, `No hub at ${client.url}. Run dev-sync serve.`);
});

test('a stream that breaks and comes back is nothing to warn of', async (context) => {
  const lines = warnings(context);
  const streams: ServerResponse[] = [];
  const hub = createServer((_request, response) => {
    streams.push(response.writeHead(200, { 'Content-Type': 'text/event-stream' }));
    response.write('id: 1\ndata: {"type":"connected"}\n\n');
  });
  await new Promise<void>((resolve) => hub.listen(0, '127.0.0.1', resolve));
  const client = createDevSync({ url: `127.0.0.1:${(hub.address() as AddressInfo).port}` });
  client.on('*', () => {});
  await until(() => client.status === 'open', 'the client is connected');
  streams[0]?.destroy();
  await until(() => streams.length === 2 && client.status === 'open', 'the client is back');
  client.close();
  hub.closeAllConnections();
  await new Promise((resolve) => hub.close(resolve));
  assert.deepEqual(lines, []);
});

test('who iterates or waits is told at once that the hub refuses, and why', async () => {
  await using server = await startTestServer({ requireToken: true });
  const client = createDevSync({ url: server.url, log: false });
  const refused = await client.send('a').catch((error) => ({ ...error }));
  assert.equal(refused.status, 401);
  for (const _again of [1, 2]) {
    await assert.rejects(within(client[Symbol.asyncIterator]().next(), 'the refusal'), refused);
    await until(() => client.status === 'idle', 'the client has let go');
  }
  await assert.rejects(within(client.waitFor('a'), 'the refusal'), refused);
});

test('who iterates while others listen in vain is told of it too', async () => {
  await using server = await startTestServer({ requireToken: true });
  const client = createDevSync({ url: server.url, log: false });
  client.on('*', () => {});
  await until(() => client.status === 'refused', 'the refusal');
  await assert.rejects(within(client[Symbol.asyncIterator]().next(), 'the refusal'), { status: 401 });
  client.close();
});

test('whatever the hub refuses for good it is not asked again', async () => {
  await using server = await startTestServer();
  const client = createDevSync({ url: server.url, log: false, types: ['a'.repeat(3000)] });
  await assert.rejects(within(client[Symbol.asyncIterator]().next(), 'the refusal'), { status: 422 });
  client.close();
});
