import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Bundle } from '../../../src/shared/bundle.ts';
import { until } from '../../support/until.ts';

function openBundle() {
  const told: (readonly number[])[] = [];
  return { told, bundle: new Bundle<number>((items) => told.push(items)) };
}

test('items that come at once go on together, in their order', async () => {
  const { told, bundle } = openBundle();
  for (const item of [1, 2, 3]) bundle.push(item);
  assert.deepEqual(told, []);
  await until(() => told.length > 0, 'the bundle');
  bundle.push(4);
  await until(() => told.length > 1, 'the next one');
  assert.deepEqual(told, [[1, 2, 3], [4]]);
});

test('a bundle goes at once when something is to be told behind it, and nothing is told of none', () => {
  const { told, bundle } = openBundle();
  bundle.push(1);
  bundle.flush();
  bundle.flush();
  assert.deepEqual(told, [[1]]);
});

test('what is dropped is told to nobody', async () => {
  const { told, bundle } = openBundle();
  bundle.push(1);
  bundle.drop();
  bundle.push(2);
  await until(() => told.length > 0, 'the bundle');
  assert.deepEqual(told, [[2]]);
});
