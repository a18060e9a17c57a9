import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isJsonObject, type JsonObject } from '../../src/shared/json.ts';
import { DEFAULT_TARGET_URL } from '../../src/shared/webhooks.ts';
import { assertRefused, okJson } from '../support/answer.ts';
import { openLevels } from '../support/openLevels.ts';
import { openStream } from '../support/openStream.ts';
import { JSON_TYPE, startTestServer, type TestServer } from '../support/testServer.ts';
import { until } from '../support/until.ts';

/** The whole way from capture to clients, with a sine in place of a microphone. */
const tone = { backend: 'tone', device: '1000Hz -20dBFS', intervalMs: 100, scale: 'db', soundEvents: false } as const;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const page = (port: number) => ({ Origin: 'http://localhost:5173', Host: `localhost:${port}` });

const start = async (server: TestServer, body?: unknown) =>
  okJson(body === undefined ? await server.ask('/api/listen/start', { method: 'POST' }) : await server.post('/api/listen/start', body));
const stop = async (server: TestServer) => okJson(await server.ask('/api/listen/stop', { method: 'POST' }));
const status = async (server: TestServer) => okJson(await server.ask('/api/listen/status'));

function dataOf({ data }: { readonly data: JsonObject }): JsonObject {
  assert.ok(isJsonObject(data.data));
  return data.data;
}

test('start and stop answer in the shapes of the contract', async () => {
  await using server = await startTestServer({ audio: tone });
  const { sessionId, ...started } = await start(server);
  assert.match(String(sessionId), UUID);
  assert.deepEqual(started, {
    success: true,
    message: 'Listening started successfully',
    webhookUrl: DEFAULT_TARGET_URL,
  });
  assert.deepEqual(await stop(server), { success: true, message: 'Listening stopped successfully', sessionId });
  assert.deepEqual(await stop(server), { success: true, message: 'Listening stopped successfully', sessionId: null });
});

test('status tells what listens, and nothing when nothing does', async () => {
  await using server = await startTestServer({ audio: tone });
  const idle = {
    isListening: false,
    status: 'stopped',
    sessionId: null,
    device: null,
    backend: null,
    sampleRate: null,
    startedBy: null,
    problem: null,
    level: null,
  };
  assert.deepEqual(await status(server), idle);
  const { sessionId } = await start(server);
  const { level, device, ...active } = await until(async () => {
    const now = await status(server);
    return now.level === null ? undefined : now;
  }, 'a level');
  assert.ok(Math.abs(Number(level) - 61.65) <= 0.2, `${level} %`);
  assert.match(String(device), /1000 Hz/);
  assert.deepEqual(active, {
    isListening: true,
    status: 'active',
    sessionId,
    backend: 'tone',
    sampleRate: 48_000,
    startedBy: 'program',
    problem: null,
  });
  await stop(server);
  assert.deepEqual(await status(server), idle);
});

test('starting twice is one session, also at the same moment', async () => {
  await using server = await startTestServer({ audio: tone });
  const ids = await Promise.all(Array.from({ length: 5 }, async () => (await start(server)).sessionId));
  assert.equal(new Set(ids).size, 1);
  assert.equal((await start(server, { timestamp: '2026-03-02T09:15:00Z' })).sessionId, ids[0]);
});

test('a start while something listens says that it did not switch', async () => {
  await using server = await startTestServer({ audio: tone });
  const { sessionId } = await start(server);
  const again = await start(server, { deviceId: '440Hz -6dBFS' });
  assert.equal(again.sessionId, sessionId);
  assert.match(String(again.message), /already, to "Tone of 1000 Hz.*stop first/);
});

test('two clients that start and stop at once leave a state that everybody agrees on', async () => {
  await using server = await startTestServer({ audio: tone });
  await using stream = await openStream(server.url, { query: '?types=listening_status' });
  const answers = await Promise.all(
    Array.from({ length: 6 }, (_, index) => server.ask(`/api/listen/${index % 2 === 0 ? 'start' : 'stop'}`, { method: 'POST' })),
  );
  for (const answer of answers) if (answer.status !== 200) assertRefused(answer, 409, 'listening-stopped');
  const { sessionId } = await start(server);
  await stop(server);
  const isEnd = ({ data }: { data: JsonObject }) => (data.data as JsonObject | undefined)?.sessionId === sessionId;
  await until(() => stream.entries.filter(isEnd).length === 2, 'the last session');
  const told = stream.entries.filter(({ data }) => data.type === 'listening_status').map((entry) => dataOf(entry).status);
  const alternating = told.map((_, index) => (index % 2 === 0 ? 'active' : 'stopped'));
  assert.deepEqual(told, alternating);
  assert.equal((await status(server)).status, 'stopped');
});

test('a stop ends a start that is under way', async () => {
  await using server = await startTestServer({ audio: tone });
  const starting = server.ask('/api/listen/start', { method: 'POST' });
  await until(async () => (await status(server)).status === 'starting', 'the opening');
  assert.deepEqual(await stop(server), { success: true, message: 'Listening stopped successfully', sessionId: null });
  assertRefused(await starting, 409, 'listening-stopped');
  const { events } = okJson(await server.ask('/dev/history')) as { events: unknown[] };
  assert.deepEqual(events, []);
});

test('audio_level comes ten times a second as a gauge, and listening_status as a fact', async () => {
  await using server = await startTestServer({ audio: tone });
  await using stream = await openStream(server.url);
  const { sessionId } = await start(server);
  const isLevel = ({ data }: { data: JsonObject }) => data.type === 'audio_level';
  await until(() => stream.entries.filter(isLevel).length >= 12, 'a second of levels');
  await stop(server);
  await until(() => stream.entries.at(-1)?.data.type === 'listening_status', 'the last status');

  const levels = stream.entries.filter(isLevel);
  for (const entry of levels) {
    assert.ok(!('id' in entry.data));
    assert.equal(entry.data.source, 'microphone');
    const { timestamp, ...level } = dataOf(entry);
    assert.match(String(timestamp), /^\d{4}-.*Z$/);
    assert.deepEqual(Object.keys(level), ['audioLevel', 'rmsDb', 'peakDb', 'clipped', 'sessionId']);
    assert.ok(Math.abs(Number(level.rmsDb) + 23.01) <= 0.1);
    assert.ok(Math.abs(Number(level.peakDb) + 20) <= 0.1);
    assert.ok(Math.abs(Number(level.audioLevel) - 61.65) <= 0.2);
    assert.equal(level.clipped, false);
    assert.equal(level.sessionId, sessionId);
  }
  const times = levels.map((entry) => Date.parse(String(dataOf(entry).timestamp)));
  const mean = (Number(times.at(-1)) - Number(times[0])) / (times.length - 1);
  assert.ok(Math.abs(mean - 100) < 10, `${mean} ms of sound apart`);
  const { events } = okJson(await server.ask('/dev/history')) as { events: { type: string; data: JsonObject }[] };
  assert.deepEqual(
    events.map(({ type, data }) => [type, data.isListening, data.status, data.sessionId]),
    [
      ['listening_status', true, 'active', sessionId],
      ['listening_status', false, 'stopped', sessionId],
    ],
  );
});

test('the interval and the scale are those of the options', async () => {
  await using server = await startTestServer({ audio: { ...tone, intervalMs: 20, scale: 'seed' } });
  await using stream = await openStream(server.url, { query: '?types=audio_level' });
  await start(server);
  const entry = await until(() => stream.entries.filter(({ data }) => data.type === 'audio_level')[10], 'ten levels');
  assert.equal(dataOf(entry).audioLevel, 100);
});

test('GET /api/listen/levels brings frames with all readings, 50 for a second of sound', async () => {
  await using server = await startTestServer({ audio: tone });
  await using levels = await openLevels(server.url);
  const { sessionId } = await start(server);
  const frames = await levels.untilCount(60);
  const [first] = frames;
  const settled = frames.slice(30);
  assert.deepEqual(Object.keys(first ?? {}), ['t', 'rmsDb', 'peakDb', 'holdDb', 'vuDb', 'percent', 'clipped', 'clipCount', 'sessionId']);
  for (const { rmsDb, peakDb, holdDb, percent, clipped, clipCount, sessionId: id } of settled) {
    assert.ok(Math.abs(rmsDb + 23.01) <= 0.1 && Math.abs(peakDb + 20) <= 0.1 && Math.abs(holdDb + 20) <= 0.1);
    assert.ok(Math.abs(percent - 61.65) <= 0.2);
    assert.deepEqual([clipped, clipCount, id], [false, 0, sessionId]);
  }
});

test('the stream of levels stays open between sessions', async () => {
  await using server = await startTestServer({ audio: tone });
  await using levels = await openLevels(server.url);
  const first = await start(server);
  await levels.untilCount(5);
  await stop(server);
  const second = await start(server);
  await until(() => levels.frames.at(-1)?.sessionId === second.sessionId, 'frames of the second session');
  assert.notEqual(first.sessionId, second.sessionId);
});

test('without an editor a page may not switch the microphone on, a page with the token may, and any page may switch it off', async () => {
  await using server = await startTestServer({ audio: tone });
  const headers = page(server.port);
  assertRefused(await server.ask('/api/listen/start', { method: 'POST', headers }), 403, 'mic-denied');
  const sameOrigin = { Origin: server.url, 'Sec-Fetch-Site': 'same-origin' };
  assertRefused(await server.ask('/api/listen/start', { method: 'POST', headers: sameOrigin }), 403, 'mic-denied');
  assert.equal((await status(server)).isListening, false);
  okJson(await server.ask('/api/listen/start', { method: 'POST', headers: { ...headers, ...server.auth } }));
  assert.equal((await status(server)).startedBy, 'page');
  const { sessionId } = okJson(await server.ask('/api/listen/stop', { method: 'POST', headers }));
  assert.match(String(sessionId), UUID);
});

test('a page is told the levels but not the name of the device', async () => {
  await using server = await startTestServer({ audio: tone });
  await start(server);
  const seen = okJson(await server.ask('/api/listen/status', { headers: page(server.port) }));
  assert.equal(seen.device, null);
  assert.equal(seen.isListening, true);
  assertRefused(await server.ask('/api/listen/devices', { headers: page(server.port) }), 401, 'token-required');
});

test('the log warns once when somebody without the token switched the microphone on', async () => {
  await using server = await startTestServer({ audio: tone });
  await start(server);
  await start(server);
  assert.equal(server.log.linesOf('warn').filter((line) => line.includes('without the token')).length, 1);
  await stop(server);
  okJson(await server.ask('/api/listen/start', { method: 'POST', headers: server.auth }));
  assert.equal(server.log.linesOf('warn').length, 1);
});

test('a body is optional, but when there is one it must be right', async () => {
  await using server = await startTestServer({ audio: tone });
  const { url } = server;
  await start(server, {});
  assert.equal((await fetch(`${url}/api/listen/start`, { method: 'POST', headers: JSON_TYPE })).status, 200);
  const textual = { method: 'POST', headers: { 'Content-Type': 'text/plain' }, body: 'hello' };
  const { next } = assertRefused(await server.ask('/api/listen/start', textual), 415, 'unsupported-media-type');
  assert.ok(next.includes(`curl -X POST ${url}/api/listen/start`) && next.includes('deviceId'));
  assertRefused(await server.post('/api/listen/start', '{"deviceId":'), 400, 'malformed-json');
  assertRefused(await server.post('/api/listen/start', { deviceId: 7 }), 422, 'invalid-listen', 'deviceId');
  assertRefused(await server.post('/api/listen/start', []), 422, 'invalid-listen');
  // A misspelt name would open another microphone than the one that was meant.
  assertRefused(await server.post('/api/listen/start', { device: 'x' }), 422, 'invalid-listen', 'device');
});

test('a device that does not exist is refused with its name, and nothing listens', async () => {
  await using server = await startTestServer({ audio: tone });
  const { message } = assertRefused(await server.post('/api/listen/start', { deviceId: 'Nowhere' }), 503, 'microphone-not-found');
  assert.match(message, /Nowhere/);
  assert.equal((await status(server)).isListening, false);
  await start(server, { deviceId: '440Hz -6dBFS' });
  assert.match(String((await status(server)).device), /440 Hz/);
});

test('devices are listed with the back end that knows them', async () => {
  await using server = await startTestServer({ audio: tone });
  const { success, backend, devices } = okJson(await server.ask('/api/listen/devices')) as {
    success: boolean;
    backend: string;
    devices: JsonObject[];
  };
  assert.deepEqual([success, backend], [true, 'tone']);
  assert.equal(devices.filter(({ isDefault }) => isDefault).length, 1);
  for (const device of devices) assert.deepEqual(Object.keys(device), ['id', 'name', 'isDefault', 'channels', 'defaultSampleRate']);
});

test('a window listens as the editor, and its end is the end of listening', async () => {
  await using server = await startTestServer({ audio: tone });
  assertRefused(await server.post('/api/listen/start', { window: 'w1' }), 401, 'token-required');
  assertRefused(await server.post('/api/listen/start', { window: 'w1' }, server.auth), 404, 'unknown-window');
  await using other = await openStream(server.url, { query: '?client=window&window=w2', headers: server.auth });
  const stream = await openStream(server.url, { query: '?client=window&window=w1', headers: server.auth });
  okJson(await server.post('/api/listen/start', { window: 'w1' }, server.auth));
  assert.equal((await status(server)).startedBy, 'editor');
  // A second stream of the same window, as when it reconnects before the hub has noticed that the first one broke.
  const again = await openStream(server.url, { query: '?client=window&window=w1', headers: server.auth });
  await stream.close();
  await again.next();
  assert.equal((await status(server)).isListening, true);
  await again.close();
  await until(async () => !(await status(server)).isListening, 'the end of listening');
  await until(
    () => other.entries.some(({ data }) => data.type === 'listening_status' && dataOf({ data }).status === 'stopped'),
    'the word of it',
  );
});

test('windows are told at once what the microphone does, whoever started it', async () => {
  await using server = await startTestServer({ audio: tone });
  await using window = await openStream(server.url, { query: '?client=window&window=w1', headers: server.auth });
  const shown = () => {
    const entry = window.entries.findLast(({ data }) => data.type === 'stream.status');
    return entry && (dataOf(entry).listening as JsonObject);
  };
  await until(() => shown()?.status === 'stopped', 'the first status');
  const { sessionId } = okJson(await server.post('/api/listen/start', {}, server.auth));
  await until(() => shown()?.status === 'active', 'the status of listening');
  assert.deepEqual([shown()?.sessionId, shown()?.backend, shown()?.startedBy], [sessionId, 'tone', 'program']);
  await stop(server);
  await until(() => shown()?.status === 'stopped', 'the end of listening');
});

test('levels of others are on the stream, and the status follows our own microphone only', async () => {
  await using server = await startTestServer({ audio: tone });
  await using stream = await openStream(server.url);
  await using levels = await openLevels(server.url);
  const remote = { type: 'audio_level', data: { audioLevel: 42, sessionId: 'theirs' }, source: 'backend' };
  assert.deepEqual(okJson(await server.post('/api/webhook/receive', remote)), { success: true, id: null });
  const theirs = { type: 'listening_status', data: { isListening: true, status: 'active' }, source: 'microphone' };
  okJson(await server.post('/api/webhook/receive', theirs));
  await stream.until('listening_status');
  assert.equal((await status(server)).isListening, false);
  const { sessionId } = await start(server);
  const [first] = await levels.untilCount(1);
  assert.equal(first?.sessionId, sessionId, 'the first frame is of our own session');
});

for (const data of [
  { audioLevel: 101 },
  { audioLevel: '42' },
  {},
  { audioLevel: 5, rmsDb: 'loud' },
  { audioLevel: 5, rmsDb: 200 },
  { audioLevel: 5, clipped: 1 },
]) {
  test(`a level of others must be right: ${JSON.stringify(data)}`, async () => {
    await using server = await startTestServer();
    assert.equal((await server.post('/api/webhook/receive', { type: 'audio_level', data })).status, 422);
  });
}

test('sounds become events when that is asked for', async () => {
  await using server = await startTestServer({ audio: { ...tone, soundEvents: true } });
  await using stream = await openStream(server.url, { query: '?types=audio.*,listening_status' });
  const { sessionId } = await start(server);
  const started = (await stream.until('audio.sound_started')).at(-1);
  assert.ok(started);
  assert.equal(dataOf(started).sessionId, sessionId);
  await stop(server);
  const stopped = (await stream.until('audio.sound_stopped')).at(-1);
  assert.ok(stopped && Number(dataOf(stopped).durationMs) >= 60);
});

test('the end of the hub is the end of listening, and the streams are told before they close', async () => {
  const server = await startTestServer({ audio: tone });
  const stream = await openStream(server.url, { query: '?types=listening_status' });
  await using levels = await openLevels(server.url);
  await start(server);
  await server[Symbol.asyncDispose]();
  await stream.ended;
  await levels.ended;
  assert.equal(dataOf(stream.entries.at(-1) ?? assert.fail()).status, 'stopped');
});
