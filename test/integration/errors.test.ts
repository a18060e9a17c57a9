import assert from 'node:assert/strict';
import { test } from 'node:test';
import { curlPost } from '../../src/shared/api.ts';
import { assertRefused, okJson, type RequestParts } from '../support/answer.ts';
import { openSocket, sendRaw } from '../support/rawHttp.ts';
import { JSON_TYPE, startTestServer, type TestServer } from '../support/testServer.ts';
import { until } from '../support/until.ts';

const MIB = 1024 * 1024;
const EVENT = '{"event_type":"a"}';

type Case = {
  readonly name: string;
  readonly path: string;
  readonly parts: RequestParts;
  readonly status: number;
  readonly code: string;
  readonly field?: string;
};

function post(body: string | Buffer, headers: RequestParts['headers'] = {}): RequestParts {
  return { method: 'POST', headers: { ...JSON_TYPE, ...headers }, body };
}

const cases: readonly Case[] = [
  { name: 'broken JSON', path: '/dev/webhook', parts: post('{"event_type":'), status: 400, code: 'malformed-json' },
  { name: 'an empty body', path: '/dev/webhook', parts: post(''), status: 400, code: 'malformed-json' },
  { name: 'single quotes', path: '/dev/trigger', parts: post("{'event_type':'a'}"), status: 400, code: 'malformed-json' },
  { name: 'NaN', path: '/api/webhook/receive', parts: post('{"type":"a","data":{"x":NaN}}'), status: 400, code: 'malformed-json' },
  { name: 'two values', path: '/dev/webhook', parts: post(`${EVENT}${EVENT}`), status: 400, code: 'malformed-json' },
  {
    name: 'Latin-1',
    path: '/dev/webhook',
    parts: post(Buffer.from('{"event_type":"\xe4"}', 'latin1')),
    status: 400,
    code: 'malformed-json',
  },
  { name: 'UTF-16', path: '/dev/webhook', parts: post(Buffer.from(EVENT, 'utf16le')), status: 400, code: 'malformed-json' },
  {
    name: 'half a character',
    path: '/dev/webhook',
    parts: post(Buffer.from('"\u{1f600}"').subarray(0, 3)),
    status: 400,
    code: 'malformed-json',
  },
  { name: '2 MiB in one event', path: '/dev/webhook', parts: post(EVENT.padEnd(2 * MIB)), status: 413, code: 'body-too-large' },
  { name: 'an unknown route', path: '/dev/webhooks', parts: post(EVENT), status: 404, code: 'not-found' },
  { name: 'an unknown route under /api', path: '/api/dev', parts: {}, status: 404, code: 'not-found' },
  { name: 'GET on a POST route', path: '/dev/webhook', parts: {}, status: 405, code: 'method-not-allowed' },
  { name: 'POST on a GET route', path: '/dev/events', parts: post(EVENT), status: 405, code: 'method-not-allowed' },
  { name: 'PATCH', path: '/api/dev/history', parts: { method: 'PATCH' }, status: 405, code: 'method-not-allowed' },
  {
    name: 'a form',
    path: '/dev/webhook',
    parts: post('a=b', { 'Content-Type': 'application/x-www-form-urlencoded' }),
    status: 415,
    code: 'unsupported-media-type',
  },
  {
    name: 'plain text',
    path: '/dev/webhook',
    parts: post(EVENT, { 'Content-Type': 'text/plain' }),
    status: 415,
    code: 'unsupported-media-type',
  },
  {
    name: 'JSON patch',
    path: '/dev/webhook',
    parts: post(EVENT, { 'Content-Type': 'application/json-patch+json' }),
    status: 415,
    code: 'unsupported-media-type',
  },
  { name: 'gzip', path: '/dev/webhook', parts: post(EVENT, { 'Content-Encoding': 'gzip' }), status: 415, code: 'unsupported-encoding' },
  { name: 'br', path: '/api/webhook/receive', parts: post(EVENT, { 'Content-Encoding': 'br' }), status: 415, code: 'unsupported-encoding' },
  { name: 'a bad %-encoding', path: '/dev/history/%ff', parts: {}, status: 400, code: 'malformed-request' },
  { name: 'half a %-encoding', path: '/dev/history/%', parts: {}, status: 400, code: 'malformed-request' },
  { name: 'a bad %-encoding of no route', path: '/%ff', parts: {}, status: 404, code: 'not-found' },
  { name: 'an id that is not of this log', path: '/dev/history/nobody', parts: {}, status: 404, code: 'unknown-id' },
  { name: 'a limit of 0', path: '/dev/history?limit=0', parts: {}, status: 422, code: 'invalid-query', field: 'limit' },
  { name: 'types twice', path: '/dev/events?types=a&types=b', parts: {}, status: 422, code: 'invalid-query', field: 'types' },
  {
    name: 'a client with control characters',
    path: '/dev/events?client=%1b',
    parts: {},
    status: 422,
    code: 'invalid-query',
    field: 'client',
  },
  {
    name: 'a nonce that is too long',
    path: `/dev/health?nonce=${'n'.repeat(201)}`,
    parts: {},
    status: 422,
    code: 'invalid-query',
    field: 'nonce',
  },
  { name: 'an empty nonce', path: '/dev/health?nonce=', parts: {}, status: 422, code: 'invalid-query', field: 'nonce' },
  { name: 'no token', path: '/dev/shutdown', parts: { method: 'POST' }, status: 401, code: 'token-required' },
];

for (const { name, path, parts, status, code, field } of cases) {
  test(`answers ${status} ${code} to ${name} (${parts.method ?? 'GET'} ${path.slice(0, 40)})`, async () => {
    await using server = await startTestServer();
    const answer = await server.ask(path, parts);
    assertRefused(answer, status, code, field);
    assert.match(String(answer.headers['content-type']), /^application\/json/);
  });
}

const methods: readonly (readonly [path: string, allow: string, wrong: string])[] = [
  ['/dev/webhook', 'POST', 'GET'],
  ['/api/dev/trigger', 'POST', 'PUT'],
  ['/api/webhook/receive', 'POST', 'GET'],
  ['/dev/events', 'GET', 'DELETE'],
  ['/dev/health', 'GET', 'POST'],
  ['/dev/history', 'GET, DELETE', 'POST'],
  ['/api/dev/history/x', 'GET', 'DELETE'],
  ['/dev/shutdown', 'POST', 'GET'],
];

for (const [path, allow, wrong] of methods) {
  test(`names the methods of ${path} in Allow`, async () => {
    await using server = await startTestServer();
    const answer = await server.ask(path, { method: wrong });
    assertRefused(answer, 405, 'method-not-allowed');
    assert.equal(answer.headers.allow, allow);
  });
}

for (const route of ['/dev/webhook', '/api/dev/trigger', '/api/webhook/receive']) {
  test(`a post to ${route} without a content type is told the full curl line`, async () => {
    await using server = await startTestServer();
    const { next } = assertRefused(await server.ask(route, { method: 'POST', body: EVENT }), 415, 'unsupported-media-type');
    assert.ok(next.includes(curlPost(server.url, route)), next);
  });
}

test('refuses 65 levels of data and takes 64', async () => {
  await using server = await startTestServer();
  const nested = (levels: number) => `${'{"a":'.repeat(levels - 1)}{}${'}'.repeat(levels - 1)}`;
  okJson(await server.post('/dev/webhook', `{"event_type":"deep","data":${nested(64)}}`));
  const tooDeep = `{"event_type":"deep","data":${nested(65)}}`;
  assertRefused(await server.post('/dev/webhook', tooDeep), 422, 'invalid-event', 'data');
  assertRefused(await server.post('/dev/webhook', `[${EVENT},${tooDeep}]`), 422, 'invalid-event', '[1].data');
  const arrays = `{"type":"deep","data":{"a":${'['.repeat(64)}${']'.repeat(64)}}}`;
  assertRefused(await server.post('/api/webhook/receive', arrays), 422, 'invalid-event', 'data');
});

test('survives JSON that is nested 100,000 levels deep', async () => {
  await using server = await startTestServer();
  const deep = '['.repeat(100_000) + ']'.repeat(100_000);
  assertRefused(await server.post('/dev/webhook', `{"event_type":"deep","data":{"a":${deep}}}`), 422, 'json-too-deep');
  const { next } = assertRefused(await server.post('/dev/webhook', deep), 422, 'json-too-deep');
  assert.match(next, /\b64 levels/);
});

test('what is larger than an event and no batch is refused before it is parsed', async () => {
  await using server = await startTestServer();
  for (const body of ['{', 'x', ' \n\t{}', '"[', '\ufeff{'])
    assertRefused(await server.post('/dev/webhook', body.padEnd(MIB + 1, '-')), 413, 'body-too-large');
  for (const path of ['/api/webhook/receive', '/api/listen/start'])
    assertRefused(await server.post(path, '['.padEnd(MIB + 1, '-')), 413, 'body-too-large');
  assertRefused(await server.post('/dev/webhook', '\ufeff\r\n [-'.padEnd(MIB + 1)), 400, 'malformed-json');
  okJson(await server.post('/dev/webhook', `\ufeff\r\n [${EVENT}]`.padEnd(MIB + 1)));
});

test('lines are looked at until there are too many, and empty ones are none', async () => {
  await using server = await startTestServer();
  const post = (body: string) => server.post('/dev/webhook', body, { 'Content-Type': 'application/x-ndjson' });
  assertRefused(await post('\n'.repeat(8 * MIB)), 422, 'empty-batch');
  assertRefused(await post(`${'1\n'.repeat(10_001)}{`), 413, 'too-many-events');
  assertRefused(await post(`\r\n${EVENT}\r\n\n{`), 400, 'malformed-json', '[1]');
  assert.equal(okJson(await post(`\r\n${EVENT}\r\n\r\n \n${EVENT}`)).accepted, 2);
});

test('numbers that are kept as their text are counted over the whole body', async () => {
  await using server = await startTestServer();
  const numbers = (count: number) => `{"event_type":"a","data":{"n":[${Array(count).fill('-0').join(',')}]}}`;
  const lines = { 'Content-Type': 'application/x-ndjson' };
  okJson(await server.post('/dev/webhook', numbers(100_000)));
  const { message, next } = assertRefused(await server.post('/dev/webhook', numbers(100_001)), 422, 'too-many-long-numbers');
  assert.match(`${message} ${next}`, /17 digits.* 100,000/);
  const two = `${numbers(60_000)}\n${numbers(60_000)}`;
  assertRefused(await server.post('/dev/webhook', two, lines), 422, 'too-many-long-numbers', '[1]');
});

test('refusals that a page causes in a loop are a few short lines in the log, and their number', async () => {
  const server = await startTestServer();
  const Origin = `http://evil.com/${'o'.repeat(3000)}`;
  for (let n = 0; n < 30; n++)
    assertRefused(await server.ask(`/${n}${'x'.repeat(3000)}`, { headers: { Origin } }), 403, 'origin-not-allowed');
  await server[Symbol.asyncDispose]();
  const refused = server.log.lines.filter(({ line }) => /refused/i.test(line));
  assert.deepEqual([refused.length, refused.at(-1)?.line], [21, 'More requests were refused count=10']);
  for (const { line } of refused) assert.ok(line.length < 800, line);
});

/** Each request breaks the rule of its line and all rules below it. The answer names the first. */
const order: readonly (readonly [headers: Record<string, string>, method: string, path: string, status: number, code: string])[] = [
  [{ Host: 'a b', Origin: 'null' }, 'OPTIONS', '/nowhere', 400, 'host-malformed'],
  [{ Host: 'evil.com', Origin: 'http://evil.com' }, 'OPTIONS', '/nowhere', 403, 'host-not-allowed'],
  [{ Origin: 'http://evil.com' }, 'OPTIONS', '/nowhere', 403, 'origin-not-allowed'],
  [{ Origin: 'http://evil.com' }, 'POST', '/nowhere', 403, 'origin-not-allowed'],
  [{ 'Content-Type': 'text/plain' }, 'POST', '/nowhere', 404, 'not-found'],
  [{ 'Content-Type': 'text/plain' }, 'PUT', '/dev/webhook', 405, 'method-not-allowed'],
  [{ 'Content-Type': 'text/plain', 'Content-Length': '9000000' }, 'POST', '/dev/webhook', 401, 'token-required'],
];

for (const [headers, method, path, status, code] of order) {
  test(`checks in order: ${method} ${path} with ${JSON.stringify(headers)} is answered ${code}`, async () => {
    await using server = await startTestServer({ requireToken: true });
    assertRefused(await askWithoutEnd(server, method, path, headers), status, code);
  });
}

const bodyOrder: readonly (readonly [headers: Record<string, string>, body: string, status: number, code: string])[] = [
  [{ 'Content-Type': 'text/plain', 'Content-Encoding': 'gzip', 'Content-Length': '9000000' }, '{', 413, 'body-too-large'],
  [{ 'Content-Type': 'text/plain', 'Content-Encoding': 'gzip' }, '{', 415, 'unsupported-media-type'],
  [{ 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' }, '{', 415, 'unsupported-encoding'],
  [{ 'Content-Type': 'application/json' }, '{', 400, 'malformed-json'],
  [{ 'Content-Type': 'application/json' }, '{}', 422, 'invalid-event'],
];

for (const [headers, body, status, code] of bodyOrder) {
  test(`with the token, checks the body in order: ${JSON.stringify(headers)} ${body} is answered ${code}`, async () => {
    await using server = await startTestServer({ requireToken: true });
    const all = { ...server.auth, 'Content-Length': `${body.length}`, ...headers };
    const answer = await askWithoutEnd(server, 'POST', '/dev/webhook', all, body);
    assertRefused(answer, status, code, code === 'invalid-event' ? 'event_type' : undefined);
  });
}

test('an allowed preflight is answered before route, method and token are looked at', async () => {
  await using server = await startTestServer({ requireToken: true });
  const answer = await server.ask('/nowhere', { method: 'OPTIONS', headers: { Origin: 'http://localhost:3000' } });
  assert.deepEqual([answer.status, answer.text], [204, '']);
});

test('a client that hangs up in mid-body harms nobody', async () => {
  await using server = await startTestServer();
  const socket = await openSocket(server.port);
  socket.write(`POST /dev/webhook HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"event`);
  socket.end();
  await until(() => server.log.lines.some(({ line }) => line.includes('code=malformed-request')), 'the hub gave the request up');
  await server.publish('still.here');
  assert.equal((okJson(await server.ask('/dev/history')).events as unknown[]).length, 1);
});

/** Sends what it says, even when the announced length is larger than the body. */
async function askWithoutEnd(server: TestServer, method: string, path: string, headers: Record<string, string>, body = '') {
  const lines = Object.entries({ Host: `localhost:${server.port}`, ...headers }).map(([name, value]) => `${name}: ${value}`);
  const answer = await sendRaw(server.port, `${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
  assert.ok(answer, 'The hub closed the connection without an answer');
  return answer;
}
