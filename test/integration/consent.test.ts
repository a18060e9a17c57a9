import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HubOptions } from '../../src/server/index.ts';
import { limits } from '../../src/shared/api.ts';
import type { MicrophoneVerdict } from '../../src/shared/consent.ts';
import { isJsonObject, type JsonObject } from '../../src/shared/json.ts';
import { assertRefused, jsonOf, okJson } from '../support/answer.ts';
import { type OpenStream, openStream } from '../support/openStream.ts';
import { childrenOf } from '../support/processes.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';
import { until } from '../support/until.ts';

/** The microphone and those without the token, at a hub with editor windows, which the tests play. */
const tone = { backend: 'tone', device: '1000Hz -20dBFS', intervalMs: 100, scale: 'db', soundEvents: false } as const;
const PAGE = 'http://localhost:3000';
const OTHER = 'http://localhost:4000';
const MINUTE_MS = 60_000;

type Window = { readonly id: string; readonly stream: OpenStream };

async function startHub(options: Partial<HubOptions> = {}): Promise<TestServer> {
  return await startTestServer({ audio: tone, lifetime: 'windows', ...options });
}

async function openWindow(server: TestServer, id = 'w1'): Promise<Window & AsyncDisposable> {
  const stream = await openStream(server.url, { query: `?client=window&window=${id}`, headers: server.auth });
  await stream.until('stream.status');
  return { id, stream, [Symbol.asyncDispose]: () => stream.close() };
}

const tell = (server: TestServer, { id }: Window, news: object) => server.post('/dev/window', { window: id, ...news }, server.auth);

/** A start without the token: of a page, or of a program. */
const start = (server: TestServer, origin: string | null, body: object = {}) =>
  server.post('/api/listen/start', body, origin === null ? {} : { Origin: origin, 'Sec-Fetch-Site': 'same-site' });
const stop = (server: TestServer) => server.ask('/api/listen/stop', { method: 'POST' });
const status = async (server: TestServer) => okJson(await server.ask('/api/listen/status'));

async function isPending(server: TestServer, origin: string | null): Promise<void> {
  const answer = await start(server, origin);
  assert.equal(answer.status, 202, answer.text);
}

function dataOf({ data }: { readonly data: JsonObject }): JsonObject {
  assert.ok(isJsonObject(data.data));
  return data.data;
}

const questionsOf = ({ stream }: Window) => stream.entries.filter(({ data }) => data.type === 'stream.consent').map(dataOf);
const statusesOf = ({ stream }: Window) => stream.entries.filter(({ data }) => data.type === 'listening_status').map(dataOf);

/** Answers the question that the window was shown last. */
async function answer(server: TestServer, window: Window, verdict: MicrophoneVerdict, count = 1) {
  const question = await until(() => questionsOf(window)[count - 1], `question ${count}`);
  return server.post('/dev/consent', { window: window.id, question: question.id, verdict }, server.auth);
}

/** No session was so much as begun, and no process is there that could record. */
function assertNeverOn({ stream }: Window): void {
  assert.deepEqual(childrenOf(process.pid), []);
  const shown = stream.entries.filter(({ data }) => data.type === 'stream.status').map((entry) => dataOf(entry).listening);
  assert.deepEqual(new Set(shown.map((listening) => isJsonObject(listening) && listening.sessionId)), new Set([null]));
}

test('a start without the token asks a person, and until the yes nothing is switched on', async () => {
  await using server = await startHub();
  await using window = await openWindow(server);
  const pending = await start(server, PAGE);
  assert.equal(pending.status, 202);
  const { message, next, ...rest } = jsonOf(pending);
  assert.deepEqual(rest, { success: true, pending: true, sessionId: null });
  assert.match(`${message} ${next}`, /VS Code asks whether http:\/\/localhost:3000 may .*listening_status/);
  const asked = await until(() => questionsOf(window)[0], 'the question');
  assert.equal(asked.origin, PAGE);
  assertNeverOn(window);
  assert.deepEqual(okJson(await answer(server, window, 'once')), { success: true, outcome: 'started' });
  const { isListening, startedBy, sessionId } = await status(server);
  assert.deepEqual([isListening, startedBy], [true, 'page']);
  assert.equal(okJson(await start(server, PAGE)).sessionId, sessionId);
  assert.deepEqual(statusesOf(window), [{ isListening: true, sessionId, status: 'active' }]);
});

test('a no is told on the stream and to the next start, and no capture process was ever started', async () => {
  await using server = await startHub();
  await using window = await openWindow(server);
  await isPending(server, PAGE);
  assert.deepEqual(okJson(await answer(server, window, 'deny')), { success: true, outcome: 'denied' });
  const told = (await window.stream.until('listening_status')).at(-1) ?? assert.fail();
  assert.deepEqual(dataOf(told), { isListening: false, sessionId: null, status: 'denied' });
  assert.equal(told.data.source, 'microphone');
  const refused = await start(server, PAGE);
  assertRefused(refused, 403, 'mic-denied');
  assert.ok(Number(refused.headers['retry-after']) > 50 && Number(refused.headers['retry-after']) <= 60);
  assertNeverOn(window);
  const { events } = okJson(await server.ask('/dev/history')) as { events: { type: string }[] };
  assert.deepEqual(
    events.map(({ type }) => type),
    ['listening_status'],
  );
});

test('who was refused is asked about again after a minute, then after five', async () => {
  await using server = await startHub();
  await using window = await openWindow(server);
  for (const [index, pauseMs] of [MINUTE_MS, 5 * MINUTE_MS].entries()) {
    await isPending(server, PAGE);
    okJson(await answer(server, window, 'deny', index + 1));
    server.advance(pauseMs - 5000);
    assertRefused(await start(server, PAGE), 403, 'mic-denied');
    server.advance(5000);
  }
  await isPending(server, PAGE);
});

test('once is one session: when it was stopped, the asker waits and is asked about again', async () => {
  await using server = await startHub();
  await using window = await openWindow(server);
  await isPending(server, PAGE);
  okJson(await answer(server, window, 'once'));
  okJson(await stop(server));
  const refused = await start(server, PAGE);
  assertRefused(refused, 429, 'mic-asked-before');
  assert.ok(Number(refused.headers['retry-after']) > 0 && Number(refused.headers['retry-after']) <= 60);
  server.advance(MINUTE_MS);
  await isPending(server, PAGE);
  await until(() => questionsOf(window).length === 2, 'the second question');
});

test('a page with a permission of an attached window starts at once', async () => {
  await using server = await startHub();
  await using window = await openWindow(server);
  const in30Days = new Date(Date.now() + 30 * 24 * 60 * MINUTE_MS).toISOString();
  okJson(await tell(server, window, { permissions: [{ origin: PAGE, until: in30Days }] }));
  okJson(await start(server, PAGE));
  assert.equal((await status(server)).startedBy, 'page');
  okJson(await stop(server));
  okJson(await start(server, PAGE));
  okJson(await stop(server));
  await isPending(server, OTHER);
  assert.equal(server.log.linesOf('warn').filter((line) => line.includes('without the token')).length, 2);
});

test('a permission that has run out, was taken back, or left with its window is none', async () => {
  await using server = await startHub();
  await using window = await openWindow(server);
  await using second = await openWindow(server, 'w2');
  const permit = (origin: string, ms: number) => ({ permissions: [{ origin, until: new Date(Date.now() + ms).toISOString() }] });
  okJson(await tell(server, window, permit(PAGE, -1)));
  await isPending(server, PAGE);
  okJson(await answer(server, second, 'deny'));
  okJson(await tell(server, window, permit(OTHER, MINUTE_MS)));
  okJson(await tell(server, window, { permissions: [] }));
  await isPending(server, OTHER);
  okJson(await answer(server, second, 'deny', 2));
  okJson(await tell(server, window, permit('http://localhost:5000', MINUTE_MS)));
  await window.stream.close();
  await until(async () => (await tell(server, window, {})).status === 404, 'the end of the window');
  await isPending(server, 'http://localhost:5000');
  assertNeverOn(second);
});

test('there is one question at a time, and asking again is the same question', async () => {
  await using server = await startHub();
  await using window = await openWindow(server);
  await isPending(server, PAGE);
  await isPending(server, PAGE);
  for (const other of [OTHER, null]) {
    const refused = await start(server, other);
    assertRefused(refused, 429, 'mic-question-open');
    assert.ok(Number(refused.headers['retry-after']) > 0 && Number(refused.headers['retry-after']) <= 30);
  }
  okJson(await answer(server, window, 'deny'));
  await isPending(server, OTHER);
  await until(() => questionsOf(window).length === 2, 'the question about the other');
  assert.deepEqual(
    questionsOf(window).map(({ origin }) => origin),
    [PAGE, OTHER],
  );
});

test('all programs are one asker, without a name', async () => {
  await using server = await startHub();
  await using window = await openWindow(server);
  const asked = await server.ask('/api/listen/start', { method: 'POST', headers: { 'User-Agent': 'curl' } });
  assert.match(String(jsonOf(asked).message), /a program without the token/);
  await isPending(server, null);
  okJson(await answer(server, window, 'once'));
  assert.deepEqual(
    questionsOf(window).map(({ origin }) => origin),
    [null],
  );
  assert.equal((await status(server)).startedBy, 'program');
});

test('the window that was used last is asked', async () => {
  await using server = await startHub();
  await using first = await openWindow(server, 'w1');
  await using second = await openWindow(server, 'w2');
  await isPending(server, PAGE);
  okJson(await answer(server, second, 'deny'));
  okJson(await tell(server, first, { focused: true }));
  await isPending(server, OTHER);
  okJson(await answer(server, first, 'deny'));
  assert.deepEqual([questionsOf(first).length, questionsOf(second).length], [1, 1]);
});

test('a window that closes with its question is a no; a yes from elsewhere comes too late and counts for the next start', async () => {
  await using server = await startHub();
  await using second = await openWindow(server, 'w2');
  await using first = await openWindow(server, 'w1');
  await isPending(server, PAGE);
  const { id } = await until(() => questionsOf(first)[0], 'the question');
  await first.stream.close();
  await second.stream.until('listening_status');
  assert.deepEqual(statusesOf(second), [{ isListening: false, sessionId: null, status: 'denied' }]);
  assertRefused(await start(server, PAGE), 403, 'mic-denied');
  const late = { window: 'w2', question: String(id), verdict: 'once' };
  assert.deepEqual(okJson(await server.post('/dev/consent', late, server.auth)), { success: true, outcome: 'expired' });
  assertNeverOn(second);
  okJson(await start(server, PAGE));
  assert.equal((await status(server)).isListening, true);
});

test('a yes opens the device that was asked for; when that fails, window and stream hear it, and the yes is still good', async () => {
  await using server = await startHub();
  await using window = await openWindow(server);
  assert.equal((await start(server, PAGE, { deviceId: 'Nowhere' })).status, 202);
  const { message } = assertRefused(await answer(server, window, 'once'), 503, 'microphone-not-found');
  assert.match(message, /Nowhere/);
  await window.stream.until('listening_status');
  assert.deepEqual(statusesOf(window), [{ isListening: false, sessionId: null, status: 'error' }]);
  okJson(await start(server, PAGE, { deviceId: '440Hz -6dBFS' }));
  assert.match(String((await status(server)).device), /440 Hz/);
});

test('while something listens every start answers with it, and moves nothing', async () => {
  await using server = await startHub();
  await using window = await openWindow(server);
  const { sessionId } = okJson(await server.post('/api/listen/start', { window: window.id }, server.auth));
  for (const asker of [PAGE, null]) assert.equal(okJson(await start(server, asker, { deviceId: '440Hz -6dBFS' })).sessionId, sessionId);
  assert.match(String((await status(server)).device), /1000 Hz/);
  assert.deepEqual(questionsOf(window), []);
});

test('an asker that starts again after a stop is asked about still, with the same question', async () => {
  await using server = await startHub();
  await using window = await openWindow(server);
  await isPending(server, PAGE);
  okJson(await server.post('/api/listen/start', { window: window.id }, server.auth));
  okJson(await stop(server));
  await isPending(server, PAGE);
  okJson(await answer(server, window, 'always'));
  assert.equal((await status(server)).startedBy, 'page');
  assert.equal(questionsOf(window).length, 1);
});

test('a stop takes back the open question: whoever says yes then switches nothing on', async () => {
  await using server = await startHub();
  await using window = await openWindow(server);
  await isPending(server, PAGE);
  assert.equal(okJson(await stop(server)).sessionId, null);
  await window.stream.until('listening_status');
  assert.deepEqual(statusesOf(window), [{ isListening: false, sessionId: null, status: 'stopped' }]);
  assert.deepEqual(okJson(await answer(server, window, 'once')), { success: true, outcome: 'withdrawn' });
  assertRefused(await start(server, PAGE), 429, 'mic-asked-before');
  assertNeverOn(window);
});

test('what a person allowed ends with the window in which they did', async () => {
  await using server = await startHub({ lifetime: 'host' });
  await using other = await openWindow(server, 'w2');
  await using window = await openWindow(server, 'w1');
  await isPending(server, PAGE);
  okJson(await answer(server, window, 'once'));
  await window.stream.close();
  await until(async () => !(await status(server)).isListening, 'the end of listening');
  await until(() => statusesOf(other).length === 2, 'the word of it');
  assert.deepEqual(
    statusesOf(other).map((told) => told.status),
    ['active', 'stopped'],
  );
});

test('a hub in a terminal remembers the no of a person whose window reloads', async () => {
  await using server = await startHub({ lifetime: 'host' });
  await using window = await openWindow(server);
  await isPending(server, null);
  okJson(await answer(server, window, 'deny'));
  await window.stream.close();
  await until(async () => (await tell(server, window, {})).status === 404, 'the end of the window');
  assertRefused(await start(server, null), 403, 'mic-denied');
  assert.equal((await status(server)).isListening, false);
  server.advance(MINUTE_MS);
  okJson(await start(server, null));
});

test('a window whose stream broke is asked again, with the same question, and its permissions hold', async () => {
  await using server = await startHub();
  await using window = await openWindow(server);
  const until30 = new Date(Date.now() + 24 * 60 * MINUTE_MS).toISOString();
  okJson(await tell(server, window, { permissions: [{ origin: OTHER, until: until30 }] }));
  await isPending(server, PAGE);
  const asked = await until(() => questionsOf(window)[0], 'the question');
  const [again] = await Promise.all([openWindow(server), window.stream.close()]);
  await using back = again;
  assert.deepEqual(await until(() => questionsOf(back)[0], 'the same question'), asked);
  okJson(await start(server, OTHER));
});

test('a permission is good for 30 days from now, whatever the window says', async () => {
  await using server = await startHub();
  await using window = await openWindow(server);
  okJson(await tell(server, window, { permissions: [{ origin: PAGE, until: '9999-12-31T23:59:59Z' }] }));
  server.advance(limits.microphonePermissionMs - MINUTE_MS);
  okJson(await start(server, PAGE));
  okJson(await stop(server));
  server.advance(MINUTE_MS);
  await isPending(server, PAGE);
});

test('a hub of windows that has none at this moment refuses pages and programs', async () => {
  await using server = await startHub();
  for (const asker of [PAGE, null]) {
    const { message } = assertRefused(await start(server, asker), 403, 'mic-denied');
    assert.match(message, /not connected at this moment/);
  }
  assert.equal((await status(server)).isListening, false);
});

test('a hub in a terminal asks too, as soon as a window is attached to it', async () => {
  await using server = await startHub({ lifetime: 'host' });
  assert.match(assertRefused(await start(server, PAGE), 403, 'mic-denied').message, /no VS Code window/);
  okJson(await start(server, null));
  okJson(await stop(server));
  await using window = await openWindow(server);
  await isPending(server, null);
  okJson(await answer(server, window, 'deny'));
});

test('a page without a name cannot be asked about, one with the token need not be', async () => {
  await using server = await startHub();
  await using window = await openWindow(server);
  const nameless = await server.post('/api/listen/start', {}, { 'Sec-Fetch-Site': 'same-origin' });
  assert.match(assertRefused(nameless, 403, 'mic-denied').message, /does not say what its origin is/);
  okJson(await server.post('/api/listen/start', {}, { Origin: PAGE, ...server.auth }));
  assert.deepEqual(questionsOf(window), []);
});

for (const path of ['/dev/window', '/dev/consent', '/api/dev/window', '/api/dev/consent']) {
  test(`POST ${path} needs the token and a window that is attached`, async () => {
    await using server = await startHub();
    const body = { window: 'w9', question: 'q', verdict: 'once' };
    assertRefused(await server.post(path, body), 401, 'token-required');
    assertRefused(await server.post(path, body, server.auth), 404, 'unknown-window');
  });
}

test('an answer must be one, to a question that was asked', async () => {
  await using server = await startHub();
  await using window = await openWindow(server);
  const post = (body: object) => server.post('/dev/consent', { window: window.id, ...body }, server.auth);
  assertRefused(await post({ question: 'q', verdict: 'once' }), 404, 'unknown-question');
  assertRefused(await post({ question: 'q', verdict: 'yes' }), 422, 'invalid-consent', 'verdict');
  assertRefused(await post({ verdict: 'once' }), 422, 'invalid-consent', 'question');
});

const permission = { origin: PAGE, until: '2026-12-22T00:00:00.000Z' };
const wrongNews: readonly (readonly [news: object, path: string])[] = [
  [{ externalUrl: 'ftp://files.test/' }, 'externalUrl'],
  [{ externalUrl: 'https://me:secret@code.test/' }, 'externalUrl'],
  [{ externalUrl: 'code.test' }, 'externalUrl'],
  [{ focused: 'yes' }, 'focused'],
  [{ permissions: PAGE }, 'permissions'],
  [{ permissions: Array.from({ length: 201 }, () => permission) }, 'permissions'],
  [{ permissions: [{ ...permission, origin: `http://${'a'.repeat(300)}` }] }, 'permissions[0].origin'],
  [{ permissions: [{ ...permission, origin: 'null' }] }, 'permissions[0].origin'],
  [{ permissions: [{ ...permission, origin: `${PAGE}/` }] }, 'permissions[0].origin'],
  [{ permissions: [{ ...permission, until: 'tomorrow' }] }, 'permissions[0].until'],
  [{ permissions: [{ ...permission, until: '2026-12-22T00:00:00' }] }, 'permissions[0].until'],
];
for (const [news, path] of wrongNews) {
  test(`what a window says of itself must be right: ${JSON.stringify(news).slice(0, 70)}`, async () => {
    await using server = await startHub();
    await using window = await openWindow(server);
    assertRefused(await tell(server, window, news), 422, 'invalid-window', path);
    okJson(await tell(server, window, { externalUrl: 'https://code.test/', permissions: [permission], focused: true }));
  });
}
