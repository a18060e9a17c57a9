import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Stats } from '../../../src/shared/webhooks.ts';
import { openStream } from '../../support/openStream.ts';
import { quietPort } from '../../support/ports.ts';
import {
  idsOf,
  postLevel,
  postNumbered,
  sendingTo,
  settle,
  targetOf,
  untilDelivery,
  untilTarget,
} from '../../support/receivers/deliveries.ts';
import { startReceiver } from '../../support/receivers/receiver.ts';
import { startTestServer, type TestServer } from '../../support/testServer.ts';
import { until, within } from '../../support/until.ts';

const BACK_TIMEOUT_MS = 60_000;

/** Lines that a user sees about webhooks. */
function visibleLines({ log }: TestServer): readonly string[] {
  const isVisible = ({ level, line }: { level: string; line: string }) =>
    ['info', 'warn', 'error'].includes(level) && line.includes('/hook');
  return log.lines.filter(isVisible).map(({ line }) => line);
}

test('facts wait for a receiver that is down and come in order once it is back; levels of the past do not come', async () => {
  const port = await quietPort();
  await using server = await startTestServer(sendingTo(`http://127.0.0.1:${port}/hook`));
  const ids = await postNumbered(server, 200);
  await untilTarget(server, ({ state }) => state === 'open', 'the target rests');
  for (let level = 1; level <= 50; level++) await postLevel(server, level);
  const { queued, failed, delivered, error } = await targetOf(server);
  assert.deepEqual({ queued, failed, delivered }, { queued: 200, failed: 0, delivered: 0 });
  assert.ok(error, 'it says why it rests');

  await using receiver = await startReceiver({ port });
  await untilTarget(server, (target) => target.delivered >= 200 && target.state === 'closed', 'all is delivered', BACK_TIMEOUT_MS);
  await until(() => postLevel(server, 99).then(() => receiver.payloads('audio_level').length > 0), 'a level of now');
  assert.deepEqual(
    receiver.ids().filter((id) => ids.includes(String(id))),
    ids,
  );
  assert.deepEqual(new Set(receiver.payloads('audio_level').map(({ data }) => data.audioLevel)), new Set([99]));
});

test('an outage is one line when it begins and one when it ends, however often the receiver is tried', async () => {
  const port = await quietPort();
  await using server = await startTestServer(sendingTo(`http://127.0.0.1:${port}/hook`));
  const [first = ''] = await postNumbered(server, 10);
  await untilTarget(server, ({ state }) => state === 'open', 'it rests');
  const { id, attemptCount } = await untilDelivery(server, first, 'pending');
  for (let tries = 1; tries <= 5; tries++) {
    await settle(server, `${id}/retry`);
    await until(async () => (await untilDelivery(server, first, 'pending')).attemptCount >= attemptCount + tries, `try ${tries}`);
  }
  assert.equal(visibleLines(server).length, 1, visibleLines(server).join('\n'));
  await using receiver = await startReceiver({ port });
  await settle(server, `${id}/retry`);
  await receiver.untilReceived(10);
  await untilTarget(server, ({ state, queued }) => state === 'closed' && queued === 0, 'it is well again');
  assert.equal(visibleLines(server).length, 2, visibleLines(server).join('\n'));
});

test('a window sees a target go and come back', async () => {
  const port = await quietPort();
  await using server = await startTestServer(sendingTo(`http://127.0.0.1:${port}/hook`));
  await using window = await openStream(server.url, { query: '?client=window&window=w', headers: server.auth });
  const states = () =>
    window.entries
      .filter(({ data }) => data.type === 'stream.stats')
      .map(({ data }) => (data.data as unknown as Stats).targets[0]?.state)
      // It may be caught while it is being tried.
      .filter((state) => state !== 'half-open')
      .filter((state, index, all) => state !== all[index - 1]);
  const fact = await server.publish('a');
  await until(() => states().length === 2, 'it rests', BACK_TIMEOUT_MS);
  await using _receiver = await startReceiver({ port });
  await settle(server, `${(await untilDelivery(server, fact, 'pending')).id}/retry`);
  await until(() => states().length === 3, 'it is well again');
  assert.deepEqual(states(), ['closed', 'open', 'closed']);
});

test('a receiver that was never down is not worth a line', async () => {
  await using receiver = await startReceiver();
  await using server = await startTestServer(sendingTo(receiver.url));
  await receiver.untilReceived((await postNumbered(server, 20)).length);
  assert.deepEqual(visibleLines(server), []);
});

test('a receiver that goes and comes back three times gets each fact once, in order', { timeout: 180_000 }, async () => {
  const port = await quietPort();
  await using server = await startTestServer(sendingTo(`http://127.0.0.1:${port}/hook`));
  const got: (string | undefined)[] = [];
  for (let outage = 0; outage < 3; outage++) {
    await postNumbered(server, 20);
    await untilTarget(server, ({ error }) => error !== undefined, 'it is known to be down');
    await using receiver = await startReceiver({ port });
    await postNumbered(server, 20);
    await receiver.untilReceived(40, BACK_TIMEOUT_MS);
    await untilTarget(server, ({ queued }) => queued === 0, 'all is delivered');
    got.push(...receiver.ids());
  }
  assert.deepEqual(got, await idsOf(server, 'order.paid'));
});

test('a receiver that is not there has refused nothing: its facts are not given up for attempts', async () => {
  const port = await quietPort();
  const { webhooks } = sendingTo(`http://127.0.0.1:${port}/hook`);
  await using server = await startTestServer({ webhooks: { ...webhooks, maxAttempts: 1 } });
  const [fact = ''] = await postNumbered(server, 1);
  await untilTarget(server, ({ failures }) => failures >= 4, 'it was tried four times');
  assert.equal((await targetOf(server)).failed, 0);
  await using _receiver = await startReceiver({ port });
  await untilDelivery(server, fact, 'delivered', BACK_TIMEOUT_MS);
});

test('a fact that has become too old is given up, and what is young is delivered', async () => {
  const port = await quietPort();
  const { webhooks } = sendingTo(`http://127.0.0.1:${port}/hook`);
  await using server = await startTestServer({ webhooks: { ...webhooks, maxAgeMs: 3_600_000 } });
  const old = await server.publish('old');
  await untilTarget(server, ({ failures }) => failures >= 1, 'it was tried');
  server.advance(3_600_001);
  const young = await server.publish('young');
  await untilDelivery(server, old, 'failed', BACK_TIMEOUT_MS);
  await using receiver = await startReceiver({ port });
  await untilDelivery(server, young, 'delivered', BACK_TIMEOUT_MS);
  assert.deepEqual(receiver.ids(), [young]);
});

test('a hub ends at once although receivers are down, hang, or have asked it to wait', async () => {
  const never = new Promise<never>(() => {});
  await using hanging = await startReceiver({ respond: () => never });
  await using busy = await startReceiver({ respond: () => ({ status: 503, headers: { 'Retry-After': '3600' } }) });
  const gone = `http://127.0.0.1:${await quietPort()}/hook`;
  await using server = await startTestServer(sendingTo(hanging.url, busy.url, gone));
  await postNumbered(server, 5);
  await postLevel(server, 5);
  await Promise.all([
    hanging.untilReceived(1),
    busy.untilReceived(1),
    untilTarget(server, ({ url, failures }) => url === gone && failures > 0, 'down'),
  ]);
  await within(Promise.resolve(server.hub.dispose()), 'the end of the hub', 2000);
});

test('the last words of the microphone reach a receiver when the hub ends', async () => {
  await using receiver = await startReceiver();
  const audio = { backend: 'tone', device: '1000Hz -20dBFS', intervalMs: 100, scale: 'db', soundEvents: false } as const;
  await using server = await startTestServer({ ...sendingTo(receiver.url), audio });
  await server.hub.startListening();
  await server.hub.dispose();
  const statuses = receiver.payloads('listening_status').map(({ data }) => data.status);
  assert.deepEqual(statuses, ['active', 'stopped']);
});
