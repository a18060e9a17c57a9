import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limits, routes } from '../../src/shared/api.ts';
import { deliveryStates } from '../../src/shared/webhooks.ts';
import { assertRefused, okJson } from '../support/answer.ts';
import { deliveriesOf, sendingTo, settle, targetOf, untilDelivery } from '../support/receivers/deliveries.ts';
import { startReceiver } from '../support/receivers/receiver.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';
import { until } from '../support/until.ts';

/** A receiver that refuses events of the type `bad` for good, as long as `rules` say so. */
async function startPicky() {
  const rules = { refusesBad: true };
  const receiver = await startReceiver({
    respond: ({ body }) => ({ status: rules.refusesBad && body.includes('"bad"') ? 422 : 200 }),
  });
  return Object.assign(receiver, { rules });
}

async function failing(server: TestServer) {
  return untilDelivery(server, await server.publish('bad'), 'failed');
}

const act = (server: TestServer, what: string) => server.ask(`${routes.deliveries}/${what}`, { method: 'POST', headers: server.auth });

test('deliveries are listed newest first, at both places, and a limit keeps the newest', async () => {
  await using receiver = await startPicky();
  await using server = await startTestServer(sendingTo(receiver.url));
  const ids = [await server.publish('a'), await server.publish('bad'), await server.publish('c')];
  await untilDelivery(server, ids[2] ?? '', 'delivered');
  const { key } = await targetOf(server);
  const all = await deliveriesOf(server);
  assert.deepEqual(
    all.map(({ id, eventId, type, target, state, attemptCount }) => [id, eventId, type, target, state, attemptCount]),
    [
      [`${ids[2]}.${key}`, ids[2], 'c', receiver.url, 'delivered', 1],
      [`${ids[1]}.${key}`, ids[1], 'bad', receiver.url, 'failed', 1],
      [`${ids[0]}.${key}`, ids[0], 'a', receiver.url, 'delivered', 1],
    ],
  );
  assert.deepEqual(okJson(await server.ask(`/api${routes.deliveries}?limit=2`)), { success: true, deliveries: all.slice(0, 2) });
});

test('deliveries can be asked for by event, by target and by state, and by all of them', async () => {
  await using receivers = await startPicky();
  await using other = await startReceiver();
  await using server = await startTestServer(sendingTo(receivers.url, other.url));
  const [a, bad] = [await server.publish('a'), await server.publish('bad')];
  await untilDelivery(server, bad, 'failed');
  await untilDelivery(server, bad, 'delivered');
  const { key } = await targetOf(server, other.url);
  const found = async (query: string) => (await deliveriesOf(server, query)).map(({ eventId, target }) => `${eventId} ${target}`).sort();
  const at = (url: string, ...ids: string[]) => ids.map((id) => `${id} ${url}`);
  assert.deepEqual(await found(`?event=${a}`), [...at(receivers.url, a), ...at(other.url, a)].sort());
  assert.deepEqual(await found(`?target=${key}`), at(other.url, a, bad).sort());
  assert.deepEqual(await found(`?target=${encodeURIComponent(other.url)}`), at(other.url, a, bad).sort());
  assert.deepEqual(await found('?state=failed'), at(receivers.url, bad));
  assert.deepEqual(await found(`?state=delivered&event=${bad}&target=${key}`), at(other.url, bad));
  assert.deepEqual([await found('?event=x'), await found('?target=x'), await found('?state=expired')], [[], [], []]);
});

test('deliveries of several events come at once, without what receivers answered, and of too many are refused', async () => {
  await using receiver = await startReceiver({ respond: () => ({ status: 200, body: 'thank you' }) });
  await using server = await startTestServer(sendingTo(receiver.url));
  const ids = [await server.publish('a'), await server.publish('b'), await server.publish('c')];
  await untilDelivery(server, ids[2] ?? '', 'delivered');
  const found = await deliveriesOf(server, `?event=${ids[2]},x,${ids[0]}`);
  assert.deepEqual(
    found.map(({ eventId, attempts }) => [eventId, attempts.map(({ status, answer }) => [status, answer])]),
    [ids[2], ids[0]].map((id) => [id, [[200, undefined]]]),
  );
  assert.equal((await deliveriesOf(server, `?event=${ids[0]}`))[0]?.attempts[0]?.answer, 'thank you');
  const many = Array.from({ length: limits.deliveryEvents + 1 }, () => ids[0]).join(',');
  assertRefused(await server.ask(`${routes.deliveries}?event=${many}`), 422, 'invalid-query', 'event');
});

test('events that wait for their turn are among them', async () => {
  await using receiver = await startReceiver({ respond: () => new Promise(() => {}) });
  await using server = await startTestServer(sendingTo(receiver.url));
  const ids = [await server.publish('a'), await server.publish('b'), await server.publish('c')];
  const states = async () =>
    (await deliveriesOf(server, `?event=${ids.join(',')}`)).map(({ eventId, state }) => `${eventId} ${state}`).sort();
  await until(async () => (await states()).length === 3, 'all three are known');
  assert.deepEqual(await states(), ids.map((id) => `${id} pending`).sort());
});

test('a state that there is not is refused with those that there are', async () => {
  await using server = await startTestServer();
  const { message } = assertRefused(await server.ask(`${routes.deliveries}?state=lost`), 422, 'invalid-query', 'state');
  for (const state of deliveryStates) assert.ok(message.includes(state), message);
  assertRefused(await server.ask(`${routes.deliveries}?limit=1001`), 422, 'invalid-query', 'limit');
});

test('what failed can be sent once more, and is delivered then', async () => {
  await using receiver = await startPicky();
  await using server = await startTestServer(sendingTo(receiver.url));
  const { id, eventId } = await failing(server);
  receiver.rules.refusesBad = false;
  assert.deepEqual(await settle(server, `${id}/retry`), { success: true });
  const { attempts } = await untilDelivery(server, eventId, 'delivered');
  assert.deepEqual(
    attempts.map(({ status }) => status),
    [422, 200],
  );
  assert.deepEqual(receiver.ids(), [eventId, eventId]);
});

test('what failed can be discarded, and is retried no more', async () => {
  await using receiver = await startPicky();
  await using server = await startTestServer(sendingTo(receiver.url));
  const { id, eventId } = await failing(server);
  assert.deepEqual(await settle(server, `${id}/discard`), { success: true });
  assert.deepEqual((await deliveriesOf(server, `?event=${eventId}`))[0]?.state, 'discarded');
  assertRefused(await act(server, `${id}/discard`), 409, 'delivery-settled');
  assert.deepEqual(await settle(server, 'retry-failed'), { success: true, retried: 0 });
  assert.equal(receiver.received.length, 1);
});

test('retry-failed sends all that failed, and nothing else, and tells how many they were', async () => {
  await using receiver = await startPicky();
  await using server = await startTestServer(sendingTo(receiver.url));
  await server.publish('good');
  const events = [(await failing(server)).eventId, (await failing(server)).eventId];
  receiver.rules.refusesBad = false;
  assert.deepEqual(await settle(server, 'retry-failed'), { success: true, retried: 2 });
  for (const event of events) await untilDelivery(server, event, 'delivered');
  assert.deepEqual([receiver.payloads('good').length, receiver.payloads('bad').length], [1, 4]);
});

test('a delivery that there is not can be neither retried nor discarded', async () => {
  await using server = await startTestServer();
  for (const id of ['x', 'retry-failed', '%F0%9F%98%80']) {
    for (const what of ['retry', 'discard']) assertRefused(await act(server, `${id}/${what}`), 404, 'unknown-delivery');
  }
  assertRefused(await act(server, '%ff/retry'), 400, 'malformed-request');
  assertRefused(await act(server, 'x/resend'), 404, 'not-found');
});

test('an event that has left the log cannot be sent once more', async () => {
  await using receiver = await startPicky();
  const retention = { maxEvents: 1, maxBytes: 1024 * 1024, maxAgeMs: 3_600_000 };
  await using server = await startTestServer({ ...sendingTo(receiver.url), retention });
  const { id } = await failing(server);
  await untilDelivery(server, await server.publish('next'), 'delivered');
  assertRefused(await act(server, `${id}/retry`), 404, 'unknown-id');
  assert.deepEqual(await settle(server, 'retry-failed'), { success: true, retried: 0 });
});

test('with the history goes what became of it', async () => {
  await using receiver = await startPicky();
  await using server = await startTestServer(sendingTo(receiver.url));
  const { id } = await failing(server);
  okJson(await server.ask(routes.history, { method: 'DELETE', headers: server.auth }));
  assert.deepEqual(await deliveriesOf(server), []);
  assertRefused(await act(server, `${id}/retry`), 404, 'unknown-delivery');
  await untilDelivery(server, await server.publish('later'), 'delivered');
});

test('pages on other ports read deliveries only with the token, programs without', async () => {
  await using server = await startTestServer();
  const foreign = { Origin: 'http://localhost:3000' };
  assertRefused(await server.ask(routes.deliveries, { headers: foreign }), 401, 'token-required');
  for (const headers of [{}, { ...foreign, ...server.auth }]) okJson(await server.ask(routes.deliveries, { headers }));
});

test('only who has the token retries or discards, and these are posts', async () => {
  await using server = await startTestServer();
  for (const what of ['x/retry', 'x/discard', 'retry-failed']) {
    for (const path of [`${routes.deliveries}/${what}`, `/api${routes.deliveries}/${what}`]) {
      assertRefused(await server.post(path, {}), 401, 'token-required');
      assertRefused(await server.post(path, {}, { Origin: `http://localhost:${server.port}` }), 401, 'token-required');
      const answer = await server.ask(path, { headers: server.auth });
      assertRefused(answer, 405, 'method-not-allowed');
      assert.equal(answer.headers.allow, 'POST');
    }
  }
});
