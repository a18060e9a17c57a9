import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask, okJson } from '../../support/answer.ts';
import { deliveriesOf, targetOf, untilDelivery, untilTarget } from '../../support/receivers/deliveries.ts';
import type { Payload } from '../../support/receivers/receiver.ts';
import { startVite, VITE_PORT, type ViteServer } from '../../support/receivers/viteServer.ts';
import { startTestServer, type TestServer } from '../../support/testServer.ts';
import { until } from '../../support/until.ts';

/** In one file, because they share the one port. Hubs of other tests send there too, so only what is ours counts. */

const tone = { backend: 'tone', device: '1000Hz -20dBFS', intervalMs: 100, scale: 'db', soundEvents: false } as const;
/** A target that was not there rests for half a minute at most. */
const FOUND_TIMEOUT_MS = 60_000;

async function assertNobodyThere(): Promise<void> {
  for (const address of ['127.0.0.1', '::1']) {
    const isTaken = await ask(VITE_PORT, '/', { address }).then(
      () => true,
      () => false,
    );
    assert.ok(!isTaken, `Port ${VITE_PORT} of this machine is in use: these tests need it.`);
  }
}

function assertNothingSaid({ log }: TestServer): void {
  const visible = log.lines.filter(({ level, line }) => level !== 'debug' && level !== 'trace' && !line.includes('The hub is on'));
  assert.deepEqual(visible, []);
}

function postStatus(server: TestServer, sessionId: string): Promise<string> {
  return server.publish('listening_status', { isListening: true, sessionId, status: 'active' });
}

function takenOf({ taken }: ViteServer, sessionId: unknown): readonly Payload[] {
  return taken.filter(({ data }) => data.sessionId === sessionId);
}

test('a frontend behind Vite gets what the microphone hears, without any configuration', { timeout: 120_000 }, async () => {
  await assertNobodyThere();
  await using vite = await startVite();
  await using server = await startTestServer({ audio: tone });
  const { sessionId, webhookUrl } = okJson(await server.ask('/api/listen/start', { method: 'POST' }));
  assert.equal(webhookUrl, 'http://localhost:5173/api/webhook/receive');
  await until(() => takenOf(vite, sessionId).length > 12, 'a second of levels', FOUND_TIMEOUT_MS);
  okJson(await server.ask('/api/listen/stop', { method: 'POST' }));
  await until(() => takenOf(vite, sessionId).some(({ data }) => data.status === 'stopped'), 'the end');
  const statuses = takenOf(vite, sessionId)
    .filter(({ type }) => type === 'listening_status')
    .map(({ data }) => data);
  assert.deepEqual(statuses, [
    { isListening: true, sessionId, status: 'active' },
    { isListening: false, sessionId, status: 'stopped' },
  ]);
  const levels = takenOf(vite, sessionId).filter(({ type }) => type === 'audio_level');
  for (const { data, ...rest } of levels) assert.deepEqual([rest, typeof data.audioLevel], [{ type: 'audio_level' }, 'number']);
});

test('a frontend that is not there is no problem: nothing is said, and it is found when it comes', { timeout: 180_000 }, async () => {
  await assertNobodyThere();
  await using server = await startTestServer();
  const waiting = await postStatus(server, 'waiting');
  const { queued, url } = await untilTarget(server, ({ state, failures }) => state === 'no-receiver' && failures > 2, 'nobody is there');
  assert.deepEqual([queued, url], [1, 'http://localhost:5173/api/webhook/receive']);
  assertNothingSaid(server);
  await using vite = await startVite();
  await untilDelivery(server, waiting, 'delivered', FOUND_TIMEOUT_MS);
  assert.equal((await targetOf(server)).state, 'closed');
  assert.deepEqual(takenOf(vite, 'waiting').length, 1);
  assertNothingSaid(server);
});

test('a frontend that goes and comes back is no problem either: what happened within 60 s is delivered', { timeout: 180_000 }, async () => {
  await assertNobodyThere();
  await using server = await startTestServer();
  {
    await using _vite = await startVite();
    await untilDelivery(server, await postStatus(server, 'before'), 'delivered', FOUND_TIMEOUT_MS);
  }
  const meanwhile = await postStatus(server, 'meanwhile');
  await untilTarget(server, ({ state }) => state === 'no-receiver', 'nobody is there any more');
  await using vite = await startVite();
  await untilDelivery(server, meanwhile, 'delivered', FOUND_TIMEOUT_MS);
  assert.deepEqual([takenOf(vite, 'before').length, takenOf(vite, 'meanwhile').length], [0, 1]);
  assertNothingSaid(server);
});

test('what had no frontend for 60 s has expired, and is not delivered to the one that comes', { timeout: 180_000 }, async () => {
  await assertNobodyThere();
  await using server = await startTestServer();
  const old = await postStatus(server, 'old');
  await untilTarget(server, ({ state }) => state === 'no-receiver', 'nobody is there');
  server.advance(60_001);
  const young = await postStatus(server, 'young');
  await untilDelivery(server, old, 'expired', FOUND_TIMEOUT_MS);
  await using vite = await startVite();
  await untilDelivery(server, young, 'delivered', FOUND_TIMEOUT_MS);
  assert.deepEqual([takenOf(vite, 'old').length, takenOf(vite, 'young').length], [0, 1]);
  assert.equal((await targetOf(server)).failed, 0);
  assert.deepEqual(await deliveriesOf(server, '?state=failed'), []);
});

test('a Vite server without a receiver is as good as none', { timeout: 120_000 }, async () => {
  await assertNobodyThere();
  await using vite = await startVite({ hasReceiver: false });
  await using server = await startTestServer();
  await postStatus(server, 'lonely');
  await untilTarget(server, ({ state }) => state === 'no-receiver', 'nobody takes it', FOUND_TIMEOUT_MS);
  assert.ok(vite.others.includes('POST /api/webhook/receive'));
  assert.deepEqual([...server.log.linesOf('warn'), ...(await deliveriesOf(server, '?state=failed'))], []);
});
