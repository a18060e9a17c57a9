import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openOneTimeDoor } from '../../../src/cli/oneTimeDoor.ts';
import { within } from '../../support/until.ts';

const knock = (url: string) => fetch(url, { redirect: 'manual' });

test('the first who comes is led to the address with the secret, and nobody else', async () => {
  const door = await openOneTimeDoor('http://localhost:4848/#token=secret');
  try {
    const first = await knock(door.url);
    assert.deepEqual([first.status, first.headers.get('location')], [302, 'http://localhost:4848/#token=secret']);
    assert.equal(first.headers.get('cache-control'), 'no-store');
    await within(door.used, 'the door is used');
    const second = await knock(door.url);
    assert.deepEqual([second.status, second.headers.get('location')], [410, null]);
  } finally {
    await door.dispose();
  }
});

test('who does not know the address gets nothing, and does not use it up', async () => {
  const door = await openOneTimeDoor('http://localhost:4848/#token=secret');
  try {
    for (const path of ['/', '/favicon.ico', `/${'A'.repeat(32)}`]) assert.equal((await knock(new URL(path, door.url).href)).status, 404);
    assert.equal((await knock(door.url)).status, 302);
  } finally {
    await door.dispose();
  }
});
