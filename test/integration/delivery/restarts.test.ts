import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HistoryAnswer } from '../../../src/shared/api.ts';
import { okJson } from '../../support/answer.ts';
import { startKillableHub } from '../../support/killableHub.ts';
import { quietPort } from '../../support/ports.ts';
import {
  deliveriesOf,
  idsOf,
  postLevel,
  postNumbered,
  sendingTo,
  settle,
  targetOf,
  untilDelivery,
  untilTarget,
  withoutRepeats,
} from '../../support/receivers/deliveries.ts';
import { startReceiver } from '../../support/receivers/receiver.ts';
import { tempWorkspace } from '../../support/tempWorkspace.ts';
import { startTestServer } from '../../support/testServer.ts';
import { until } from '../../support/until.ts';

/** Longer than the longest rest of a target. */
const BACK_TIMEOUT_MS = 60_000;

test('a hub that is killed while a fact is on its way sends it again, as the same, and all others in order', {
  timeout: 120_000,
}, async () => {
  const never = new Promise<never>(() => {});
  let isHanging = true;
  await using receiver = await startReceiver({ respond: (_received, index) => (index === 20 && isHanging ? never : {}) });
  await using hub = await startKillableHub(sendingTo(receiver.url));
  const ids = await postNumbered(hub, 100);
  await receiver.untilReceived(21);
  await hub.kill();
  isHanging = false;
  await hub.start();
  await untilTarget(hub, ({ queued }) => queued === 0, 'nothing is left', BACK_TIMEOUT_MS);
  assert.deepEqual(withoutRepeats(receiver.ids()), ids);
  assert.equal(receiver.ids().filter((id) => id === ids[20]).length, 2, 'what was on its way came twice');
  assert.equal(receiver.ids().at(-1), ids.at(-1));
});

test('a hub that is killed three times in mid-delivery delivers everything, and repeats hardly anything', {
  timeout: 120_000,
}, async () => {
  await using receiver = await startReceiver();
  await using hub = await startKillableHub(sendingTo(receiver.url));
  const ids = await postNumbered(hub, 3000);
  for (const after of [500, 1200, 2300]) {
    await until(() => receiver.received.length >= after, `${after} requests`, BACK_TIMEOUT_MS);
    await hub.kill();
    await hub.start();
  }
  await untilTarget(hub, ({ queued }) => queued === 0, 'nothing is left', BACK_TIMEOUT_MS);
  assert.deepEqual(withoutRepeats(receiver.ids()), ids);
  const repeats = receiver.received.length - ids.length;
  assert.ok(repeats < 300, `${repeats} repeats: the place on the log is not kept`);
  const bodies = new Map(receiver.received.map(({ headers, body }) => [headers['webhook-id'], body]));
  for (const { headers, body } of receiver.received) assert.equal(body, bodies.get(headers['webhook-id']));
});

test('what a killed hub sends twice is in the log of another hub once, in order', { timeout: 120_000 }, async () => {
  await using other = await startTestServer(sendingTo());
  await using hub = await startKillableHub(sendingTo(`${other.url}/api/webhook/receive`));
  const ids = await postNumbered(hub, 2000);
  const arrived = async () => (await idsOf(other, 'order.paid')).length;
  for (const after of [300, 900]) {
    await until(async () => (await arrived()) >= after, `${after} events`, BACK_TIMEOUT_MS);
    await hub.kill();
    await hub.start();
  }
  await untilTarget(hub, ({ queued }) => queued === 0, 'nothing is left', BACK_TIMEOUT_MS);
  const numbers: number[] = [];
  for (let after = 'earliest'; numbers.length < (await arrived()); ) {
    const { events, next } = okJson(await other.ask(`/dev/history?limit=1000&after=${after}`)) as unknown as HistoryAnswer;
    numbers.push(...events.map(({ data }) => Number(data.n)));
    after = next ?? 'earliest';
  }
  assert.deepEqual(numbers, [...ids.keys()]);
});

test('a fact whose receiver is down survives the death of the hub', { timeout: 120_000 }, async () => {
  const port = await quietPort();
  await using hub = await startKillableHub(sendingTo(`http://127.0.0.1:${port}/hook`));
  const ids = await postNumbered(hub, 30);
  await postLevel(hub, 7);
  await untilTarget(hub, ({ error }) => error !== undefined, 'it is known to be down');
  await hub.kill();
  await hub.start();
  await using receiver = await startReceiver({ port });
  await receiver.untilReceived(30, BACK_TIMEOUT_MS);
  await untilTarget(hub, ({ queued }) => queued === 0, 'nothing is left');
  assert.deepEqual(receiver.ids(), ids, 'and the level of the past does not come');
});

test('what was discarded before its turn is not sent after the death of the hub either', { timeout: 120_000 }, async () => {
  const port = await quietPort();
  await using hub = await startKillableHub(sendingTo(`http://127.0.0.1:${port}/hook`));
  const [first, second = '', third] = await postNumbered(hub, 3);
  await settle(hub, `${(await untilDelivery(hub, second, 'pending')).id}/discard`);
  await hub.kill();
  await hub.start();
  await untilDelivery(hub, second, 'discarded');
  await using receiver = await startReceiver({ port });
  await receiver.untilReceived(2, BACK_TIMEOUT_MS);
  await untilTarget(hub, ({ queued }) => queued === 0, 'nothing is left');
  assert.deepEqual(receiver.ids(), [first, third]);
});

test('what was given up is still there after the death of the hub, with its attempts, and can be sent then', async () => {
  let status = 400;
  await using receiver = await startReceiver({ respond: () => ({ status, body: 'so far' }) });
  await using hub = await startKillableHub(sendingTo(receiver.url));
  const [fact = ''] = await postNumbered(hub, 1);
  const before = await untilDelivery(hub, fact, 'failed');
  // What a turn of the hub's event loop changed is on the disk when the next turn answers.
  assert.equal((await targetOf(hub)).failed, 1);
  await hub.kill();
  await hub.start();
  assert.deepEqual(await deliveriesOf(hub, `?event=${fact}`), [before]);
  assert.equal((await targetOf(hub)).failed, 1);
  status = 200;
  await settle(hub, `${before.id}/retry`);
  const { attempts } = await untilDelivery(hub, fact, 'delivered');
  assert.deepEqual(
    attempts.map((attempt) => attempt.status),
    [400, 200],
  );
  assert.deepEqual(
    receiver.ids().filter((id) => id === fact),
    [fact, fact],
  );
});

test('a target that refused still fails after a restart, until it takes something or a person has dealt with it', async () => {
  await using folder = await tempWorkspace();
  let status = 400;
  await using receiver = await startReceiver({ respond: () => ({ status }) });
  const options = { ...sendingTo(receiver.url), dataDir: folder.path };
  {
    await using server = await startTestServer(options);
    for (const fact of await postNumbered(server, 2)) await untilDelivery(server, fact, 'failed');
  }
  await using server = await startTestServer(options);
  const { state, failed, delivered, error } = await targetOf(server);
  assert.deepEqual([state, failed, delivered, error], ['closed', 2, 0, 'It answered 400.']);
  const [one, other] = await deliveriesOf(server, '?state=failed');
  await settle(server, `${one?.id}/discard`);
  assert.equal((await targetOf(server)).error, error);
  status = 200;
  await settle(server, `${other?.id}/retry`);
  await untilTarget(server, (target) => target.delivered === 1 && target.error === undefined, 'it is well');
});

test('a hub that ends properly and comes back repeats nothing and leaves nothing out', async () => {
  await using folder = await tempWorkspace();
  await using receiver = await startReceiver();
  const options = { ...sendingTo(receiver.url), dataDir: folder.path };
  {
    await using server = await startTestServer(options);
    await postNumbered(server, 50);
    await receiver.untilReceived(50);
    await untilTarget(server, ({ queued }) => queued === 0, 'all is delivered');
  }
  await using server = await startTestServer(options);
  await untilDelivery(server, (await postNumbered(server, 1)).at(-1) ?? '', 'delivered');
  assert.deepEqual(receiver.ids(), await idsOf(server, 'order.paid'));
});

test('a target that is new to the log gets what happens from now on, not the history', async () => {
  await using folder = await tempWorkspace();
  await using known = await startReceiver();
  await using fresh = await startReceiver();
  {
    await using server = await startTestServer({ ...sendingTo(known.url), dataDir: folder.path });
    await postNumbered(server, 20);
    await untilTarget(server, ({ delivered }) => delivered === 20, 'all is delivered');
  }
  await using server = await startTestServer({ ...sendingTo(known.url, fresh.url), dataDir: folder.path });
  const [fact] = await postNumbered(server, 1);
  await Promise.all([known.untilReceived(21), fresh.untilReceived(1)]);
  await untilTarget(server, ({ url, delivered }) => url === fresh.url && delivered === 1, 'the new one has taken it');
  assert.deepEqual([fresh.ids(), known.ids()], [[fact], await idsOf(server, 'order.paid')]);
});

test('what was pending for a target that is gone after a restart does not wait for ever', async () => {
  await using folder = await tempWorkspace();
  const url = `http://127.0.0.1:${await quietPort()}/hook`;
  let fact = '';
  {
    await using server = await startTestServer({ ...sendingTo(url), dataDir: folder.path });
    fact = await server.publish('a');
    await untilTarget(server, ({ failures }) => failures > 0, 'it was tried');
  }
  {
    await using server = await startTestServer({ ...sendingTo(), dataDir: folder.path });
    const [delivery] = await deliveriesOf(server, `?event=${fact}`);
    assert.equal(delivery?.state, 'pending');
  }
  // So long after it was taken out it will not come back.
  const { webhooks } = sendingTo();
  await using server = await startTestServer({ webhooks: { ...webhooks, maxAgeMs: 0 }, dataDir: folder.path });
  await untilDelivery(server, fact, 'failed');
  assert.deepEqual(await deliveriesOf(server, '?state=pending'), []);
});

test('a target that is taken out, or cannot be used, for a while misses nothing', async () => {
  await using folder = await tempWorkspace();
  const port = await quietPort();
  const url = `http://127.0.0.1:${port}/hook`;
  const secrets = { shop: [`whsec_${Buffer.alloc(32, 1).toString('base64')}`] };
  const facts: string[] = [];
  for (const targets of [[url], [], [{ url, secret: 'shop' }]]) {
    await using server = await startTestServer({ ...sendingTo(...targets), dataDir: folder.path });
    facts.push(await server.publish('a'), await server.publish('b'));
  }
  await using receiver = await startReceiver({ port });
  await using server = await startTestServer({ ...sendingTo({ url, secret: 'shop' }), secrets, dataDir: folder.path });
  await untilDelivery(server, facts.at(-1) ?? '', 'delivered', BACK_TIMEOUT_MS);
  assert.deepEqual(receiver.ids(), facts);
});

test('facts that left the log while a receiver was down are missed with one line, the others come in order', async () => {
  const port = await quietPort();
  const retention = { maxEvents: 100, maxBytes: 2 ** 30, maxAgeMs: 3_600_000 };
  await using server = await startTestServer({ ...sendingTo(`http://127.0.0.1:${port}/hook`), retention });
  const ids: string[] = [];
  for (let batch = 0; batch < 50; batch++) ids.push(...(await postNumbered(server, 100)));
  await using receiver = await startReceiver({ port });
  await until(() => receiver.ids().includes(ids.at(-1)), 'the newest', BACK_TIMEOUT_MS);
  await untilTarget(server, ({ queued }) => queued === 0, 'nothing is left');
  assert.deepEqual(
    receiver.ids(),
    ids.filter((id) => receiver.ids().includes(id)),
    'in order, each once',
  );
  assert.deepEqual(receiver.ids().slice(-100), ids.slice(-100));
  assert.equal(server.log.linesOf('warn').filter((line) => line.includes('left the log')).length, 1);
});
