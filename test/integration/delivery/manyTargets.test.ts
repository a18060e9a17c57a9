import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limits } from '../../../src/shared/api.ts';
import { okJson } from '../../support/answer.ts';
import { quietPort } from '../../support/ports.ts';
import { postNumbered, sendingTo, statsOf, targetOf, untilTarget } from '../../support/receivers/deliveries.ts';
import { startReceiver } from '../../support/receivers/receiver.ts';
import { startTestServer } from '../../support/testServer.ts';
import { until } from '../../support/until.ts';

const FACTS = 1000;
const TIMEOUT_MS = 60_000;

test('1,000 facts to five targets, one of them down: four get all of them, each once and in order', { timeout: 120_000 }, async () => {
  await using stack = new AsyncDisposableStack();
  const receivers = await Promise.all([1, 2, 3, 4].map(async () => stack.use(await startReceiver())));
  const down = `http://127.0.0.1:${await quietPort()}/hook`;
  const [first = '', second = '', ...others] = receivers.map(({ url }) => url);
  await using server = await startTestServer(sendingTo(first, second, down, ...others));
  const ids = await postNumbered(server, FACTS);
  await Promise.all(receivers.map((receiver) => receiver.untilReceived(FACTS, TIMEOUT_MS)));
  assert.equal(new Set(ids).size, FACTS);
  for (const receiver of receivers) {
    assert.deepEqual(receiver.ids(), ids);
    assert.deepEqual(
      receiver.payloads().map(({ data }) => data.n),
      Array.from({ length: FACTS }, (_, n) => n),
    );
    await untilTarget(server, ({ url, delivered }) => url === receiver.url && delivered === FACTS, 'all count as delivered');
  }
  const { delivered, queued, failed } = await targetOf(server, down);
  assert.deepEqual({ delivered, queued, failed }, { delivered: 0, queued: FACTS, failed: 0 });
});

test('facts to one target use few connections again and again', async () => {
  await using receiver = await startReceiver();
  await using server = await startTestServer(sendingTo(receiver.url));
  await postNumbered(server, 200);
  await receiver.untilReceived(200, TIMEOUT_MS);
  assert.equal(receiver.peak(), 1, 'one in flight');
  assert.ok(receiver.connections() <= 2, `${receiver.connections()} connections`);
});

test('forty targets that hang have 32 requests open between them; the others come when there is room', async () => {
  const gate = Promise.withResolvers<void>();
  await using receiver = await startReceiver({ respond: () => gate.promise.then(() => ({})) });
  const urls = Array.from({ length: 40 }, (_, index) => `${receiver.url}/${index}`);
  await using server = await startTestServer(sendingTo(...urls));
  await server.publish('a');
  await until(() => receiver.open() === limits.deliveriesInFlight, '32 requests are open');
  // Time enough for another one, if it were let out.
  for (let n = 0; n < 50; n++) okJson(await server.ask('/dev/health'));
  assert.equal(receiver.open(), limits.deliveriesInFlight);
  gate.resolve();
  await until(async () => (await statsOf(server)).targets.every(({ delivered }) => delivered === 1), 'all forty have it');
  assert.deepEqual([receiver.received.length, receiver.peak()], [40, limits.deliveriesInFlight]);
  assert.equal(new Set(receiver.received.map(({ path }) => path)).size, 40);
});
