import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Batch } from '../../../../src/client/eventFiles/batch.ts';
import { readEventFile } from '../../../../src/client/eventFiles/readEventFile.ts';

/** How many events of this text have room in one batch. */
function roomFor(text: string, count: number): number {
  const [event] = readEventFile(text).events;
  assert.ok(event);
  const batch = new Batch();
  let fitting = 0;
  while (fitting < count && batch.add(event)) fitting++;
  assert.equal(batch.texts.length, fitting);
  return fitting;
}

test('a batch has room for 1000 small events', () => {
  assert.equal(roomFor('{"event_type":"a"}', 2000), 1000);
});

test('a batch has no room for more numbers than the hub keeps at once, however short they are', () => {
  const numbers = Array(55_000).fill('12345678901234567').join();
  assert.equal(roomFor(`{"event_type":"a","data":{"list":[${numbers}]}}`, 2), 1);
});

test('a batch has no room for more text than the hub takes at once, and always for one event', () => {
  assert.equal(roomFor(`{"event_type":"a","data":{"text":"${'x'.repeat(1_000_000)}"}}`, 9), 2);
});
