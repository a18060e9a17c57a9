import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { WebhookSecrets } from '../../src/extension/webhooks/webhookSecrets.ts';
import { defaultHubOptions } from '../../src/server/options.ts';
import type { HubState } from '../../src/shared/api.ts';
import type { Secrets, Stats } from '../../src/shared/webhooks.ts';
import { createPlace, type HubPlace, type HubWindow, openWindow } from '../support/hubWindow.ts';
import { quietPort } from '../support/ports.ts';
import { sendingTo } from '../support/receivers/deliveries.ts';
import { type Received, startReceiver } from '../support/receivers/receiver.ts';
import { recordingLogger } from '../support/recordingLogger.ts';
import { openDialog } from '../support/secretDialog.ts';
import { createSecretStorage } from '../support/secretStorage.ts';
import { until } from '../support/until.ts';

const secret = `whsec_${randomBytes(32).toString('base64')}`;

function verify(received: Received | undefined): void {
  assert.ok(received);
  new Webhook(secret).verify(received.body, received.headers as Record<string, string>);
}

async function killAndAwaitNext(window: HubWindow): Promise<HubState> {
  const lost = window.hub();
  process.kill(lost.pid, 'SIGKILL');
  return until(() => window.attached.findLast(({ pid }) => pid !== lost.pid), 'the next hub', 20_000);
}

/** A window whose hub signs what it sends to that address. The names that were asked for are noted. */
function openSigning(place: HubPlace, url: string, names: string[] = []): HubWindow {
  const options = sendingTo({ url, secret: 'shop' });
  const secrets = async (wanted: readonly string[]) => {
    names.push(...wanted);
    return { shop: [secret] };
  };
  return openWindow(place, { workspace: 'shop', settings: { options }, secrets });
}

test('the figures of the hub reach the window, and go with the hub', async () => {
  await using place = await createPlace(await quietPort());
  using window = openWindow(place);
  const seen: (Stats | null)[] = [];
  window.controller.onDidChangeStats((stats) => seen.push(stats));
  await window.controller.start();
  await window.send('order.paid');
  await until(() => seen.at(-1)?.types.some(({ type, count }) => type === 'order.paid' && count === 1), 'the figures of an event');
  await until(() => window.received.length > 0, 'the event');
  await window.controller.stop();
  assert.equal(seen.at(-1), null);
  assert.deepEqual(
    window.received.map(({ type }) => type),
    ['order.paid'],
  );
});

test('a window that lets go of the hub has no figures', async () => {
  await using place = await createPlace(await quietPort());
  using window = openWindow(place);
  const seen: (Stats | null)[] = [];
  window.controller.onDidChangeStats((stats) => seen.push(stats));
  await window.controller.start();
  await until(() => seen.at(-1), 'the first figures');
  window.controller.dispose();
  assert.equal(seen.at(-1), null);
});

test('a hub gets the secrets that its targets name, and none is in its state file', async () => {
  await using place = await createPlace(await quietPort());
  await using receiver = await startReceiver();
  const names: string[] = [];
  using window = openSigning(place, receiver.url, names);
  await window.controller.start();
  await window.send('order.paid');
  verify((await receiver.untilReceived(1))[0]);
  assert.deepEqual(names, ['shop']);
  const state = await readFile(join(place.stateHome, `dev-sync/hubs/${place.port}.json`), 'utf8');
  assert.match(state, /"secret": "shop"/);
  assert.ok(!state.includes(secret.slice(6)));
});

test('a hub that was lost has its secrets again, also when a window of another workspace brings it back', async () => {
  await using place = await createPlace(await quietPort());
  await using receiver = await startReceiver();
  const owner = openSigning(place, receiver.url);
  await owner.controller.start();
  using guest = openWindow(place, { workspace: 'api', secrets: async () => ({ shop: [secret] }) });
  await guest.controller.start();
  owner.controller.dispose();
  const { name } = await killAndAwaitNext(guest);
  assert.equal(name, 'shop');
  await guest.send('order.paid');
  verify((await receiver.untilReceived(1))[0]);
});

const withoutSecrets = {
  'are not there': async () => ({}),
  'cannot be read': async () => {
    throw new Error('The keyring is locked');
  },
};
for (const [what, secrets] of Object.entries(withoutSecrets)) {
  test(`a hub whose secrets ${what} is on, and says what is missing`, async () => {
    await using place = await createPlace(await quietPort());
    await using receiver = await startReceiver();
    using window = openWindow(place, { settings: { options: sendingTo({ url: receiver.url, secret: 'shop' }) }, secrets });
    await window.controller.start();
    const problems = () => (window.controller.status.state === 'on' ? window.controller.status.problems : []);
    await until(() => problems().length > 0, 'the problem');
    assert.deepEqual(
      problems().map(({ code }) => code),
      ['secret-missing'],
    );
    assert.match(problems()[0]?.message ?? '', /"shop"/);
  });
}

test('a hub whose posts must be signed does not start without the secret, and does with it', async () => {
  await using place = await createPlace(await quietPort());
  let kept: Secrets = {};
  const webhooks = { ...defaultHubOptions.webhooks, incomingSecret: 'in' };
  using window = openWindow(place, { settings: { options: { webhooks } }, secrets: async () => kept });
  await assert.rejects(window.controller.start(), { code: 'secret-missing' });
  assert.equal(window.controller.status.state, 'problem');
  kept = { in: [secret] };
  await window.controller.start();
  assert.equal(window.controller.status.state, 'on');
});

test('a hub that did not start for want of its secret is started when a person has made one', async () => {
  await using place = await createPlace(await quietPort());
  const kept = new WebhookSecrets(createSecretStorage());
  const webhooks = { ...defaultHubOptions.webhooks, incomingSecret: 'in' };
  using window = openWindow(place, { settings: { options: { webhooks } }, secrets: (names) => kept.pick(names) });
  await assert.rejects(window.controller.start(), { code: 'secret-missing' });
  const { dialog, copied } = openDialog({ secrets: kept, hub: window.controller, answers: ['in', 'Generate'], incomingSecret: 'in' });
  await dialog.run();
  assert.equal(window.controller.status.state, 'on');
  const unsigned = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"event_type":"order.paid"}' };
  assert.equal((await fetch(`${window.hub().url}/dev/webhook`, unsigned)).status, 401);
  assert.deepEqual(await kept.read('in'), copied);
});

test('a hub does not wait for ever for secrets that nobody unlocks', async () => {
  await using place = await createPlace(await quietPort());
  await using receiver = await startReceiver();
  const options = sendingTo({ url: receiver.url, secret: 'shop' });
  const { logger, linesOf } = recordingLogger();
  const secrets = () => new Promise<never>(() => {});
  using window = openWindow(place, { settings: { options }, secrets, secretsTimeoutMs: 1, logger });
  await window.controller.start();
  assert.equal(window.controller.status.state, 'on');
  assert.match(linesOf('error').join(), /secrets of webhooks could not be read.*keyring/);
});

test('a window reads what became of webhooks, retries them and discards them', async () => {
  await using place = await createPlace(await quietPort());
  await using receiver = await startReceiver({ respond: (_, index) => ({ status: index < 3 ? 400 : 200 }) });
  using window = openWindow(place, { settings: { options: sendingTo(receiver.url) } });
  await window.controller.start();
  const { client } = window.controller;
  const statesOf = async (event: string) => (await client.deliveries({ event })).deliveries.map(({ state }) => state);
  const ids = [await window.send('a'), await window.send('b'), await window.send('c')] as const;
  const failed = async () => (await client.deliveries({ state: 'failed' })).deliveries;
  await until(async () => (await failed()).length === 3, 'three failures');
  const deliveryOf = async (event: string) => (await failed()).find(({ eventId }) => eventId === event)?.id ?? '';
  await client.retryDelivery(await deliveryOf(ids[0]));
  await until(async () => (await statesOf(ids[0]))[0] === 'delivered', 'the first one');
  await client.discardDelivery(await deliveryOf(ids[1]));
  assert.deepEqual(await statesOf(ids[1]), ['discarded']);
  assert.equal((await client.retryFailed()).retried, 1);
  await until(async () => (await statesOf(ids[2]))[0] === 'delivered', 'the last one');
  await assert.rejects(client.retryDelivery('unknown.0'), { code: 'unknown-delivery' });
  assert.equal((await client.stats()).targets[0]?.delivered, 2);
});
