import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deliveriesOf, postLevel, sendingTo, untilDelivery, untilTarget } from '../../support/receivers/deliveries.ts';
import { type Received, startReceiver } from '../../support/receivers/receiver.ts';
import { startTestServer } from '../../support/testServer.ts';
import { until } from '../../support/until.ts';

const isLevel = ({ body }: Received) => body.includes('audio_level');
const levelOf = ({ body }: Received) => JSON.parse(body).data.audioLevel;

test('of levels that come faster than the receiver answers it gets the first and the latest', async () => {
  const gate = Promise.withResolvers<void>();
  await using receiver = await startReceiver({ respond: () => gate.promise.then(() => ({})) });
  await using server = await startTestServer(sendingTo(receiver.url));
  for (let level = 0; level <= 50; level++) {
    await postLevel(server, level);
    await receiver.untilReceived(1);
  }
  gate.resolve();
  await receiver.untilReceived(2);
  await untilTarget(server, ({ delivered }) => delivered === 2, 'both are delivered');
  await postLevel(server, 99);
  await receiver.untilReceived(3);
  assert.deepEqual(receiver.received.map(levelOf), [0, 50, 99]);
});

for (const [name, hangs] of [
  ['a level that hangs does not hold up facts', isLevel],
  ['a fact that hangs does not hold up levels', (received: Received) => !isLevel(received)],
] as const) {
  test(name, async () => {
    const never = new Promise<never>(() => {});
    await using receiver = await startReceiver({ respond: (received) => (hangs(received) ? never : {}) });
    await using server = await startTestServer(sendingTo(receiver.url));
    await postLevel(server, 1);
    await server.publish('fact');
    await receiver.untilReceived(2);
    assert.deepEqual(
      receiver
        .payloads()
        .map(({ type }) => type)
        .sort(),
      ['audio_level', 'fact'],
    );
    await until(() => receiver.open() === 1, 'the other one is answered');
  });
}

for (const status of [500, 429, 400, 302]) {
  test(`a level that is answered ${status} is not sent again, nor given up for a person to see`, async () => {
    await using receiver = await startReceiver({ respond: (_received, index) => (index === 0 ? { status } : {}) });
    await using server = await startTestServer(sendingTo(receiver.url));
    await postLevel(server, 1);
    await untilTarget(server, ({ failures }) => failures === 1, 'the failure');
    await until(() => postLevel(server, 2).then(() => receiver.received.length > 1), 'a new level');
    await untilDelivery(server, await server.publish('fact'), 'delivered');
    assert.deepEqual(new Set(receiver.received.filter(isLevel).slice(1).map(levelOf)), new Set([2]));
    assert.deepEqual(await deliveriesOf(server, '?state=failed'), []);
  });
}

test('a target with maxPerSecond gets the latest level when its time has come', async () => {
  await using receiver = await startReceiver();
  await using server = await startTestServer(sendingTo({ url: receiver.url, maxPerSecond: 1 }));
  await postLevel(server, 1);
  await receiver.untilReceived(1);
  for (let level = 2; level <= 10; level++) await postLevel(server, level);
  await receiver.untilReceived(2);
  assert.deepEqual(receiver.received.map(levelOf), [1, 10]);
});

test('a level has an id and a body of its own kind: no fact has it, no two levels share it', async () => {
  await using receiver = await startReceiver();
  await using server = await startTestServer(sendingTo(receiver.url));
  for (const level of [10, 20, 30]) {
    await postLevel(server, level);
    await until(() => receiver.received.map(levelOf).includes(level), `level ${level}`);
  }
  assert.deepEqual(
    receiver.received.map(({ body }) => JSON.parse(body)),
    [10, 20, 30].map((audioLevel) => ({ type: 'audio_level', data: { audioLevel } })),
  );
  assert.equal(new Set(receiver.ids()).size, 3);
  for (const id of receiver.ids()) assert.match(String(id), /^[0-9a-f-]{36}$/);
});
