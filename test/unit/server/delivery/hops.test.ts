import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readHops } from '../../../../src/server/delivery/hops.ts';

const hubs = (count: number) => Array.from({ length: count }, (_, index) => `hub-${index}`).join(', ');

test('an event that passed no hub has no hops', () => {
  assert.deepEqual(readHops(undefined, 'here'), { isLoop: false });
  assert.deepEqual(readHops('', 'here'), { isLoop: false });
});

test('an event from other hubs is no loop, and remembers them', () => {
  assert.deepEqual(readHops('one', 'here'), { isLoop: false, hops: 'one' });
  assert.deepEqual(readHops('one,two ,  three', 'here'), { isLoop: false, hops: 'one, two, three' });
  assert.deepEqual(readHops('not-here, hereafter', 'here'), { isLoop: false, hops: 'not-here, hereafter' });
});

for (const header of ['here', 'one, here', 'here,one', ' here , one']) {
  test(`an event that passed "${header}" has been here`, () => {
    assert.equal(readHops(header, 'here').isLoop, true);
  });
}

test('a way of eight hubs or of more than 500 characters is a circle', () => {
  assert.deepEqual([readHops(hubs(7), 'here').isLoop, readHops(hubs(8), 'here').isLoop], [false, true]);
  assert.deepEqual([readHops('x'.repeat(500), 'here').isLoop, readHops('x'.repeat(501), 'here').isLoop], [false, true]);
});
