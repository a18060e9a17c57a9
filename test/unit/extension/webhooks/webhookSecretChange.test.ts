import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  changedSecret,
  newSecretItems,
  type SecretChange,
  secretChangeItems,
} from '../../../../src/extension/webhooks/webhookSecretChange.ts';

const changesFor = (...kept: readonly string[]) => secretChangeItems(kept).map(({ change }) => change);

test('what is not there can be made or pasted', () => {
  assert.deepEqual(changesFor(), ['generate', 'paste']);
});

test('what is there can also be replaced in two steps and deleted', () => {
  assert.deepEqual(changesFor('new'), ['generate', 'paste', 'replace', 'delete']);
});

test('while two count the old one can be forgotten', () => {
  assert.deepEqual(changesFor('new', 'old'), ['generate', 'paste', 'replace', 'forget', 'delete']);
});

test('a new one is made or pasted, and that it ends another one is said only where there is one', () => {
  assert.deepEqual(
    newSecretItems().map(({ change }) => change),
    ['generate', 'paste'],
  );
  const warned = (...kept: readonly string[]) => secretChangeItems(kept).filter(({ detail }) => detail.includes('does not count any more'));
  assert.deepEqual([warned().length, warned('new').length], [0, 2]);
});

const outcomes: readonly (readonly [SecretChange, readonly string[]])[] = [
  ['generate', ['made']],
  ['paste', ['made']],
  ['replace', ['made', 'new']],
  ['forget', ['new']],
  ['delete', []],
];
for (const [change, expected] of outcomes) {
  test(`after "${change}" there is ${expected.join(' and ') || 'nothing'}`, () => {
    assert.deepEqual(changedSecret(change, ['new', 'old'], expected.includes('made') ? 'made' : undefined), expected);
  });
}

test('a secret that replaces itself is there once', () => assert.deepEqual(changedSecret('replace', ['same', 'old'], 'same'), ['same']));
