import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Slots } from '../../../../src/server/delivery/slots.ts';

test('so many are in at the same time, and the others come in as they came', async () => {
  const slots = new Slots(2);
  const entered: number[] = [];
  const all = [1, 2, 3, 4].map((name) => slots.enter().then(() => entered.push(name)));
  await Promise.all(all.slice(0, 2));
  assert.deepEqual(entered, [1, 2]);
  slots.leave();
  await all[2];
  assert.deepEqual(entered, [1, 2, 3]);
  slots.leave();
  await all[3];
  for (let leaving = 0; leaving < 2; leaving++) slots.leave();
  await Promise.all([slots.enter(), slots.enter()]);
});
