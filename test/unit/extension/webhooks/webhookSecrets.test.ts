import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generateWebhookSecret, isWebhookSecret, WebhookSecrets } from '../../../../src/extension/webhooks/webhookSecrets.ts';
import { parseSecret } from '../../../../src/server/delivery/signature.ts';
import { createSecretStorage } from '../../../support/secretStorage.ts';

/** With something of another kind in it. */
const createStorage = () => createSecretStorage({ token: 'of something else' });

test('a secret is there for the next window, by its name', async () => {
  const storage = createStorage();
  await new WebhookSecrets(storage).update('shop front', () => ['new', 'old']);
  const secrets = new WebhookSecrets(storage);
  assert.deepEqual([await secrets.names(), await secrets.read('shop front')], [['shop front'], ['new', 'old']]);
});

test('what is not there has no values, and what else the editor keeps is no secret of webhooks', async () => {
  const secrets = new WebhookSecrets(createStorage());
  assert.deepEqual([await secrets.names(), await secrets.read('token')], [[], []]);
});

test('a secret without values is gone', async () => {
  const storage = createStorage();
  const secrets = new WebhookSecrets(storage);
  await secrets.update('shop', () => ['new']);
  await secrets.update('shop', () => []);
  assert.deepEqual([...storage.entries.keys()], ['token']);
});

test('a change gets what another window has written meanwhile', async () => {
  const storage = createStorage();
  const [here, there] = [new WebhookSecrets(storage), new WebhookSecrets(storage)];
  await here.update('shop', () => ['a']);
  await there.update('shop', (kept) => ['b', ...kept]);
  await here.update('shop', (kept) => ['c', ...kept]);
  assert.deepEqual(await there.read('shop'), ['c', 'b', 'a']);
});

test('every window hears which secret has changed, until it is closed', async () => {
  const storage = createStorage();
  const [here, there] = [new WebhookSecrets(storage), new WebhookSecrets(storage)];
  const heard: string[] = [];
  there.onDidChange((name) => heard.push(name));
  await here.update('shop', () => ['a']);
  await storage.store('token', 'another');
  there.dispose();
  await here.update('shop', () => ['b']);
  assert.deepEqual(heard, ['shop']);
});

for (const text of ['whsec_s3cret', '["whsec_s3cret', '{"a":"whsec_s3cret"}', '["a",7]', 'null', '']) {
  test(`${JSON.stringify(text)} in the storage counts as no secret, and can be written over`, async () => {
    const secrets = new WebhookSecrets(createSecretStorage({ 'webhook.secret.shop': text }));
    assert.deepEqual([await secrets.read('shop'), await secrets.pick(['shop'])], [[], {}]);
    await secrets.update('shop', (kept) => ['new', ...kept]);
    assert.deepEqual(await secrets.read('shop'), ['new']);
  });
}

test('of many names those are picked that there are, whatever they are called', async () => {
  const secrets = new WebhookSecrets(createStorage());
  for (const name of ['shop', '__proto__', 'other']) await secrets.update(name, () => [`of ${name}`]);
  const picked = await secrets.pick(['shop', 'missing', '__proto__']);
  assert.deepEqual(Object.entries(picked), [
    ['shop', ['of shop']],
    ['__proto__', ['of __proto__']],
  ]);
});

const secretOf = (bytes: number) => `whsec_${Buffer.alloc(bytes, 0xfb).toString('base64')}`;

/** What the hub says. */
function canSignWith(text: string): boolean {
  try {
    return parseSecret(text).length > 0;
  } catch {
    return false;
  }
}

test('a generated secret holds 32 bytes, and is never the same', () => {
  const secrets = Array.from({ length: 20 }, generateWebhookSecret);
  assert.equal(new Set(secrets).size, 20);
  for (const secret of secrets) assert.deepEqual([isWebhookSecret(secret), parseSecret(secret).length], [true, 32]);
});

const shapes = ['', 'whsec_', secretOf(32).slice(6), `${secretOf(32)}=`, ` ${secretOf(32)}`, 'whsec_not base64 at all!'];
for (const text of [...[23, 24, 25, 64, 65].map(secretOf), ...shapes, secretOf(32).replaceAll('+', '-')]) {
  test(`editor and hub agree on ${JSON.stringify(text)}`, () => assert.equal(isWebhookSecret(text), canSignWith(text)));
}

test('secrets have 24 to 64 bytes', () => {
  assert.deepEqual([23, 24, 64, 65].map(secretOf).map(isWebhookSecret), [false, true, true, false]);
});
