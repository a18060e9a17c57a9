import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WebhookSecretDialogOptions } from '../../../../src/extension/webhooks/webhookSecretDialog.ts';
import { generateWebhookSecret, WebhookSecrets } from '../../../../src/extension/webhooks/webhookSecrets.ts';
import { DevSyncError, type ErrorCode } from '../../../../src/shared/errors.ts';
import type { HubStatus } from '../../../../src/shared/panel.ts';
import { type DialogOptions, openDialog } from '../../../support/secretDialog.ts';
import { createSecretStorage } from '../../../support/secretStorage.ts';

/** A hub that only notes that it is started. */
function createHub(status: HubStatus = { state: 'stopped' }): WebhookSecretDialogOptions['hub'] & { starts: number } {
  const hub = { status, starts: 0, start: async () => void hub.starts++ };
  return hub;
}

/** A person who gives these answers, where these secrets are kept. */
function open(answers: readonly string[], kept: Readonly<Record<string, readonly string[]>> = {}, more: Partial<DialogOptions> = {}) {
  const entries = Object.entries(kept).map(([name, values]) => [`webhook.secret.${name}`, JSON.stringify(values)]);
  const storage = createSecretStorage(Object.fromEntries(entries));
  const secrets = new WebhookSecrets(storage);
  return { ...openDialog({ secrets, hub: createHub(), answers, ...more }), secrets, storage };
}

test('without any name a new one is asked for, and the generated secret is kept and in the clipboard', async () => {
  const { dialog, secrets, copied, told } = open([' shop ', 'Generate']);
  await dialog.run();
  assert.deepEqual([await secrets.read('shop'), copied.length], [copied, 1]);
  assert.deepEqual(told, [{ sentence: 'The new webhook secret "shop" is in the clipboard.', isNamed: false }]);
});

test('a secret is not taken for a name, and is not shown back', async () => {
  const secret = generateWebhookSecret();
  const { dialog, storage, refused, lists } = open(['Another Name…', secret, '', ` ${secret}`], {}, { targetSecrets: ['shop', secret] });
  await dialog.run();
  const objection = 'That is a secret; give it a name first.';
  assert.deepEqual(refused, [objection, 'It needs a name.', objection]);
  assert.equal(storage.entries.size, 0);
  assert.deepEqual(
    lists.map((lines) => lines.map(({ label }) => label)),
    [['shop', 'Another Name…']],
  );
});

test('names that the settings have and names that are kept are offered, with what is known about each', async () => {
  const { dialog, lists } = open([], { shop: ['a', 'b'], old: ['c'], in: ['d'] }, { targetSecrets: ['shop', 'new'], incomingSecret: 'in' });
  await dialog.run();
  assert.deepEqual(
    lists[0]?.map(({ label, description }) => `${label}: ${description}`),
    ['shop: set, and the old one counts too', 'new: not set', 'in: set', 'old: set, no setting names it', 'Another Name…: '],
  );
});

test('a name makes no icon', async () => {
  const { dialog, lists } = open([], {}, { targetSecrets: ['$(trash) x'] });
  await dialog.run();
  assert.deepEqual(lists[0]?.[0], { icon: 'key', label: '$ (trash) x', description: 'not set', name: '$(trash) x' });
});

test('a pasted secret must have the right form, and is in no clipboard', async () => {
  const secret = generateWebhookSecret();
  const { dialog, secrets, copied, refused } = open(['shop', 'Paste One', 'whsec_short', ` ${secret}\n`], { shop: ['old'] });
  await dialog.run();
  assert.deepEqual([await secrets.read('shop'), copied], [[secret], []]);
  assert.deepEqual(refused, ['It must be whsec_ and the Base64 of 24 to 64 bytes.']);
});

const closed: readonly (readonly string[])[] = [
  [],
  ['Another Name…'],
  ['shop'],
  ['shop', 'Paste One'],
  ['shop', 'Replace It, Keep the Old One for a While'],
];
for (const answers of closed) {
  test(`nothing changes when the box after ${JSON.stringify(answers.at(-1) ?? 'the command')} is closed`, async () => {
    const { dialog, secrets, copied, told } = open(answers, { shop: ['a'] });
    await dialog.run();
    assert.deepEqual([await secrets.read('shop'), copied, told], [['a'], [], []]);
  });
}

test('what another window has written while the box was open is what is replaced', async () => {
  const secret = generateWebhookSecret();
  const storage = createSecretStorage({ 'webhook.secret.shop': '["a"]' });
  const secrets = new WebhookSecrets(storage);
  const onAsked = () => new WebhookSecrets(storage).update('shop', () => ['of another window']);
  const answers = ['shop', 'Replace It, Keep the Old One for a While', 'Paste One', secret];
  await openDialog({ secrets, hub: createHub(), answers, onAsked }).dialog.run();
  assert.deepEqual(await secrets.read('shop'), [secret, 'of another window']);
});

test('a secret that could not be kept is not copied', async () => {
  const { dialog, copied, storage, told } = open(['shop', 'Generate']);
  storage.store = () => Promise.reject(new Error('The keyring is locked'));
  await assert.rejects(dialog.run(), /keyring/);
  assert.deepEqual([copied, told], [[], []]);
});

test('a deleted secret is gone, and no setting needs to name it', async () => {
  const { dialog, secrets, told } = open(['shop', 'Delete'], { shop: ['a'] });
  await dialog.run();
  assert.deepEqual(await secrets.names(), []);
  assert.deepEqual(told, [{ sentence: 'The webhook secret "shop" is deleted.', isNamed: true }]);
});

const failures: readonly (readonly [ErrorCode, number])[] = [
  ['secret-missing', 1],
  ['secret-invalid', 1],
  ['port-in-use', 0],
];
for (const [code, starts] of failures) {
  test(`a hub that did not start for ${code} is ${starts ? '' : 'not '}started then`, async () => {
    const hub = createHub({ state: 'problem', error: new DevSyncError(code).toInfo() });
    await open(['shop', 'Generate'], {}, { hub }).dialog.run();
    assert.equal(hub.starts, starts);
  });
}
