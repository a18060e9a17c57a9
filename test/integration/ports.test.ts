import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { networkInterfaces } from 'node:os';
import { test } from 'node:test';
import { type HubOptions, startServer } from '../../src/server/index.ts';
import { DevSyncError } from '../../src/shared/errors.ts';
import { ask, assertRefused, okJson } from '../support/answer.ts';
import { recordingLogger } from '../support/recordingLogger.ts';
import { tempWorkspace } from '../support/tempWorkspace.ts';
import { startTestServer } from '../support/testServer.ts';

/** A program that is not ours, on one address. */
async function occupy(host: string, port = 0): Promise<AsyncDisposable & { readonly port: number }> {
  const server: Server = createServer().listen({ host, port, exclusive: true });
  await once(server, 'listening');
  const address = server.address();
  assert.ok(typeof address === 'object' && address);
  return {
    port: address.port,
    async [Symbol.asyncDispose]() {
      server.close();
      await once(server, 'close');
    },
  };
}

async function failureOf(options: Partial<HubOptions>): Promise<DevSyncError> {
  await using folder = await tempWorkspace();
  const started = startServer({ stateDir: folder.path, ...options }, { logger: recordingLogger().logger });
  const failure = await started.then(
    (hub) => hub.dispose(),
    (error: unknown) => error,
  );
  assert.ok(failure instanceof DevSyncError, 'It started');
  return failure;
}

async function isClosed(port: number, address: string): Promise<boolean> {
  return ask(port, '/dev/health', { address }).then(
    () => false,
    (error: NodeJS.ErrnoException) => error.code === 'ECONNREFUSED',
  );
}

test('answers on 127.0.0.1 and ::1 of the same port, and on no other address', async () => {
  await using server = await startTestServer();
  for (const address of ['127.0.0.1', '::1']) okJson(await ask(server.port, '/dev/health', { address }));
  assert.equal(server.url, `http://localhost:${server.port}`);
  const others = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const outside = others.filter(({ internal, address }) => !internal && !address.startsWith('fe80')).map(({ address }) => address);
  for (const address of ['127.0.0.2', ...outside]) assert.ok(await isClosed(server.port, address), `open on ${address}`);
});

for (const host of ['127.0.0.1', '::1']) {
  test(`a port that another program holds on ${host} is taken: the next free one is used`, async () => {
    await using other = await occupy(host);
    await using server = await startTestServer({ port: other.port, portPolicy: 'next-free' });
    assert.ok(server.port > other.port && server.port <= other.port + 19, `${server.port} after ${other.port}`);
    for (const address of ['127.0.0.1', '::1']) okJson(await ask(server.port, '/dev/health', { address }));
  });

  test(`a port that was asked for and that another program holds on ${host} is an error`, async () => {
    await using other = await occupy(host);
    const failure = await failureOf({ port: other.port, portPolicy: 'exact' });
    assert.equal(failure.code, 'port-in-use');
    assert.match(failure.message, new RegExp(`\\b${other.port}\\b`));
    // What it had opened before it gave up is closed again.
    assert.ok(await isClosed(other.port, host === '::1' ? '127.0.0.1' : '::1'));
  });
}

test('a free port that was asked for is taken exactly', async () => {
  const { port } = await (async () => {
    await using free = await occupy('127.0.0.1');
    return free;
  })();
  await using server = await startTestServer({ port, portPolicy: 'exact' });
  assert.equal(server.port, port);
});

test('two hubs do not share a port', async () => {
  await using first = await startTestServer();
  await using second = await startTestServer({ port: first.port, portPolicy: 'next-free' });
  assert.notEqual(second.port, first.port);
  assert.equal((await failureOf({ port: first.port, portPolicy: 'exact' })).code, 'port-in-use');
});

for (const host of ['127.0.0.1', '::1']) {
  test(`the host ${host} alone is possible`, async () => {
    await using server = await startTestServer({ host });
    okJson(await ask(server.port, '/dev/health', { address: host }));
    assert.ok(await isClosed(server.port, host === '::1' ? '127.0.0.1' : '::1'));
    assert.equal(server.url, `http://localhost:${server.port}`);
  });
}

test('any other host needs the token everywhere', async () => {
  await using server = await startTestServer({ host: '0.0.0.0' });
  assertRefused(await server.post('/dev/webhook', { event_type: 'a' }), 401, 'token-required');
  okJson(await server.post('/dev/webhook', { event_type: 'a' }, server.auth));
  assert.equal((await server.ask('/dev/events', { method: 'HEAD' })).status, 401);
  assert.deepEqual(Object.keys(okJson(await server.ask('/dev/health'))), ['name', 'version']);
});

for (const host of ['192.0.2.1', 'no.such.host.invalid']) {
  test(`the host ${host}, which this machine does not have, is an error that names it`, async () => {
    const failure = await failureOf({ port: 0, host });
    assert.equal(failure.code, 'bind-failed');
    assert.ok(failure.message.includes(host), failure.message);
  });
}

test('a hub that cannot write its state file does not start, and leaves no port open', async () => {
  await using folder = await tempWorkspace({ file: '' });
  const { port } = await (async () => {
    await using free = await occupy('127.0.0.1');
    return free;
  })();
  const failure = await failureOf({ port, portPolicy: 'exact', stateDir: `${folder.path}/file/hubs` });
  assert.equal(failure.code, 'hub-start-failed');
  assert.ok(await isClosed(port, '127.0.0.1'));
  assert.ok(await isClosed(port, '::1'));
});
