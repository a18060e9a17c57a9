import assert from 'node:assert/strict';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import type { RecordStore } from '../../../../src/server/log/recordStore.ts';
import { SqliteStore } from '../../../../src/server/log/sqliteStore.ts';
import { limits } from '../../../../src/shared/api.ts';
import { tempStore } from '../../../support/logs.ts';
import { tempWorkspace } from '../../../support/tempWorkspace.ts';
import { idOf, jsonOf, receipt, records } from './records.ts';

const MEBIBYTE = 1024 * 1024;

function allOf(store: RecordStore) {
  return store.read({ first: 1, last: 1_000_000 }, Number.POSITIVE_INFINITY);
}

/** As the first version made it, with one event and one receipt. */
const FIRST_VERSION = `
  PRAGMA journal_mode = WAL;
  CREATE TABLE log (epoch TEXT NOT NULL, start TEXT NOT NULL, cleared_to INTEGER NOT NULL) STRICT;
  CREATE TABLE events (
    number INTEGER PRIMARY KEY, type TEXT NOT NULL, source TEXT, at INTEGER NOT NULL, before INTEGER NOT NULL, json TEXT NOT NULL
  ) STRICT;
  CREATE TABLE receipts (
    number INTEGER PRIMARY KEY, name TEXT NOT NULL, fingerprint TEXT NOT NULL, until INTEGER NOT NULL, published TEXT NOT NULL
  ) STRICT;
  INSERT INTO log VALUES ('e', 'e-0-0000000000000000', 0);
  INSERT INTO events VALUES (1, 'a.b', NULL, 1, 0, '{"id":"e-1-0000000000000001"}');
  INSERT INTO receipts VALUES (1, 'key', 'print', 1000, '{"accepted":1}');
  PRAGMA application_id = ${0x44657653};
  PRAGMA user_version = 1;
`;

test('what was appended is there when the file is opened again, with its marks and receipts', async () => {
  await using place = await tempStore('sqlite');
  const { state } = place.store;
  const all = records(place.store, { count: 100 });
  place.store.append(all.slice(0, 60), [receipt('first', 1000)]);
  place.store.append(all.slice(60), [receipt('second', 2000)]);
  const mark = { ...place.store.mark(77) };
  const store = await place.reopen();
  assert.deepEqual({ ...store.state }, { ...state });
  assert.deepEqual(allOf(store), all);
  assert.deepEqual([store.oldest, store.newest, store.total, { ...store.mark(77) }], [all[0], all[99], 10_000, mark]);
  assert.deepEqual(store.receipts(0), [receipt('first', 1000), receipt('second', 2000)]);
});

test('texts of every kind come back as they were', async () => {
  await using place = await tempStore('sqlite');
  const texts = ['', '\0', 'a\0b', '💥', '\u2028', "'; DROP TABLE events; --", '\ufeff', 'e\u0301', '"\\ud83d"'];
  const all = records(place.store, { count: texts.length }).map((record, index) => ({
    ...record,
    type: texts[index] ?? '',
    source: texts[index] ?? '',
    json: jsonOf(record.id, texts[index] ?? ''),
  }));
  place.store.append(all, []);
  assert.deepEqual(allOf(await place.reopen()), all);
});

test('an append is whole or not at all', async () => {
  await using place = await tempStore('sqlite');
  const all = records(place.store, { count: 10 });
  place.store.append(all.slice(0, 5), []);
  const [taken] = all;
  assert.ok(taken);
  assert.throws(() => place.store.append([...all.slice(5), taken], [receipt('key', 1)]), { code: 'log-failed' });
  assert.deepEqual([allOf(place.store), place.store.total], [all.slice(0, 5), 500]);
  place.store.append(all.slice(5), []);
  const store = await place.reopen();
  assert.deepEqual([allOf(store), store.receipts(0)], [all, []]);
});

test('a trim that was broken off is gone on with, and the position before the oldest is known', async () => {
  await using place = await tempStore('sqlite');
  place.store.append(records(place.store, { count: 2500 }), []);
  assert.equal(place.store.trim(2400), true);
  const halfway = await place.reopen();
  assert.deepEqual([halfway.oldest?.number, halfway.state.start], [1001, idOf(halfway.state, 1000)]);
  while (halfway.trim(2400));
  const store = await place.reopen();
  assert.deepEqual([store.oldest?.number, store.newest?.number, store.state.start], [2400, 2500, idOf(store.state, 2399)]);
});

test('a file gives back to the disk what a large trim left empty, in steps, and keeps some for what comes', async () => {
  await using folder = await tempWorkspace();
  const path = join(folder.path, 'dev-sync.db');
  const store = new SqliteStore(new DatabaseSync(path), path);
  store.append(records(store, { count: 6000, bytes: 5000 }), []);
  let steps = 1;
  while (store.trim(6000)) steps++;
  store.dispose();
  const { size } = await stat(path);
  assert.ok(size > 8 * MEBIBYTE && size < 10 * MEBIBYTE, `${size} bytes after ${steps} steps`);
  assert.ok(steps > 12, `${steps} steps`);
});

test('a store that was trimmed to nothing knows where it stopped', async () => {
  await using place = await tempStore('sqlite');
  place.store.append(records(place.store, { count: 3 }), []);
  assert.equal(place.store.trim(4), false);
  const store = await place.reopen();
  assert.deepEqual([store.oldest, store.newest, store.state.start], [undefined, undefined, idOf(store.state, 3)]);
});

test('a store that was cleared knows where, and which part was cleared', async () => {
  await using place = await tempStore('sqlite');
  const { store: first } = place;
  first.append(records(first, { count: 7 }), [receipt('key', 1)]);
  const state = { ...first.state, start: idOf(first.state, 7), clearedTo: 7 };
  first.clear(state);
  const store = await place.reopen();
  assert.deepEqual([store.oldest, { ...store.state }], [undefined, state]);
  assert.deepEqual(store.receipts(0), [receipt('key', 1)], 'a repeat of what was cleared is a repeat still');
});

test('receipts that nobody can present any more leave the file, the others stay', async () => {
  await using place = await tempStore('sqlite');
  place.store.append([], [receipt('one', 100), receipt('two', 200), receipt('three', 201)]);
  place.store.forgetReceipts(200);
  const store = await place.reopen();
  assert.deepEqual(store.receipts(0), [receipt('three', 201)]);
});

test('no more receipts are kept than a hub remembers, the newest', async () => {
  await using place = await tempStore('sqlite');
  const names = Array.from({ length: limits.idempotencyKeys + 3 }, (_, index) => `key ${index}`);
  place.store.append(
    [],
    names.map((name) => receipt(name, 1000)),
  );
  place.store.forgetReceipts(0);
  const receipts = (await place.reopen()).receipts(0);
  assert.deepEqual([receipts.length, receipts[0]?.name], [limits.idempotencyKeys, 'key 3']);
});

test('it keeps what is durable from the process, not from the power: WAL, synchronous=NORMAL, locked for itself', async () => {
  await using folder = await tempWorkspace();
  const database = new DatabaseSync(join(folder.path, 'dev-sync.db'));
  const store = new SqliteStore(database, join(folder.path, 'dev-sync.db'));
  const pragma = (name: string) => Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0];
  assert.deepEqual([pragma('journal_mode'), pragma('synchronous'), pragma('locking_mode')], ['wal', 1, 'exclusive']);
  store.dispose();
});

test('notes are kept, replaced and let go of, all or none', async () => {
  await using place = await tempStore('sqlite');
  place.store.changeNotes([
    { key: 'a', value: '1' },
    { key: 'b', value: '1' },
  ]);
  place.store.changeNotes([
    { key: 'a', value: '2' },
    { key: 'b', value: undefined },
    { key: 'never', value: undefined },
  ]);
  const store = await place.reopen();
  assert.deepEqual(
    store.notes('').map(({ key, value }) => [key, value]),
    [['a', '2']],
  );
  assert.equal(store.notes('b').length, 0);
});

test('a file of the first version is taken over with its events', async () => {
  await using folder = await tempWorkspace();
  const path = join(folder.path, 'dev-sync.db');
  const old = new DatabaseSync(path);
  old.exec(FIRST_VERSION);
  old.close();
  for (let round = 0; round < 2; round++) {
    const store = new SqliteStore(new DatabaseSync(path), path);
    assert.deepEqual([store.newest?.json, store.newest?.hops, store.receipts(0).length], ['{"id":"e-1-0000000000000001"}', null, 1]);
    store.changeNotes([{ key: 'a', value: '1' }]);
    store.forgetReceipts(0);
    store.dispose();
  }
});
