import assert from 'node:assert/strict';
import { test } from 'node:test';
import { okJson } from '../../support/answer.ts';
import { startKillableHub } from '../../support/killableHub.ts';
import { openStream } from '../../support/openStream.ts';
import { quietPort } from '../../support/ports.ts';
import {
  deliveriesOf,
  idsOf,
  postLevel,
  postNumbered,
  sendingTo,
  statsOf,
  untilDelivery,
  untilTarget,
} from '../../support/receivers/deliveries.ts';
import { type Received, type Reply, startReceiver } from '../../support/receivers/receiver.ts';
import { JSON_TYPE, startTestServer, type TestServer } from '../../support/testServer.ts';

type Ring = AsyncDisposable & { readonly hubs: readonly TestServer[] };

/** Hubs of which each sends everything to the next one, and the last to the first. */
async function startRing(count: number): Promise<Ring> {
  await using stack = new AsyncDisposableStack();
  const ports: number[] = [];
  for (let n = 0; n < count; n++) ports.push(await quietPort());
  const hubs: TestServer[] = [];
  for (const [index, port] of ports.entries()) {
    const next = `http://localhost:${ports[(index + 1) % count]}/api/webhook/receive`;
    hubs.push(stack.use(await startTestServer({ ...sendingTo(next), port, portPolicy: 'exact' })));
  }
  const owned = stack.move();
  return { hubs, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

async function logOf(server: TestServer): Promise<object[]> {
  const { events } = okJson(await server.ask('/dev/history')) as { events: { type: string; data: object; source: unknown }[] };
  return events.map(({ type, data, source }) => ({ type, data, source }));
}

for (const count of [2, 3, 5]) {
  test(`an event that is posted to one of ${count} hubs in a ring is in the log of each once`, async () => {
    await using ring = await startRing(count);
    await ring.hubs[0]?.publish('order.paid', { n: 1 });
    // The last hub hands it to the first, which knows it.
    for (const hub of ring.hubs) await untilTarget(hub, ({ delivered, queued }) => delivered === 1 && queued === 0, 'it is handed on');
    for (const hub of ring.hubs) assert.deepEqual(await logOf(hub), [{ type: 'order.paid', data: { n: 1 }, source: null }]);
    for (const hub of ring.hubs)
      assert.deepEqual(
        (await deliveriesOf(hub)).map(({ attemptCount }) => attemptCount),
        [1],
      );
  });
}

test('many events that are posted to two hubs that are each other’s targets are in both logs once', async () => {
  await using ring = await startRing(2);
  await Promise.all(ring.hubs.flatMap((hub, index) => Array.from({ length: 20 }, (_, n) => hub.publish(`from.${index}`, { n }))));
  for (const hub of ring.hubs) await untilTarget(hub, ({ delivered, queued }) => delivered === 40 && queued === 0, 'all are handed on');
  for (const hub of ring.hubs) {
    const log = await logOf(hub);
    assert.deepEqual([log.length, new Set(log.map((event) => JSON.stringify(event))).size], [40, 40]);
  }
});

test('a level goes round two hubs that are each other’s targets once', async () => {
  await using ring = await startRing(2);
  const [first, second] = ring.hubs as [TestServer, TestServer];
  await using here = await openStream(first.url);
  await using there = await openStream(second.url);
  await Promise.all([here.next(), there.next()]);
  await postLevel(first, 42);
  await there.until('audio_level');
  await untilTarget(second, ({ delivered }) => delivered === 1, 'the other hub hands it back');
  await first.publish('the.end');
  await Promise.all([here.until('the.end'), there.until('the.end')]);
  for (const stream of [here, there]) assert.equal(stream.entries.filter(({ data }) => data.type === 'audio_level').length, 1);
});

test('listeners do not see which hubs an event has passed; receivers do, in the order of the way', async () => {
  await using receiver = await startReceiver();
  await using server = await startTestServer(sendingTo(receiver.url));
  await using stream = await openStream(server.url);
  okJson(await server.post('/api/webhook/receive', { type: 'a', data: {} }, { 'Dev-Sync-Hop': 'one, two' }));
  await receiver.untilReceived(1);
  assert.match(String(receiver.received[0]?.headers['dev-sync-hop']), /^one, two, [\w-]+$/);
  const event = (await stream.until('a')).at(-1)?.data;
  assert.deepEqual(Object.keys(event ?? {}), ['id', 'type', 'data', 'timestamp', 'source']);
  assert.deepEqual(Object.keys(JSON.parse(receiver.received[0]?.body ?? '')), ['type', 'data']);
});

for (const header of ['\u00ff\u0080', 'a\tb', ',,, ,', 'x'.repeat(500), '"quoted", 💥']) {
  test(`the hops ${JSON.stringify(header.slice(0, 12))} of a stranger hold up no delivery`, async () => {
    await using receiver = await startReceiver();
    await using server = await startTestServer(sendingTo(receiver.url));
    const sent = Buffer.from(header).toString('latin1');
    const { id } = okJson(await server.post('/api/webhook/receive', { type: 'a', data: {} }, { 'Dev-Sync-Hop': sent }));
    await untilDelivery(server, String(id), 'delivered');
    await untilDelivery(server, await server.publish('b'), 'delivered');
    assert.deepEqual(
      receiver.payloads().map(({ type }) => type),
      ['a', 'b'],
    );
  });
}

for (const name of ['localhost', '127.0.0.1', '[::1]', 'LOCALHOST', 'hub.localhost']) {
  test(`a hub that is its own target, as ${name}, is refused: a problem, and nothing is sent`, async () => {
    const port = await quietPort();
    await using server = await startTestServer({ ...sendingTo(`http://${name}:${port}/api/webhook/receive`), port, portPolicy: 'exact' });
    await using window = await openStream(server.url, { query: '?client=window&window=w', headers: server.auth });
    const status = (await window.until('stream.status')).at(-1)?.data.data as { problems: { code: string }[] };
    assert.deepEqual(
      status.problems.map(({ code }) => code),
      ['target-is-hub'],
    );
    await server.publish('a');
    assert.deepEqual([(await statsOf(server)).targets, (await logOf(server)).length], [[], 1]);
  });
}

test('a hub that sends to itself by way of a forwarded port takes nothing in twice', async () => {
  let forward = (_received: Received): Promise<Reply> => Promise.resolve({ status: 503 });
  await using relay = await startReceiver({ respond: (received) => forward(received) });
  await using server = await startTestServer(sendingTo(relay.url));
  forward = async ({ body, headers }) => {
    const answer = await server.post('/api/webhook/receive', body, { 'Dev-Sync-Hop': String(headers['dev-sync-hop']) });
    return { status: answer.status, body: answer.text };
  };
  const { attempts } = await untilDelivery(server, await server.publish('a'), 'delivered');
  assert.match(String(attempts[0]?.answer), /"id":null/);
  assert.equal((await logOf(server)).length, 1);
});

test('a hub that was started again in the meantime still knows what has passed it', async () => {
  let forward = (_received: Received): Promise<Reply> => Promise.resolve({ status: 503 });
  await using relay = await startReceiver({ respond: (received) => forward(received) });
  await using other = await startTestServer(sendingTo(relay.url));
  await using hub = await startKillableHub(sendingTo(`${other.url}/api/webhook/receive`));
  const [fact] = await postNumbered(hub, 1);
  await relay.untilReceived(1);
  await untilTarget(hub, ({ delivered }) => delivered === 1, 'the other hub has it');
  await hub.kill();
  await hub.start();
  forward = async ({ body, headers }) => {
    const init = { method: 'POST', headers: { ...JSON_TYPE, 'Dev-Sync-Hop': String(headers['dev-sync-hop']) }, body };
    const { status } = await fetch(`${hub.url}/api/webhook/receive`, init);
    return { status };
  };
  await untilTarget(other, ({ delivered }) => delivered === 1, 'it has come back');
  assert.deepEqual(await idsOf(hub, 'order.paid'), [fact]);
});
