import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { chmod } from 'node:fs/promises';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import type { ProbeTarget } from '../../src/extension/selfTest/probes.ts';
import { createProbes } from '../../src/extension/selfTest/probes.ts';
import { type ProbeResult, runProbes } from '../../src/extension/selfTest/runProbes.ts';
import { routes } from '../../src/shared/api.ts';
import { assertRefused, okJson } from '../support/answer.ts';
import { tempWorkspace } from '../support/tempWorkspace.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';
import { until } from '../support/until.ts';

/** Nobody listens there. */
const ELSEWHERE = '127.0.0.2';
const POSIX_ONLY = { skip: process.platform === 'win32' && 'Windows has no file modes' };

function targetOf({ url, port, token, hub }: TestServer, parts: Partial<ProbeTarget> = {}): ProbeTarget {
  const { platform } = process;
  return { hub: { url, port, token }, host: 'localhost', statePath: hub.statePath, otherAddresses: [ELSEWHERE], platform, ...parts };
}

const failed = (results: readonly ProbeResult[]) => results.filter(({ verdict }) => verdict !== 'pass').map(({ name, got }) => [name, got]);
const findingOf = (results: readonly ProbeResult[], word: string) => results.find(({ name }) => name.includes(word));

for (const [name, options] of [
  ['that is as it comes', {}],
  ['that asks for the token everywhere', { requireToken: true }],
  ['that takes signed posts only', { webhooks: { allowedHosts: [], maxAttempts: 1, maxAgeMs: 1000, incomingSecret: 's' } }],
] as const) {
  test(`a hub ${name} stops all ten attacks`, POSIX_ONLY, async () => {
    const secrets = { s: [`whsec_${Buffer.alloc(32, 7).toString('base64')}`] };
    await using server = await startTestServer({ ...options, secrets });
    const results = await runProbes(targetOf(server));
    assert.equal(results.length, 10);
    assert.deepEqual(failed(results), []);
  });
}

test('the self-test publishes nothing, opens no stream for long and switches nothing on', async () => {
  await using server = await startTestServer();
  await runProbes(targetOf(server));
  const { events } = okJson(await server.ask(routes.history)) as { events: unknown[] };
  assert.deepEqual(events, []);
  const status = okJson(await server.ask(routes.listenStatus));
  assert.deepEqual([status.isListening, status.sessionId], [false, null]);
  await until(async () => okJson(await server.ask(routes.health)).subscribers === 0, 'no stream');
});

test('what it posts does no harm further in, should a guard be gone', async () => {
  await using server = await startTestServer();
  const sent = await requestsOf((target) => runProbes(target));
  const bodyFor = (path: string) => sent.find(({ url }) => url === path)?.body;
  assertRefused(await server.post(routes.webhook, bodyFor(routes.webhook)), 422, 'reserved-type', 'event_type');
  assertRefused(await server.post(routes.watch, bodyFor(routes.watch), server.auth), 404, 'unknown-window');
  assertRefused(await server.post(routes.listenStart, bodyFor(routes.listenStart), server.auth), 400, 'malformed-json');
  assert.deepEqual(
    sent.filter(({ method, body }) => method === 'POST' && body === ''),
    [],
  );
});

test('the token itself is in no request but as a proof that is asked for', async () => {
  const sent = await requestsOf((target) => runProbes(target));
  assert.ok(sent.length >= 10);
  assert.deepEqual(
    sent.filter((request) => JSON.stringify(request).includes(STAND_IN_TOKEN)),
    [],
  );
});

test('against a program that lets everything pass, every probe fails', async () => {
  await using folder = await tempWorkspace({ 'hubs/1.json': '{}' });
  await chmod(join(folder.path, 'hubs/1.json'), 0o644);
  await using standIn = await startStandIn((request, response) => {
    response.setHeader('Access-Control-Allow-Origin', '*');
    response.end(JSON.stringify({ ...proofFor(request), success: true, token: STAND_IN_TOKEN }));
  });
  const target = { ...standIn.target, statePath: join(folder.path, 'hubs/1.json'), otherAddresses: ['127.0.0.1'] };
  const results = await runProbes(target);
  assert.deepEqual(
    results.map(({ verdict }) => verdict),
    createProbes().map(() => 'fail'),
  );
});

test('a stream that opens is a failure at once, without an end of it', async () => {
  await using standIn = await startStandIn((request, response) => {
    if (request.url?.startsWith(routes.health)) return void response.end(JSON.stringify(proofFor(request)));
    response.setHeader('Content-Type', 'text/event-stream').write('data: {}\n\n');
  });
  const follows = findingOf(await runProbes(standIn.target), 'follows events');
  assert.deepEqual([follows?.verdict, follows?.got], ['fail', '200']);
});

test('a refusal that the page may read is a failure', async () => {
  await using standIn = await startStandIn((request, response) => {
    const body = { ...proofFor(request), success: false, error: { code: 'origin-null' } };
    response.setHeader('Access-Control-Allow-Origin', 'null');
    response.writeHead(request.headers.origin === 'null' ? 403 : 200).end(JSON.stringify(body));
  });
  const sandbox = findingOf(await runProbes(standIn.target), 'without an origin');
  assert.deepEqual([sandbox?.verdict, sandbox?.got], ['fail', '403 origin-null, which the page may read']);
});

test('what gets no answer is not checked', async () => {
  await using standIn = await startStandIn((request, response) => {
    if (request.url?.startsWith(routes.health)) response.end(JSON.stringify(proofFor(request)));
    else request.socket.destroy();
  });
  const guess = findingOf(await runProbes(standIn.target), 'guessed');
  assert.deepEqual([guess?.verdict, guess?.got], ['unchecked', 'No answer: ECONNRESET.']);
});

test('a state file that others may read, and a folder that others may enter, are failures', POSIX_ONLY, async () => {
  await using server = await startTestServer();
  const { statePath } = server.hub;
  const finding = async () => findingOf(await runProbes(targetOf(server)), 'The token');
  assert.match((await finding())?.got ?? '', /File 600, folder 700\.$/);
  await chmod(statePath, 0o640);
  const readable = await finding();
  assert.deepEqual([readable?.verdict, readable?.got], ['fail', 'The health of the hub does not have it. File 640, folder 700.']);
  await chmod(statePath, 0o600);
  await chmod(dirname(statePath), 0o701);
  const { verdict, got } = (await finding()) ?? {};
  assert.deepEqual([verdict, got], ['fail', 'The health of the hub does not have it. File 600, folder 701.']);
});

test('what cannot be checked here is said, and is no success', async () => {
  await using server = await startTestServer();
  const results = await runProbes(targetOf(server, { otherAddresses: [], platform: 'win32' }));
  assert.deepEqual(failed(results), [
    ['Another machine (every address but loopback)', 'This machine has no other address.'],
    [
      'The token in the open (state file, its folder, health)',
      'The health of the hub does not have it. Files have no modes on Windows: the folder of your user keeps others out.',
    ],
  ]);
});

test('a hub that is on the network is found there', async () => {
  await using server = await startTestServer();
  const finding = findingOf(await runProbes(targetOf(server, { otherAddresses: [ELSEWHERE, '127.0.0.1'] })), 'Another machine');
  assert.equal(finding?.verdict, 'fail');
  assert.match(finding?.got ?? '', /answers at 127\.0\.0\.1\./);
});

test('a hub that is on the network since a person wants it there is no guard that failed, and the danger is another one', async () => {
  await using server = await startTestServer({ host: '0.0.0.0' });
  const results = await runProbes(targetOf(server, { host: '0.0.0.0' }));
  const { verdict, got, danger } = findingOf(results, 'Another machine') ?? {};
  assert.deepEqual([verdict, got], ['open', 'The hub answers at 127.0.0.2.']);
  assert.match(danger ?? '', /Whoever has the token/);
  assert.equal(failed(results).length, 1);
});

for (const [name, listener, got] of [
  ['resets connections', (request) => request.socket.resetAndDestroy(), 'No answer at 127.0.0.2: ECONNRESET.'],
  ['does not answer in time', () => {}, 'No answer at 127.0.0.2: none in 3 s.'],
] as const satisfies readonly (readonly [string, RequestListener, string])[]) {
  test(`whether an address that ${name} is one of the hub is not known`, async () => {
    await using standIn = await startStandIn((request, response) => {
      if (request.socket.localAddress === ELSEWHERE) listener(request);
      else response.end(JSON.stringify(proofFor(request)));
    }, '0.0.0.0');
    const other = findingOf(await runProbes(standIn.target), 'Another machine');
    assert.deepEqual([other?.verdict, other?.got], ['unchecked', got]);
  });
}

test('another program at another address is none of our business, whatever it speaks', async () => {
  await using server = await startTestServer();
  for (const words of ['HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}', 'SSH-2.0-OpenSSH_9.6\r\n']) {
    await using _stranger = await listen(
      createTcpServer((socket) => void socket.on('error', () => {}).end(words)),
      ELSEWHERE,
      server.port,
    );
    const other = findingOf(await runProbes(targetOf(server)), 'Another machine');
    assert.deepEqual([other?.verdict, other?.got], ['pass', 'No hub at 127.0.0.2.']);
  }
});

test('another program on the port is not probed', async () => {
  await using server = await startTestServer();
  const target = targetOf(server);
  await assert.rejects(runProbes({ ...target, hub: { ...target.hub, token: 'another' } }), { code: 'hub-not-proven' });
});

type Seen = Pick<IncomingMessage, 'method' | 'url' | 'headers'> & { readonly body: string };
const STAND_IN_TOKEN = 'the-token-of-the-stand-in';

function proofFor({ url }: IncomingMessage): object {
  const nonce = new URL(url ?? '', 'http://localhost').searchParams.get('nonce');
  return { name: 'dev-sync', proof: createHmac('sha256', STAND_IN_TOKEN).update(String(nonce)).digest('hex') };
}

/** A program that proves itself and has guards of its own, or none. */
async function startStandIn(handler: RequestListener, address = '127.0.0.1') {
  const server = createServer(handler).listen(0, address);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const target: ProbeTarget = {
    hub: { url: `http://127.0.0.1:${port}`, port, token: STAND_IN_TOKEN },
    host: 'localhost',
    statePath: '/no/such/file',
    otherAddresses: [ELSEWHERE],
    platform: process.platform,
  };
  const dispose = async () => {
    server.close();
    server.closeAllConnections();
  };
  return { target, [Symbol.asyncDispose]: dispose };
}

async function listen(server: Server, address: string, port: number): Promise<AsyncDisposable> {
  server.listen(port, address);
  await once(server, 'listening');
  return { [Symbol.asyncDispose]: async () => void server.close() };
}

/** All that the self-test sends. */
async function requestsOf(run: (target: ProbeTarget) => Promise<unknown>): Promise<Seen[]> {
  const seen: Seen[] = [];
  await using standIn = await startStandIn(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { method, url, headers } = request;
    seen.push({ method, url, headers, body });
    response.end(JSON.stringify(proofFor(request)));
  });
  await run(standIn.target);
  return seen;
}
