import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../../../src/shared/json.ts';
import { okJson } from '../../support/answer.ts';
import { postLevel, sendingTo, untilTarget } from '../../support/receivers/deliveries.ts';
import { startFastApi } from '../../support/receivers/fastApi.ts';
import { startTestServer, type TestServer } from '../../support/testServer.ts';
import { until } from '../../support/until.ts';

/** A sine in place of a microphone. */
const tone = { backend: 'tone', device: '1000Hz -20dBFS', intervalMs: 100, scale: 'db', soundEvents: false } as const;

async function listen(server: TestServer): Promise<unknown> {
  return okJson(await server.ask('/api/listen/start', { method: 'POST' })).sessionId;
}

test('a FastAPI application gets type and data and nothing else, as its model wants it', async () => {
  await using application = await startFastApi();
  await using server = await startTestServer(sendingTo(application.url));
  const data = { text: 'größer 💥', list: [1, null, { deep: true }] };
  const id = await server.publish('order.paid', data);
  const { webhook, headers } = await until(() => application.taken()[0], 'the webhook');
  assert.deepEqual(webhook, { type: 'order.paid', data });
  assert.equal(headers['content-type'], 'application/json');
  assert.match(String(headers['user-agent']), /^dev-sync\/\d+\.\d+\.\d+$/);
  assert.equal(headers['webhook-id'], id);
  assert.match(String(headers['webhook-timestamp']), /^\d{10}$/);
  assert.match(String(headers['dev-sync-hop']), /^[\w-]+$/);
});

test('while the hub listens, a FastAPI application gets its status once and ten levels a second, in order', async () => {
  await using application = await startFastApi();
  await using server = await startTestServer({
    ...sendingTo({ url: application.url, types: ['audio_level', 'listening_status'] }),
    audio: tone,
  });
  const sessionId = await listen(server);
  const levels = () => application.taken().flatMap(({ webhook: { type, data } }) => (type === 'audio_level' ? [data] : []));
  await until(() => levels().length >= 30, 'thirty levels', 30_000);
  okJson(await server.ask('/api/listen/stop', { method: 'POST' }));
  const statuses = () => application.taken().flatMap(({ webhook: { type, data } }) => (type === 'listening_status' ? [data] : []));
  await until(() => statuses().length === 2, 'the end');
  assert.deepEqual(statuses(), [
    { isListening: true, sessionId, status: 'active' },
    { isListening: false, sessionId, status: 'stopped' },
  ]);
  for (const { timestamp, ...level } of levels())
    assert.deepEqual(Object.keys(level).sort(), ['audioLevel', 'clipped', 'peakDb', 'rmsDb', 'sessionId']);
  assertTenASecond(levels());
});

/** By the times of measuring that are in the levels; how fast they travel does not matter. */
function assertTenASecond(levels: readonly JsonObject[]): void {
  const times = levels.map(({ timestamp }) => Date.parse(String(timestamp)));
  const spaces = times.slice(1).map((time, index) => time - (times[index] ?? Number.NaN));
  for (const space of spaces) assert.ok(space > 0, `in order: ${spaces.join(' ')}`);
  const median = spaces.toSorted((a, b) => a - b)[Math.floor(spaces.length / 2)] ?? Number.NaN;
  assert.ok(median >= 80 && median <= 125, `${spaces.join(' ')} ms`);
}

test('a FastAPI application that refuses an event answers why, and the ledger has it', async () => {
  await using application = await startFastApi();
  const wrongWay = application.url.replace('/receive', '/recieve');
  await using server = await startTestServer(sendingTo(wrongWay));
  await postLevel(server, 1);
  await server.publish('a');
  await untilTarget(server, ({ failed }) => failed === 1, 'it is refused');
  const { deliveries } = okJson(await server.ask('/dev/deliveries?state=failed')) as { deliveries: { attempts: JsonObject[] }[] };
  const [{ status, answer } = {}] = deliveries[0]?.attempts ?? [];
  assert.deepEqual([status, answer], [404, '{"detail":"Not Found"}']);
});
