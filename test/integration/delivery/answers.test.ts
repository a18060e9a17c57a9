import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { limits } from '../../../src/shared/api.ts';
import { sendingTo, settle, targetOf, untilDelivery } from '../../support/receivers/deliveries.ts';
import { type Reply, startReceiver } from '../../support/receivers/receiver.ts';
import { startTestServer } from '../../support/testServer.ts';

/** A receiver that gives these answers first, and then takes everything. */
function startAnswering(...replies: readonly Reply[]) {
  return startReceiver({ respond: (_received, index) => replies[index] ?? {} });
}

for (const status of [500, 502, 503, 504, 507, 408, 425, 429]) {
  test(`a fact that is answered ${status} is sent again, before the next one`, async () => {
    await using receiver = await startAnswering({ status, body: `no: ${status}` });
    await using server = await startTestServer(sendingTo(receiver.url));
    const [first, second] = [await server.publish('first'), await server.publish('second')];
    const { attempts, attemptCount } = await untilDelivery(server, first, 'delivered');
    await untilDelivery(server, second, 'delivered');
    assert.deepEqual(receiver.ids(), [first, first, second]);
    assert.deepEqual(
      attempts.map(({ status, answer }) => [status, answer]),
      [
        [status, `no: ${status}`],
        [200, 'ok'],
      ],
    );
    assert.ok(attempts[0]?.error && attempts[1]?.error === undefined, JSON.stringify(attempts));
    assert.equal(attemptCount, 2);
    const { delivered, failures, failed, queued } = await targetOf(server);
    assert.deepEqual({ delivered, failures, failed, queued }, { delivered: 2, failures: 1, failed: 0, queued: 0 });
  });
}

for (const status of [400, 401, 403, 404, 405, 410, 413, 422, 451]) {
  test(`a fact that is answered ${status} is not sent again, and the next one follows`, async () => {
    await using receiver = await startAnswering({ status, body: 'never' });
    await using server = await startTestServer(sendingTo(receiver.url));
    const [first, second] = [await server.publish('first'), await server.publish('second')];
    const { attempts } = await untilDelivery(server, first, 'failed');
    await untilDelivery(server, second, 'delivered');
    assert.deepEqual(receiver.ids(), [first, second]);
    assert.deepEqual(
      attempts.map(({ status, answer }) => [status, answer]),
      [[status, 'never']],
    );
    const { delivered, failures, failed, queued, state } = await targetOf(server);
    assert.deepEqual({ delivered, failures, failed, queued, state }, { delivered: 1, failures: 1, failed: 1, queued: 0, state: 'closed' });
  });
}

for (const status of [301, 302, 303, 307, 308]) {
  test(`${status} is not followed: the other server hears nothing, and the fact is given up`, async () => {
    await using other = await startReceiver();
    await using receiver = await startAnswering({ status, headers: { Location: other.url } });
    await using server = await startTestServer(sendingTo(receiver.url));
    const [first, second] = [await server.publish('first'), await server.publish('second')];
    const { attempts } = await untilDelivery(server, first, 'failed');
    await untilDelivery(server, second, 'delivered');
    assert.deepEqual(
      attempts.map(({ status }) => status),
      [status],
    );
    assert.match(String(attempts[0]?.error), /redirect/);
    assert.deepEqual([other.received.length, receiver.ids()], [0, [first, second]]);
  });
}

for (const status of [200, 201, 202, 204, 226]) {
  test(`${status} is success`, async () => {
    await using receiver = await startReceiver({ respond: () => ({ status, body: '' }) });
    await using server = await startTestServer(sendingTo(receiver.url));
    const { attempts } = await untilDelivery(server, await server.publish('a'), 'delivered');
    assert.deepEqual(
      attempts.map(({ status, error }) => [status, error]),
      [[status, undefined]],
    );
  });
}

const hour = 3_600_000;
for (const [name, retryAfter] of [
  ['seconds', () => '3600'],
  ['an HTTP date', () => new Date(Date.now() + hour).toUTCString()],
] as const) {
  for (const status of [429, 503]) {
    test(`Retry-After as ${name} with ${status} is when the next attempt is due, and a person need not wait for it`, async () => {
      await using receiver = await startReceiver({
        respond: (_received, index) => (index === 0 ? { status, headers: { 'Retry-After': retryAfter() } } : {}),
      });
      await using server = await startTestServer(sendingTo(receiver.url));
      const fact = await server.publish('a');
      await receiver.untilReceived(1);
      const { id, nextAt = '', attempts } = await untilDelivery(server, fact, 'pending');
      const waits = Date.parse(nextAt) - Date.parse(attempts[0]?.at ?? '');
      assert.ok(Math.abs(waits - hour) < 60_000, `${waits} ms`);
      await settle(server, `${id}/retry`);
      await untilDelivery(server, fact, 'delivered');
      assert.deepEqual(receiver.ids(), [fact, fact]);
    });
  }
}

test('a Retry-After of two seconds is waited for', async () => {
  const arrivals: number[] = [];
  await using receiver = await startReceiver({
    respond(_received, index) {
      arrivals.push(performance.now());
      return index === 0 ? { status: 429, headers: { 'Retry-After': '2' } } : {};
    },
  });
  await using server = await startTestServer(sendingTo(receiver.url));
  await untilDelivery(server, await server.publish('a'), 'delivered');
  const [first = 0, second = 0] = arrivals;
  // Never earlier; how much later does not matter. Without the header it would have been a quarter of a second at most.
  assert.ok(second - first > 1900, `${second - first} ms`);
});

test('a fact that was refused too often is given up, and the next one follows', async () => {
  await using receiver = await startReceiver({ respond: ({ body }) => ({ status: body.includes('poison') ? 500 : 200 }) });
  const { webhooks } = sendingTo(receiver.url);
  await using server = await startTestServer({ webhooks: { ...webhooks, maxAttempts: 3 } });
  const [first, second] = [await server.publish('poison'), await server.publish('food')];
  const { attempts, attemptCount } = await untilDelivery(server, first, 'failed', 30_000);
  await untilDelivery(server, second, 'delivered', 30_000);
  assert.deepEqual([attempts.map(({ status }) => status), attemptCount], [[500, 500, 500], 3]);
  assert.deepEqual(receiver.ids(), [first, first, first, second]);
});

describe('the answer of a receiver is kept, but not all of it', () => {
  for (const [name, body] of [
    ['long', 'x'.repeat(5000)],
    ['long and not ASCII', '€'.repeat(5000)],
    ['hostile', '<script>alert(1)</script>\u001b[31m\u0000\ud83d\ude00"}'],
  ] as const) {
    test(`when it is ${name}`, async () => {
      await using receiver = await startReceiver({ respond: () => ({ body }) });
      await using server = await startTestServer(sendingTo(receiver.url));
      const { attempts } = await untilDelivery(server, await server.publish('a'), 'delivered');
      const answer = attempts[0]?.answer ?? '';
      assert.ok(body.startsWith(answer), answer);
      const bytes = Buffer.byteLength(answer);
      assert.ok(
        bytes <= limits.deliveryAnswerBytes && bytes >= Math.min(Buffer.byteLength(body), limits.deliveryAnswerBytes - 3),
        `${bytes}`,
      );
    });
  }
});
