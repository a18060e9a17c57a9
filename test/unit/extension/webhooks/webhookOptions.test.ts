import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settingsTable } from '../../../../src/extension/settings/settingsTable.ts';
import {
  hostsToAskAbout,
  secretNamesIn,
  type WebhookSettings,
  webhookOptionsOf,
} from '../../../../src/extension/webhooks/webhookOptions.ts';
import { defaultHubOptions } from '../../../../src/server/options.ts';
import type { TargetOptions } from '../../../../src/shared/webhooks.ts';

const url = 'http://localhost:8000/hook';

function settingsWith(changes: Partial<WebhookSettings> = {}): WebhookSettings {
  return {
    targetsBy: 'nobody',
    'webhooks.targets': settingsTable['webhooks.targets'].default,
    'webhooks.allowedHosts': settingsTable['webhooks.allowedHosts'].default,
    'webhooks.maxAttempts': settingsTable['webhooks.maxAttempts'].default,
    'webhooks.maxAgeHours': settingsTable['webhooks.maxAgeHours'].default,
    'webhooks.incomingSecret': settingsTable['webhooks.incomingSecret'].default,
    ...changes,
  };
}

const hostsOf = (targets: readonly TargetOptions[], changes: Partial<WebhookSettings> = {}) =>
  hostsToAskAbout(settingsWith({ targetsBy: 'workspace', 'webhooks.targets': targets, ...changes }));

test('settings that nobody has changed say what a hub does without options', () => {
  assert.deepEqual(webhookOptionsOf(settingsWith()), defaultHubOptions.webhooks);
});

test('targets that somebody named are handed on, without those that are switched off', () => {
  const targets = [{ url, secret: 'shop', enabled: true }, { url: 'http://localhost:1', enabled: false }, { url: 'http://localhost:2' }];
  const options = webhookOptionsOf(settingsWith({ targetsBy: 'user', 'webhooks.targets': targets }));
  assert.deepEqual(options.targets, [targets[0], targets[2]]);
});

test('an empty list is no default target', () => {
  assert.deepEqual(webhookOptionsOf(settingsWith({ targetsBy: 'workspace', 'webhooks.targets': [] })).targets, []);
});

test('hours become milliseconds, and the name of the incoming secret is handed on', () => {
  const options = webhookOptionsOf(settingsWith({ 'webhooks.maxAgeHours': 2, 'webhooks.maxAttempts': 3, 'webhooks.incomingSecret': 'in' }));
  assert.deepEqual([options.maxAgeMs, options.maxAttempts, options.incomingSecret], [7_200_000, 3, 'in']);
});

test('hosts of other machines are asked about, each once and as the address spells them in the end', () => {
  const urls = ['https://Hooks.Example.com/a', 'http://hooks.example.com:81', 'http://user:pw@[2001:db8::1]/x', 'http://10.0.0.7'];
  assert.deepEqual(hostsOf(urls.map((address) => ({ url: address }))), ['hooks.example.com', '[2001:db8::1]', '10.0.0.7']);
});

test('this machine, what is switched off and what is no web address is not asked about', () => {
  const urls = [
    'http://localhost:1',
    'http://127.0.0.1',
    'http://[::1]:2',
    'https://app.localhost',
    'ftp://example.com',
    'example.com',
    '',
  ];
  assert.deepEqual(hostsOf([...urls.map((address) => ({ url: address })), { url: 'http://example.com', enabled: false }]), []);
});

test('hosts that are allowed are not asked about, however they are spelled', () => {
  assert.deepEqual(hostsOf([{ url: 'https://hooks.example.com' }], { 'webhooks.allowedHosts': ['Hooks.example.COM'] }), []);
});

test('hosts are compared as addresses have them in the end', () => {
  const urls = ['http://[2001:db8::1]:80/x', 'https://bücher.example/a', 'https://xn--bcher-kva.example/b'];
  const targets = urls.map((address) => ({ url: address }));
  assert.deepEqual(hostsOf(targets), ['[2001:db8::1]', 'xn--bcher-kva.example']);
  assert.deepEqual(hostsOf(targets, { 'webhooks.allowedHosts': ['2001:db8::1', 'Bücher.example', 'no host/'] }), []);
});

test('a host that is too long to be one is not asked about', () => {
  const label = 'a'.repeat(63);
  const longest = [label, label, label, 'a'.repeat(61)].join('.');
  assert.deepEqual(hostsOf([{ url: `https://${longest}/` }, { url: `https://a${longest}/` }]), [longest]);
});

test('what cannot be used at all sends nothing, not even to the default target', () => {
  const { value } = settingsTable['webhooks.targets'].instead('http://localhost:1');
  assert.deepEqual(webhookOptionsOf(settingsWith({ targetsBy: 'user', 'webhooks.targets': value })).targets, []);
});

test('of a list that is wrong somewhere the hub gets what is right, what it shall complain of, and no secret', () => {
  const wrong = [{ url, types: [] }, null, 'text', 7, { types: ['a'] }];
  const { value } = settingsTable['webhooks.targets'].instead([{ url }, ...wrong, { url, secret: 'whsec_s3cret' }]);
  const settings = settingsWith({ targetsBy: 'workspace', 'webhooks.targets': value });
  assert.deepEqual(webhookOptionsOf(settings).targets, [{ url }, ...wrong, { url, secret: '' }]);
  assert.deepEqual(hostsToAskAbout(settings), []);
});

test('targets that a person named in the own settings are not asked about', () => {
  for (const targetsBy of ['user', 'nobody'] as const) assert.deepEqual(hostsOf([{ url: 'https://hooks.example.com' }], { targetsBy }), []);
});

test('the secrets of targets and of incoming posts are named, each once', () => {
  const targets = [{ url: 'a', secret: 'shop' }, { url: 'b' }, { url: 'c', secret: 'shop' }, { url: 'd', secret: 'api' }];
  assert.deepEqual(secretNamesIn({ webhooks: { targets, incomingSecret: 'in' } }), ['shop', 'api', 'in']);
});

test('options without secrets name none', () => {
  for (const options of [{}, { webhooks: {} }, { webhooks: { targets: [] } }]) assert.deepEqual(secretNamesIn(options), []);
});

test('a secret where its name belongs is no name', () => {
  assert.deepEqual(secretNamesIn({ webhooks: { targets: [{ url: 'a', secret: 'whsec_s3cret' }], incomingSecret: 'whsec_' } }), []);
});

test('what another version left in a state file does no harm', () => {
  const targets = [null, 'a', { secret: 7 }, { secret: '' }];
  const odd = [null, [], 'text', { targets: 'text' }, { targets: { secret: 'a' } }, { targets }];
  for (const webhooks of [...odd, { incomingSecret: {} }]) assert.deepEqual(secretNamesIn({ webhooks }), [], JSON.stringify(webhooks));
});
