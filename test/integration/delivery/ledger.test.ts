import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertRefused, okJson } from '../../support/answer.ts';
import { quietPort } from '../../support/ports.ts';
import {
  deliveriesOf,
  postLevel,
  postNumbered,
  sendingTo,
  settle,
  statsOf,
  targetOf,
  untilDelivery,
  untilTarget,
} from '../../support/receivers/deliveries.ts';
import { startReceiver } from '../../support/receivers/receiver.ts';
import { startTestServer } from '../../support/testServer.ts';

/** A receiver that refuses everything until it is told to take it. */
async function startRefusing() {
  let status = 400;
  const receiver = await startReceiver({ respond: () => ({ status }) });
  const accept = () => {
    status = 200;
  };
  return { ...receiver, accept };
}

test('a delivery says which event went where, how often it was tried and what came of it', async () => {
  await using receiver = await startReceiver({ respond: () => ({ status: 202, body: '{"queued":true}' }) });
  await using server = await startTestServer(sendingTo(receiver.url));
  const fact = await server.publish('order.paid', { n: 1 });
  const { attempts, id, ...delivery } = await untilDelivery(server, fact, 'delivered');
  const { key } = await targetOf(server);
  assert.deepEqual(delivery, { eventId: fact, type: 'order.paid', target: receiver.url, state: 'delivered', attemptCount: 1 });
  assert.equal(id, `${fact}.${key}`);
  const [{ at = '', ms = -1, ...attempt } = {}] = attempts;
  assert.deepEqual(attempt, { status: 202, answer: '{"queued":true}' });
  assert.ok(ms >= 0);
  assert.equal(new Date(at).toISOString(), at);
});

test('deliveries are found by event, target and state, newest first', async () => {
  await using refusing = await startRefusing();
  await using taking = await startReceiver();
  await using server = await startTestServer(sendingTo(refusing.url, taking.url));
  const ids = await postNumbered(server, 5);
  await untilTarget(server, ({ url, failed }) => url === refusing.url && failed === 5, 'five are refused');
  await untilTarget(server, ({ url, delivered }) => url === taking.url && delivered === 5, 'five are taken');
  const newestFirst = ids.toReversed();
  const eventsOf = async (query: string) => (await deliveriesOf(server, query)).map(({ eventId }) => eventId);
  assert.deepEqual(await eventsOf('?state=failed'), newestFirst);
  assert.deepEqual(await eventsOf('?state=delivered'), newestFirst);
  assert.deepEqual(await eventsOf(`?target=${encodeURIComponent(taking.url)}`), newestFirst);
  const { key } = await targetOf(server, taking.url);
  assert.deepEqual(await deliveriesOf(server, `?target=${key}`), await deliveriesOf(server, '?state=delivered'));
  assert.deepEqual((await deliveriesOf(server, `?event=${ids[2]}`)).map(({ state }) => state).sort(), ['delivered', 'failed']);
  assert.deepEqual(await eventsOf('?state=failed&limit=2'), newestFirst.slice(0, 2));
  assert.deepEqual([await eventsOf('?state=expired'), await eventsOf('?event=nothing')], [[], []]);
});

test('retry-failed sends all that was given up once more, in order, and says how many', async () => {
  await using receiver = await startRefusing();
  await using server = await startTestServer(sendingTo(receiver.url));
  const ids = await postNumbered(server, 20);
  await untilTarget(server, ({ failed }) => failed === 20, 'all are given up');
  receiver.accept();
  assert.deepEqual(await settle(server, 'retry-failed'), { success: true, retried: 20 });
  await untilTarget(server, ({ delivered }) => delivered === 20, 'all are delivered');
  assert.deepEqual(receiver.ids(), [...ids, ...ids]);
  assert.deepEqual(await settle(server, 'retry-failed'), { success: true, retried: 0 });
  const { failed, queued } = await targetOf(server);
  assert.deepEqual({ failed, queued }, { failed: 0, queued: 0 });
});

test('a retry that is refused again is given up again, with both attempts', async () => {
  await using receiver = await startRefusing();
  await using server = await startTestServer(sendingTo(receiver.url));
  const fact = await server.publish('a');
  const { id } = await untilDelivery(server, fact, 'failed');
  assert.deepEqual(await settle(server, `${id}/retry`), { success: true });
  await receiver.untilReceived(2);
  await untilTarget(server, ({ failures, failed }) => failures === 2 && failed === 1, 'it is given up again');
  assert.equal((await untilDelivery(server, fact, 'failed')).attemptCount, 2);
});

test('what is discarded is not sent any more, whether it was given up or waits', async () => {
  await using receiver = await startRefusing();
  const port = await quietPort();
  await using server = await startTestServer(sendingTo(receiver.url));
  await using down = await startTestServer(sendingTo(`http://127.0.0.1:${port}/hook`));
  const refused = await untilDelivery(server, await server.publish('a'), 'failed');
  const waiting = await untilDelivery(down, await down.publish('a'), 'pending');
  assert.deepEqual(await settle(server, `${refused.id}/discard`), { success: true });
  assert.deepEqual(await settle(down, `${waiting.id}/discard`), { success: true });
  assert.deepEqual(await settle(server, 'retry-failed'), { success: true, retried: 0 });
  for (const hub of [server, down]) {
    assert.deepEqual(
      (await deliveriesOf(hub)).map(({ state }) => state),
      ['discarded'],
    );
    await untilTarget(hub, ({ failed, queued }) => failed === 0 && queued === 0, 'nothing waits');
  }
  await using back = await startReceiver({ port });
  await untilDelivery(down, await down.publish('b'), 'delivered', 60_000);
  assert.deepEqual([back.payloads().map(({ type }) => type), receiver.received.length], [['b'], 1]);
});

test('what was delivered can be sent once more, as the same event', async () => {
  await using receiver = await startReceiver();
  await using server = await startTestServer(sendingTo(receiver.url));
  const fact = await server.publish('a');
  const { id } = await untilDelivery(server, fact, 'delivered');
  assert.deepEqual(await settle(server, `${id}/retry`), { success: true });
  await receiver.untilReceived(2);
  assert.deepEqual(receiver.ids(), [fact, fact]);
  await untilTarget(server, ({ queued, delivered }) => queued === 0 && delivered === 2, 'it is delivered again');
  assert.equal((await untilDelivery(server, fact, 'delivered')).attemptCount, 2);
});

test('what cannot be retried or discarded says so', async () => {
  await using receiver = await startReceiver();
  await using server = await startTestServer(sendingTo(receiver.url));
  const { id } = await untilDelivery(server, await server.publish('a'), 'delivered');
  const post = (path: string, headers: Readonly<Record<string, string>> = server.auth) =>
    server.ask(`/dev/deliveries/${path}`, { method: 'POST', headers });
  assertRefused(await post(`${id}/discard`), 409, 'delivery-settled');
  for (const action of ['retry', 'discard']) {
    assertRefused(await post(`nothing/${action}`), 404, 'unknown-delivery');
    assertRefused(await post(`${id}/${action}`, {}), 401, 'token-required');
  }
  assertRefused(await post('retry-failed', {}), 401, 'token-required');
  assertRefused(await server.ask('/dev/deliveries?state=lost', { headers: server.auth }), 422, 'invalid-query', 'state');
});

test('an event that waits behind another one can be discarded too', async () => {
  const port = await quietPort();
  await using server = await startTestServer(sendingTo(`http://127.0.0.1:${port}/hook`));
  const [first, second = '', third] = await postNumbered(server, 3);
  const { id, attempts } = await untilDelivery(server, second, 'pending');
  assert.deepEqual(attempts, []);
  assert.deepEqual(await settle(server, `${id}/discard`), { success: true });
  await untilDelivery(server, second, 'discarded');
  await using receiver = await startReceiver({ port });
  await receiver.untilReceived(2, 60_000);
  await untilTarget(server, ({ queued }) => queued === 0, 'nothing waits');
  assert.deepEqual(receiver.ids(), [first, third]);
});

test('a delivery whose event has left the log cannot be retried, which is said', async () => {
  await using receiver = await startRefusing();
  const retention = { maxEvents: 2, maxBytes: 2 ** 30, maxAgeMs: 3_600_000 };
  await using server = await startTestServer({ ...sendingTo({ url: receiver.url, types: ['order.*'] }), retention });
  const { id } = await untilDelivery(server, await server.publish('order.paid'), 'failed');
  await postNumbered(server, 2, 'other');
  const headers = server.auth;
  assertRefused(await server.ask(`/dev/deliveries/${id}/retry`, { method: 'POST', headers }), 404, 'unknown-id');
  assert.deepEqual(await settle(server, 'retry-failed'), { success: true, retried: 0 });
  assert.deepEqual(await settle(server, `${id}/discard`), { success: true });
  assert.equal((await targetOf(server)).failed, 0);
});

test('pages on other ports see neither deliveries nor figures', async () => {
  await using server = await startTestServer(sendingTo('http://127.0.0.1:1/'));
  for (const path of ['/dev/deliveries', '/dev/stats', '/api/dev/deliveries', '/api/dev/stats']) {
    assertRefused(await server.ask(path, { headers: { Origin: 'http://localhost:3000' } }), 401, 'token-required');
    okJson(await server.ask(path, { headers: { ...server.auth, Origin: 'http://localhost:3000' } }));
  }
});

test('when the history is cleared, deliveries are forgotten, and what comes then is delivered', async () => {
  await using receiver = await startRefusing();
  await using server = await startTestServer(sendingTo(receiver.url));
  await postNumbered(server, 5);
  await untilTarget(server, ({ failed }) => failed === 5, 'all are given up');
  okJson(await server.ask('/dev/history', { method: 'DELETE', headers: server.auth }));
  assert.deepEqual(await deliveriesOf(server), []);
  const { failed, queued } = await targetOf(server);
  assert.deepEqual({ failed, queued }, { failed: 0, queued: 0 });
  assert.deepEqual(await settle(server, 'retry-failed'), { success: true, retried: 0 });
  receiver.accept();
  await untilDelivery(server, await server.publish('b'), 'delivered');
});

test('what waits for a receiver when the history is cleared is not sent later', async () => {
  const port = await quietPort();
  await using server = await startTestServer(sendingTo(`http://127.0.0.1:${port}/hook`));
  await postNumbered(server, 5);
  await untilTarget(server, ({ failures }) => failures > 0, 'it was tried');
  okJson(await server.ask('/dev/history', { method: 'DELETE', headers: server.auth }));
  assert.equal((await targetOf(server)).queued, 0);
  const fact = await server.publish('b');
  await using receiver = await startReceiver({ port });
  await untilDelivery(server, fact, 'delivered', 60_000);
  assert.deepEqual(receiver.ids(), [fact]);
});

test('large integers keep their digits on the way out, and text all its characters', async () => {
  await using receiver = await startReceiver();
  await using server = await startTestServer(sendingTo(receiver.url));
  const data = '{"id":12345678901234567890,"negative":-9007199254740993,"price":1.5,"text":"💥\\u0000\\u2028é\\ud800\\"","__proto__":{}}';
  okJson(await server.post('/dev/webhook', `{"event_type":"a","data":${data}}`));
  const [received] = await receiver.untilReceived(1);
  for (const digits of ['12345678901234567890', '-9007199254740993']) assert.ok(received?.body.includes(digits), received?.body);
  const { type, data: sent, ...rest } = JSON.parse(received?.body ?? '');
  assert.deepEqual([type, JSON.stringify(sent), rest], ['a', JSON.stringify(JSON.parse(data)), {}]);
});

test('each target gets the types that it asked for, and the usual ones when it asked for none', async () => {
  await using receiver = await startReceiver();
  const at = (path: string, types?: readonly string[]) => ({ url: `${receiver.url}/${path}`, ...(types && { types }) });
  const { webhooks } = sendingTo();
  const targets = [at('agents', ['agent.*']), at('two', ['order.paid', '*.done']), at('all', ['*']), at('usual')];
  await using server = await startTestServer({ webhooks: { ...webhooks, targets } });
  for (const type of ['agent.done', 'order.paid', 'order.lost']) await server.publish(type);
  await server.publish('listening_status', { isListening: true });
  await postLevel(server, 50);
  await receiver.untilReceived(2 + 1 + 5 + 1 + 1);
  await untilTarget(server, ({ url, delivered }) => url.endsWith('/usual') && delivered === 2, 'the last one');
  const typesAt = (path: string) => receiver.received.filter((one) => one.path.endsWith(path)).map(({ body }) => JSON.parse(body).type);
  assert.deepEqual(typesAt('/agents'), ['agent.done']);
  assert.deepEqual(typesAt('/two'), ['agent.done', 'order.paid']);
  assert.deepEqual(typesAt('/all').toSorted(), ['agent.done', 'audio_level', 'listening_status', 'order.lost', 'order.paid']);
  assert.deepEqual(typesAt('/usual').toSorted(), ['audio_level', 'listening_status']);
});

test('a target that takes none of the types has nothing queued, however much happens', async () => {
  await using server = await startTestServer(sendingTo({ url: `http://127.0.0.1:${await quietPort()}/hook`, types: ['never.*'] }));
  await postNumbered(server, 100);
  assert.equal((await targetOf(server)).queued, 0);
  assert.deepEqual(await deliveriesOf(server), []);
});

test('maxPerSecond spaces the requests to a target, and slows nobody else down', async () => {
  const arrivals: number[] = [];
  await using slow = await startReceiver({
    respond() {
      arrivals.push(performance.now());
      return {};
    },
  });
  await using fast = await startReceiver();
  await using server = await startTestServer(sendingTo({ url: slow.url, maxPerSecond: 10 }, fast.url));
  await postNumbered(server, 21);
  await fast.untilReceived(21);
  assert.ok(slow.received.length < 21, 'the other one is done first');
  await slow.untilReceived(21);
  // Twenty spaces of 100 ms: never less, however busy the machine is.
  const took = Number(arrivals.at(-1)) - Number(arrivals[0]);
  assert.ok(took > 1800, `${took} ms`);
});

test('figures count what passed, by type and by source', async () => {
  await using server = await startTestServer(sendingTo());
  for (const source of ['shop', 'shop', 'billing']) {
    okJson(await server.post('/dev/webhook', { event_type: source === 'shop' ? 'order.paid' : 'bill.sent', source }));
  }
  const { types, sources, since } = await statsOf(server);
  const ofTypes = types.map(({ type, count }) => `${count} ${type}`);
  const ofSources = sources.map(({ source, count }) => `${count} ${source}`);
  assert.deepEqual(
    [ofTypes, ofSources],
    [
      ['2 order.paid', '1 bill.sent'],
      ['2 shop', '1 billing'],
    ],
  );
  for (const { bytes, perMinute } of [...types, ...sources]) assert.ok(bytes > 0 && perMinute > 0);
  assert.equal(new Date(since).toISOString(), since);
});

test('figures of a target count what it took and how long that took', async () => {
  await using receiver = await startReceiver();
  await using server = await startTestServer(sendingTo(receiver.url));
  await postNumbered(server, 10);
  const { p50Ms, p95Ms, ...figures } = await untilTarget(server, ({ delivered }) => delivered === 10, 'all are delivered');
  assert.ok(typeof p50Ms === 'number' && typeof p95Ms === 'number' && p50Ms <= p95Ms);
  const { failures, failed, queued, state, perMinute } = figures;
  assert.deepEqual({ failures, failed, queued, state, perMinute }, { failures: 0, failed: 0, queued: 0, state: 'closed', perMinute: 10 });
});
