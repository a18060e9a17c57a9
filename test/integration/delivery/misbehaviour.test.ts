import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { describe, test } from 'node:test';
import { limits } from '../../../src/shared/api.ts';
import { sendingTo, targetOf, untilDelivery } from '../../support/receivers/deliveries.ts';
import { dripInto, type Misbehaviour, OK, pourInto, startRawReceiver } from '../../support/receivers/rawReceiver.ts';
import { startTestServer } from '../../support/testServer.ts';
import { until } from '../../support/until.ts';

/** Posts two facts to a receiver that treats the first request so and is good from then on. */
async function sendTwo(misbehave: (socket: Socket) => void) {
  let bad: Socket | undefined;
  const handle: Misbehaviour = (socket, index) => {
    if (index > 0) return void socket.write(OK);
    bad = socket;
    misbehave(socket);
  };
  await using receiver = await startRawReceiver(handle);
  await using server = await startTestServer(sendingTo(receiver.url));
  const [first, second] = [await server.publish('first'), await server.publish('second')];
  const { attempts } = await untilDelivery(server, first, 'delivered', 30_000);
  await untilDelivery(server, second, 'delivered', 30_000);
  const types = receiver.bodies.map((body) => JSON.parse(body).type);
  const { delivered, failures } = await targetOf(server);
  assert.deepEqual({ delivered, failures }, { delivered: 2, failures: attempts.length - 1 });
  await until(() => bad?.closed, 'the bad connection is closed');
  return { types, attempts, statuses: attempts.map(({ status }) => status) };
}

const broken: readonly (readonly [name: string, misbehave: (socket: Socket) => void])[] = [
  ['closes before it answers', (socket) => socket.end()],
  ['breaks off before it answers', (socket) => socket.resetAndDestroy()],
  ['closes in the middle of the head', (socket) => socket.end('HTTP/1.1 200 O')],
  ['answers with garbage', (socket) => socket.end('\u0000\u0001\u0002 what do you want?\r\n\r\n')],
  ['answers with another protocol', (socket) => socket.end('220 mail.example.com ESMTP\r\n')],
  ['answers with contradictory lengths', (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 5\r\n\r\nok')],
  [
    'answers with a head that does not end',
    (socket) => void pourInto(socket, Buffer.from(`HTTP/1.1 200 OK\r\nx: ${'x'.repeat(60_000)}\r\n`)),
  ],
];

for (const [name, misbehave] of broken) {
  test(`a fact whose receiver ${name} is sent again, before the next one`, async () => {
    const { types, attempts, statuses } = await sendTwo(misbehave);
    assert.deepEqual(types, ['first', 'first', 'second']);
    assert.deepEqual(statuses, [null, 200]);
    assert.ok(attempts[0]?.error, JSON.stringify(attempts));
  });
}

test('a receiver that says 200 and closes in the middle of its answer has taken the fact', async () => {
  const { types, attempts } = await sendTwo((socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nthe beginning'));
  assert.deepEqual(types, ['first', 'second']);
  assert.deepEqual(
    attempts.map(({ status, answer }) => [status, answer]),
    [[200, 'the beginning']],
  );
});

const huge: readonly (readonly [name: string, head: string])[] = [
  ['of 100 MB', `HTTP/1.1 200 OK\r\nContent-Length: ${100 * 2 ** 20}\r\n\r\n`],
  ['that does not end', 'HTTP/1.1 200 OK\r\n\r\n'],
];

for (const [name, head] of huge) {
  test(`an answer ${name} is not read to its end: the fact is delivered and the connection closed`, async () => {
    let taken = () => 0;
    const { types, attempts } = await sendTwo((socket) => {
      socket.write(head);
      taken = pourInto(socket, Buffer.alloc(64 * 1024, 'x'));
    });
    assert.deepEqual(types, ['first', 'second']);
    assert.deepEqual(
      attempts.map(({ status, answer }) => [status, answer]),
      [[200, 'x'.repeat(limits.deliveryAnswerBytes)]],
    );
    // What the buffers of two sockets hold, and no more.
    assert.ok(taken() < 20 * 2 ** 20, `${taken()} bytes were taken`);
  });
}

describe('a receiver may take five seconds', { concurrency: true }, () => {
  test('one that hangs has failed, and its fact is sent again before the next one', async () => {
    const { types, attempts, statuses } = await sendTwo(() => {});
    assert.deepEqual(
      [types, statuses],
      [
        ['first', 'first', 'second'],
        [null, 200],
      ],
    );
    assert.match(String(attempts[0]?.error), /in time/);
    assert.ok(Number(attempts[0]?.ms) >= limits.deliveryMs - 100, JSON.stringify(attempts));
  });

  test('one that answers a byte at a time has failed too, although something comes all the time', async () => {
    const { types, attempts, statuses } = await sendTwo((socket) => dripInto(socket, `HTTP/1.1 200 OK\r\nx: ${'x'.repeat(1000)}`));
    assert.deepEqual(
      [types, statuses],
      [
        ['first', 'first', 'second'],
        [null, 200],
      ],
    );
    assert.match(String(attempts[0]?.error), /in time/);
  });

  test('one that says 200 at once and the rest a byte at a time has taken the fact', async () => {
    const { types, attempts } = await sendTwo((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n');
      dripInto(socket, 'x'.repeat(1000));
    });
    assert.deepEqual(types, ['first', 'second']);
    assert.deepEqual(
      attempts.map(({ status }) => status),
      [200],
    );
    assert.match(String(attempts[0]?.answer), /^x+$/);
  });
});
