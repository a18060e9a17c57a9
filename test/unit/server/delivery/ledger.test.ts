import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Entry, Ledger } from '../../../../src/server/delivery/ledger.ts';
import { limits } from '../../../../src/shared/api.ts';
import { tempLog } from '../../../support/logs.ts';

function entry(ledger: Ledger, name: string, change: Partial<Entry> = {}): Entry {
  const order = ledger.nextOrder();
  const target = { target: 'http://localhost:3000/', targetKey: 'key' };
  return {
    id: `${name}.key`,
    eventId: name,
    type: 'a.b',
    state: 'delivered',
    attempts: [],
    attemptCount: 1,
    tries: 1,
    order,
    ...target,
    ...change,
  };
}

const idsOf = (entries: readonly Entry[]) => entries.map(({ eventId }) => eventId);

test('what is put is found, newest first, with its newest state', async () => {
  await using place = await tempLog('memory');
  const ledger = new Ledger(place.log);
  const first = entry(ledger, 'a', { state: 'pending' });
  ledger.put(first);
  ledger.put(entry(ledger, 'b', { state: 'failed' }));
  ledger.put({ ...first, state: 'failed' });
  assert.deepEqual(
    [idsOf(ledger.entries), idsOf(ledger.failed)],
    [
      ['b', 'a'],
      ['b', 'a'],
    ],
  );
  ledger.put({ ...first, state: 'delivered' });
  assert.deepEqual([ledger.get('a.key')?.state, idsOf(ledger.failed)], ['delivered', ['b']]);
});

test('everything is there again after a restart, positions too', async () => {
  await using place = await tempLog('sqlite');
  const ledger = new Ledger(place.log);
  const last = entry(ledger, 'a');
  ledger.put(entry(ledger, 'b', { state: 'failed' }));
  ledger.put(last);
  ledger.setCursor('key', 'position');
  ledger.dispose();
  const found = new Ledger(await place.reopen());
  assert.deepEqual([found.entries, found.cursorOf('key')], [ledger.entries, 'position']);
  assert.ok(found.nextOrder() > last.order + 1);
});

test('a target that is gone for long begins anew when it comes back', async () => {
  await using place = await tempLog('sqlite');
  const ledger = new Ledger(place.log);
  ledger.setCursor('kept', '1');
  ledger.setCursor('gone', '2');
  ledger.keepCursors(new Set(['kept']), 1000, 500);
  ledger.dispose();
  const soon = new Ledger(await place.reopen());
  soon.keepCursors(new Set(['kept']), 1500, 500);
  assert.deepEqual([soon.cursorOf('kept'), soon.cursorOf('gone')], ['1', '2']);
  soon.keepCursors(new Set(['kept']), 1501, 500);
  soon.dispose();
  const late = new Ledger(await place.reopen());
  assert.deepEqual([late.cursorOf('kept'), late.cursorOf('gone')], ['1', undefined]);
});

test('the oldest leave, here and on the disk; what failed and what is under way stays', async () => {
  await using place = await tempLog('sqlite');
  const ledger = new Ledger(place.log);
  ledger.put(entry(ledger, 'failed', { state: 'failed' }));
  ledger.put(entry(ledger, 'pending', { state: 'pending' }));
  for (let count = 0; count < limits.deliveries + 1; count++) ledger.put(entry(ledger, `n${count}`));
  ledger.dispose();
  const found = new Ledger(await place.reopen());
  for (const { entries } of [ledger, found]) {
    assert.equal(entries.length, limits.deliveries + 2);
    assert.deepEqual(idsOf(entries.slice(-3)), ['n1', 'pending', 'failed']);
  }
});

test('long answers count for what they are', async () => {
  await using place = await tempLog('memory');
  const ledger = new Ledger(place.log);
  const attempt = { at: '2024-01-01T00:00:00.000Z', status: 200, ms: 1, answer: 'x'.repeat(1024 * 1024) };
  for (let count = 0; count < 40; count++) ledger.put(entry(ledger, `n${count}`, { attempts: [attempt] }));
  assert.equal(ledger.entries.length, 15);
});

test('what is cleared is gone from the disk at once', async () => {
  await using place = await tempLog('sqlite');
  const ledger = new Ledger(place.log);
  ledger.put(entry(ledger, 'a'));
  ledger.put(entry(ledger, 'b', { state: 'failed' }));
  ledger.setCursor('key', 'position');
  ledger.dispose();
  ledger.clear();
  assert.deepEqual([ledger.entries, place.log.notes('').map(({ key }) => key)], [[], ['cursor:key']]);
});
