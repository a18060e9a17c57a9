import assert from 'node:assert/strict';
import { test } from 'node:test';
import packageJson from '../../../../package.json' with { type: 'json' };
import texts from '../../../../package.nls.json' with { type: 'json' };
import { inEnglish } from '../../../../scripts/manifest.ts';
import { faultOfTargets, isTargetList, targetListRule } from '../../../../src/extension/settings/targetSetting.ts';
import { limits } from '../../../../src/shared/api.ts';
import { accepts, type Schema } from '../jsonSchema.ts';

const setting = inEnglish(packageJson, texts).contributes.configuration.properties['devSync.webhooks.targets'];
const schema: Schema & { readonly items: Schema } = setting;
const url = 'http://localhost:8000/hook';
const whole = { url, types: ['agent.*', '*'], secret: 'shop', enabled: false, maxPerSecond: 2.5, insecureLoopback: true };

const right: readonly unknown[] = [
  [],
  [{ url }],
  [whole, { url: 'no address' }],
  [
    { url, maxPerSecond: 0.01 },
    { url, maxPerSecond: 1000 },
  ],
  Array.from({ length: limits.webhookTargets }, () => ({ url })),
];
const wrong: readonly unknown[] = [
  {},
  [url],
  [null],
  [[]],
  [{}],
  [{ url: '' }],
  [{ url: 7 }],
  [whole, { types: ['a'] }],
  [{ url, types: 'a' }],
  [{ url, types: [] }],
  [{ url, types: [''] }],
  [{ url, types: [7] }],
  [{ url, secret: '' }],
  [{ url, secret: null }],
  [{ url, secret: 'whsec_AAAA' }],
  [{ url, enabled: 'yes' }],
  [{ url, insecureLoopback: 1 }],
  [{ url, maxPerSecond: 0 }],
  [{ url, maxPerSecond: 1000.5 }],
  [{ url, maxPerSecond: '5' }],
  [{ url, toString: 'text' }],
  [{ url, headers: {} }],
  Array.from({ length: limits.webhookTargets + 1 }, () => ({ url })),
];

for (const value of right) {
  test(`${JSON.stringify(value).slice(0, 150)} are targets`, () =>
    assert.deepEqual([isTargetList(value), accepts(schema, value)], [true, true]));
}
for (const value of wrong) {
  test(`${JSON.stringify(value).slice(0, 150)} are none`, () =>
    assert.deepEqual([isTargetList(value), accepts(schema, value)], [false, false]));
}

test('the words about what targets are name every field, and every number', () => {
  const { properties = {} } = schema.items;
  for (const name of Object.keys(properties)) assert.match(targetListRule(), new RegExp(`"${name}"`));
  for (const bound of [schema.maxItems, properties.maxPerSecond?.minimum, properties.maxPerSecond?.maximum])
    assert.ok(
      targetListRule().includes(` ${bound} `) || targetListRule().includes(` ${bound})`) || targetListRule().includes(`(${bound} `),
      `${bound}`,
    );
});

test('every field is described by sentences, and nothing else is taken', () => {
  const { properties, additionalProperties } = setting.items;
  for (const { markdownDescription } of Object.values(properties)) assert.match(markdownDescription, /^[A-Z].*\.$/);
  assert.equal(additionalProperties, false);
});

test('the snippets are targets', () => {
  const { defaultSnippets } = setting.items;
  assert.ok(isTargetList(defaultSnippets.map(({ body }) => body)));
});

const key = 'devSync.webhooks.targets';
const faults: readonly (readonly [unknown, string])[] = [
  ['s3cret', 'is no list'],
  [Array.from({ length: 51 }, () => 's3cret'), 'has 51 targets'],
  [['http://ann:s3cret@host'], 'is wrong in target 1: no object'],
  [[{ 'http://s3cret@host': true }], 'is wrong in target 1: no "url"'],
  [[whole, { url: 'http://localhost:99999/?token=s3cret', types: [] }], 'is wrong in target 2: "types"'],
  [[{ url, 'http://s3cret@host': true }], 'is wrong in target 1: a field that is not known'],
  [[{ url, secret: 'whsec_s3cret' }], 'is wrong in target 1: "secret" is the secret itself'],
  [[{}, {}, {}, {}], 'is wrong in target 1: no "url", target 2: no "url", target 3: no "url"'],
];
for (const [value, sentence] of faults) {
  test(`${JSON.stringify(value).slice(0, 100)} ${sentence}`, () =>
    assert.equal(faultOfTargets(value, key), `The setting ${key} ${sentence}.`));
}
