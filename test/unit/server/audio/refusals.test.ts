import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Refusals } from '../../../../src/server/audio/refusals.ts';

test('nobody waits before the first refusal, and everybody longer after each, counted from the question', () => {
  const refusals = new Refusals([10, 50, 300]);
  assert.equal(refusals.leftMs(0), 0);
  refusals.add(1000);
  assert.equal(refusals.leftMs(1004), 6);
  refusals.add(1010);
  assert.equal(refusals.leftMs(1010), 50);
  refusals.add(1060);
  assert.equal(refusals.leftMs(1060), 300);
  refusals.add(1360);
  assert.equal(refusals.leftMs(1360), 300, 'the last pause is for all that follow');
  assert.ok(refusals.leftMs(1660) <= 0);
});

test('a yes ends the row, and so does a long time', () => {
  const refusals = new Refusals([10, 50]);
  refusals.add(1000);
  refusals.clear();
  assert.equal(refusals.leftMs(1000), 0);
  refusals.add(1001);
  assert.equal(refusals.leftMs(1001), 10);
  refusals.add(1101);
  assert.equal(refusals.leftMs(1101), 50);
  refusals.add(1202);
  assert.equal(refusals.leftMs(1202), 10);
});

test('a row may begin without a pause', () => {
  const refusals = new Refusals([0, 10]);
  refusals.add(1000);
  assert.ok(refusals.leftMs(1000) <= 0);
  refusals.add(1005);
  assert.equal(refusals.leftMs(1005), 10);
});
