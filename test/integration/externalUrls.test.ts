import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertRefused, okJson } from '../support/answer.ts';
import { type OpenStream, openStream } from '../support/openStream.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';
import { until } from '../support/until.ts';

const OUTSIDE = 'https://abc-4848.app.github.dev';
const HOST = 'abc-4848.app.github.dev';
/** Where code-server forwards ports, and serves itself. */
const SHARED = 'https://code.example:8443';

/** A window that says where browsers reach the hub from outside. */
async function attach(server: TestServer, externalUrl: string, windowId = 'w'): Promise<OpenStream> {
  const stream = await openStream(server.url, { query: `?client=window&window=${windowId}`, headers: server.auth });
  okJson(await server.post('/dev/window', { window: windowId, externalUrl }, server.auth));
  return stream;
}

const health = (server: TestServer, headers: Record<string, string>) => server.ask('/dev/health', { headers });
const history = (server: TestServer, headers: Record<string, string>) => server.ask('/dev/history', { headers });

test('host and origin of the address from outside are allowed while its window is attached, and only then', async () => {
  await using server = await startTestServer();
  assertRefused(await health(server, { Host: HOST }), 403, 'host-not-allowed');
  assertRefused(await health(server, { Origin: OUTSIDE }), 403, 'origin-not-allowed');

  const window = await attach(server, `${OUTSIDE}/`);
  okJson(await health(server, { Host: HOST }));
  okJson(await health(server, { Host: `${HOST.toUpperCase()}:443` }));
  const answer = await health(server, { Host: HOST, Origin: OUTSIDE });
  okJson(answer);
  assert.equal(answer.headers['access-control-allow-origin'], OUTSIDE);

  await window.close();
  await until(async () => (await health(server, { Host: HOST })).status === 403, 'the host is a stranger again');
  assertRefused(await health(server, { Origin: OUTSIDE }), 403, 'origin-not-allowed');
});

test('exactly these are allowed', async () => {
  await using server = await startTestServer();
  await using _window = await attach(server, `${OUTSIDE}/`);
  for (const host of ['abc-3000.app.github.dev', 'app.github.dev', `x.${HOST}`, `${HOST}.evil.com`, `${HOST}.`]) {
    assertRefused(await health(server, { Host: host }), 403, 'host-not-allowed');
  }
  for (const origin of [`http://${HOST}`, `${OUTSIDE}:8443`, 'https://abc-3000.app.github.dev', `https://${HOST}.evil.com`]) {
    assertRefused(await health(server, { Origin: origin }), 403, 'origin-not-allowed');
  }
});

test('another address of the window takes the place of the one before, and each window has its own', async () => {
  await using server = await startTestServer();
  await using _first = await attach(server, 'https://one.example/', 'one');
  await using _second = await attach(server, 'https://two.example/', 'two');
  for (const host of ['one.example', 'two.example']) okJson(await health(server, { Host: host }));
  okJson(await server.post('/dev/window', { window: 'one', externalUrl: 'https://three.example/' }, server.auth));
  assertRefused(await health(server, { Host: 'one.example' }), 403, 'host-not-allowed');
  for (const host of ['two.example', 'three.example']) okJson(await health(server, { Host: host }));
});

test('the hub’s own page has the history at its address from outside, whichever Host the forwarder sends', async () => {
  await using server = await startTestServer();
  await using _window = await attach(server, `${OUTSIDE}/`);
  for (const host of [HOST, `localhost:${server.port}`]) {
    okJson(await history(server, { Host: host, Origin: OUTSIDE }));
    okJson(await history(server, { Host: host, 'Sec-Fetch-Site': 'same-origin' }));
    assertRefused(await history(server, { Host: host, Origin: 'http://localhost:3000' }), 401, 'token-required');
  }
});

test('a forwarded port on loopback is known by its Host: the same origin elsewhere may be the page of another program', async () => {
  await using server = await startTestServer();
  await using _window = await attach(server, 'http://localhost:5000/');
  okJson(await history(server, { Host: 'localhost:5000', Origin: 'http://localhost:5000' }));
  assertRefused(await history(server, { Origin: 'http://localhost:5000' }), 401, 'token-required');
});

test('behind a path that a proxy shares out, no page is the hub’s own, whatever it sends', async () => {
  await using server = await startTestServer();
  await using _window = await attach(server, `${SHARED}/proxy/4848/`);
  const host = { Host: 'code.example:8443' };
  const proxied = [{ ...host, Origin: SHARED }, { ...host, 'Sec-Fetch-Site': 'same-origin' }, host, { Origin: SHARED }];
  for (const headers of proxied) {
    okJson(await health(server, headers));
    assertRefused(await history(server, headers), 401, 'token-required');
    okJson(await history(server, { ...headers, ...server.auth }));
  }
  // Whoever comes by the front door is not concerned.
  for (const headers of [{}, { Origin: server.url }, { 'Sec-Fetch-Site': 'same-origin' }]) okJson(await history(server, headers));
});

test('such a path is known by the name alone, since proxies write the port that they like, or none', async () => {
  await using server = await startTestServer();
  await using _window = await attach(server, `${SHARED}/proxy/4848/`);
  for (const host of ['code.example', 'code.example:443', 'code.example:9999', 'CODE.example:80']) {
    assertRefused(await history(server, { Host: host, 'Sec-Fetch-Site': 'same-origin' }), 401, 'token-required');
  }
});

test('such a path on loopback is known by its port: what is on the others is another program', async () => {
  await using server = await startTestServer();
  await using _window = await attach(server, 'http://localhost:8080/proxy/4848/');
  assertRefused(await history(server, { Host: 'localhost:8080' }), 401, 'token-required');
  okJson(await history(server, { Host: 'localhost:8081' }));
});

test('the port that goes without saying may be said', async () => {
  await using server = await startTestServer();
  await using _window = await attach(server, 'https://code.example/proxy/4848/');
  for (const host of ['code.example', 'code.example:443', 'CODE.example']) {
    assertRefused(await history(server, { Host: host }), 401, 'token-required');
  }
});

test('pages behind such a path may not switch the microphone on: they cannot be told apart', async () => {
  await using server = await startTestServer();
  await using _window = await attach(server, `${SHARED}/proxy/4848/`);
  const answer = await server.ask('/api/listen/start', { method: 'POST', headers: { Host: 'code.example:8443' } });
  assertRefused(answer, 403, 'mic-denied');
});
