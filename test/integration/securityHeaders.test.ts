import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RequestParts } from '../support/answer.ts';
import { sendRaw } from '../support/rawHttp.ts';
import { JSON_TYPE, startTestServer } from '../support/testServer.ts';

const expected = {
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'content-security-policy': "default-src 'none'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-frame-options': 'DENY',
};

const post = (body: string, headers: Record<string, string> = JSON_TYPE): RequestParts => ({ method: 'POST', headers, body });
const preflight = { method: 'OPTIONS', headers: { Origin: 'http://localhost:3000' } };

const answers: readonly (readonly [status: number, path: string, parts: RequestParts])[] = [
  [200, '/', {}],
  [200, '/dev/health', {}],
  [200, '/dev/history', {}],
  [200, '/dev/stats', {}],
  [200, '/api/listen/status', {}],
  [200, '/dev/health', { method: 'HEAD' }],
  [200, '/dev/webhook', post('{"event_type":"a"}')],
  [204, '/dev/webhook', preflight],
  [400, '/dev/webhook', post('{')],
  [400, '/dev/health', { headers: { Host: 'a b' } }],
  [401, '/dev/shutdown', { method: 'POST' }],
  [403, '/dev/health', { headers: { Host: 'evil.com' } }],
  [403, '/dev/health', { headers: { Origin: 'http://evil.com' } }],
  [403, '/dev/health', { headers: { 'Service-Worker': 'script' } }],
  [404, '/nowhere', {}],
  [405, '/dev/webhook', {}],
  [413, '/dev/webhook', post('{"event_type":"a"}'.padEnd(2_000_000))],
  [415, '/dev/webhook', post('{}', {})],
  [422, '/dev/webhook', post('{}')],
];

test('every answer forbids to sniff, keep, embed and frame it', async () => {
  await using server = await startTestServer();
  for (const [status, path, parts] of answers) {
    const answer = await server.ask(path, parts);
    const sent = Object.fromEntries(Object.keys(expected).map((name) => [name, answer.headers[name]]));
    assert.deepEqual({ status: answer.status, ...sent }, { status, ...expected }, path);
    assert.deepEqual(
      [answer.headers['x-powered-by'], answer.headers['set-cookie'], answer.headers.etag],
      [undefined, undefined, undefined],
    );
  }
});

const END = '\r\n\r\n';
const unread: readonly (readonly [status: number, bytes: string])[] = [
  [400, `hello${END}`],
  [400, `CONNECT localhost:80 HTTP/1.1\r\nHost: localhost${END}`],
  [431, `GET / HTTP/1.1\r\nHost: localhost\r\nX-A: ${'a'.repeat(17 * 1024)}${END}`],
];

for (const [status, bytes] of unread) {
  test(`so does the answer ${status} to ${JSON.stringify(bytes.slice(0, 20))}…, which is given before anything is read`, async () => {
    await using server = await startTestServer();
    const answer = await sendRaw(server.port, bytes);
    const sent = Object.fromEntries(Object.keys(expected).map((name) => [name, answer?.headers.get(name)]));
    assert.deepEqual({ status: answer?.status, ...sent }, { status, ...expected });
  });
}

for (const path of ['/dev/events', '/api/dev/events', '/api/listen/levels']) {
  test(`so does the stream ${path}, with a Cache-Control of its own`, async () => {
    await using server = await startTestServer();
    const { status, headers } = await server.ask(path, { method: 'HEAD' });
    const sent = Object.fromEntries(Object.keys(expected).map((name) => [name, headers[name]]));
    assert.deepEqual({ status, ...sent }, { status: 200, ...expected, 'cache-control': 'no-cache, no-transform' });
  });
}
