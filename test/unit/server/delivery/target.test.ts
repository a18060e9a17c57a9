import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resolveTargets, type TargetRules } from '../../../../src/server/delivery/target.ts';
import type { TargetOptions, WebhookOptions } from '../../../../src/shared/webhooks.ts';

const SECRET = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;

function resolve(targets: readonly TargetOptions[] | undefined, rules: Partial<TargetRules> & { allowedHosts?: readonly string[] } = {}) {
  const { allowedHosts = [], secrets = {}, port = 4848 } = rules;
  const webhooks: WebhookOptions = { ...(targets && { targets }), allowedHosts, maxAttempts: 20, maxAgeMs: 1000 };
  return resolveTargets({ webhooks, secrets, port });
}

test('nobody has said anything: the frontend that may be there', () => {
  const [target, ...others] = resolve(undefined).targets;
  assert.deepEqual([target?.label, target?.isDefault, others], ['http://localhost:5173/api/webhook/receive', true, []]);
  assert.deepEqual(
    ['audio_level', 'listening_status', 'a.b'].map((type) => target?.matches(type)),
    [true, true, false],
  );
  assert.deepEqual(resolve([]).targets, []);
});

test('the same address by a person is an ordinary target', () => {
  const [target] = resolve([{ url: 'http://localhost:5173/api/webhook/receive', types: ['agent.*'] }]).targets;
  assert.deepEqual([target?.isDefault, target?.matches('agent.created')], [false, true]);
});

test('user and password go into a header, and the address is shown without them', () => {
  const [target] = resolve([{ url: 'http://me:p%40ss@127.0.0.1:3000/hook?key=1#x' }]).targets;
  assert.equal(target?.authorization, `Basic ${Buffer.from('me:p@ss').toString('base64')}`);
  assert.deepEqual([target?.label, target?.url.href], ['http://127.0.0.1:3000/hook', 'http://127.0.0.1:3000/hook?key=1']);
});

for (const [url, code] of [
  ['nonsense', 'target-invalid'],
  ['file:///etc/passwd', 'target-invalid'],
  ['ftp://localhost/x', 'target-invalid'],
  ['http://me:%zz@localhost:3000/', 'target-invalid'],
  ['http://example.com/hook', 'target-not-allowed'],
  ['http://192.168.0.7/hook', 'target-not-allowed'],
  ['http://localhost.example.com/hook', 'target-not-allowed'],
  ['http://169.254.169.254/latest', 'target-not-allowed'],
  ['http://[::ffff:10.0.0.1]/hook', 'target-not-allowed'],
  ['http://0.0.0.0:3000/hook', 'target-not-allowed'],
  ['http://localhost:4848/dev/webhook', 'target-is-hub'],
  ['https://sub.localhost:4848/', 'target-is-hub'],
  ['http://[::1]:4848/', 'target-is-hub'],
] as const) {
  test(`${url} is refused: ${code}`, () => {
    const { targets, refused } = resolve([{ url }]);
    assert.deepEqual([targets, refused.map(({ error }) => error.code)], [[], [code]]);
  });
}

test('spellings of this machine that a URL makes plain are this machine', () => {
  const { targets } = resolve([{ url: 'http://2130706433:3000/' }, { url: 'http://0x7f.1:3001/' }, { url: 'http://LOCALHOST:3002/' }]);
  assert.deepEqual(
    targets.map(({ label }) => label),
    ['http://127.0.0.1:3000/', 'http://127.0.0.1:3001/', 'http://localhost:3002/'],
  );
});

test('a host that is allowed is taken, and its path is not shown', () => {
  const { targets } = resolve([{ url: 'https://hooks.example.com/T0/secret' }], { allowedHosts: ['Hooks.Example.com'] });
  assert.deepEqual(
    targets.map(({ label, insecureLoopback }) => [label, insecureLoopback]),
    [['https://hooks.example.com/…', false]],
  );
});

test('allowed hosts may be written as people write them', () => {
  const targets = [{ url: 'http://müller.example/' }, { url: 'http://[fd00::1]:3000/' }];
  assert.deepEqual(resolve(targets, { allowedHosts: ['müller.example', 'fd00::1', 'no host'] }).refused, []);
});

for (const types of [[], [''], ['', ' '], [',']]) {
  test(`types ${JSON.stringify(types)} are no types, and not all of them`, () => {
    const { refused } = resolve([{ url: 'http://localhost:3000/', types }]);
    assert.match(refused[0]?.error.message ?? '', /at least one glob/);
  });
}

for (const maxPerSecond of [0, -1, 0.001, 1001, Number.NaN]) {
  test(`a rate of ${maxPerSecond} a second is refused`, () => {
    const { refused } = resolve([{ url: 'http://localhost:3000/', maxPerSecond }]);
    assert.deepEqual(
      refused.map(({ error }) => error.code),
      ['target-invalid'],
    );
  });
}

test('any certificate is accepted on this machine only', () => {
  const urls = ['https://localhost:3000/', 'https://example.com/'];
  const { targets } = resolve(
    urls.map((url) => ({ url, insecureLoopback: true })),
    { allowedHosts: ['example.com'] },
  );
  assert.deepEqual(
    targets.map(({ insecureLoopback }) => insecureLoopback),
    [true, false],
  );
});

test('a secret that is named has to be there, in its form', () => {
  const url = 'http://localhost:3000/';
  const [signed] = resolve([{ url, secret: 'shop' }], { secrets: { shop: [SECRET, SECRET] } }).targets;
  assert.equal(signed?.keys.length, 2);
  const codesOf = (secrets: TargetRules['secrets']) =>
    resolve([{ url, secret: 'shop' }], { secrets }).refused.map(({ error }) => error.code);
  assert.deepEqual(
    [codesOf({}), codesOf({ shop: [] }), codesOf({ shop: ['plain'] })],
    [['secret-missing'], ['secret-missing'], ['secret-invalid']],
  );
});

test('an address that is named twice is taken once, and said', () => {
  const { targets, refused } = resolve([{ url: 'http://localhost:3000/' }, { url: 'http://localhost:3000/', types: ['*'] }]);
  assert.deepEqual(
    [targets.length, refused.map(({ error }) => error.message)],
    [1, ['The webhook target http://localhost:3000/ is named twice: give it once, with all its types.']],
  );
});

test('no text of a refusal has a password in it', () => {
  const urls = ['http://me:hunter2@example.com/hunter2', 'ftp://me:hunter2@localhost/', 'hunter2', 'http://me:hunter2@localhost:4848/'];
  assert.doesNotMatch(JSON.stringify(resolve(urls.map((url) => ({ url }))).refused), /hunter2/);
});

test('entries that are no targets at all are refused, and leave the others alone', () => {
  const entries = [null, 'text', 7, {}, { url: 7 }, { url: 'http://localhost:3000/', type: ['a'] }] as unknown as TargetOptions[];
  const { targets, refused } = resolve([...entries, { url: 'http://localhost:3001/' }, { url: 'http://localhost:3002/', enabled: false }]);
  assert.deepEqual([targets.length, new Set(refused.map(({ error }) => error.code))], [1, new Set(['target-invalid'])]);
  assert.equal(refused[5]?.error.message, '"targets[5].type": This field is not known.');
});
