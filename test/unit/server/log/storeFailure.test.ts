import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { isStoreFailure } from '../../../../src/server/log/recordStore.ts';
import { toStoreFailure } from '../../../../src/server/log/storeFailure.ts';
import { DevSyncError } from '../../../../src/shared/errors.ts';

/** What SQLite throws: its result code, extended ones in the higher bits. */
function sqliteError(errcode: number, errstr: string) {
  return Object.assign(new Error('the words of the statement'), { code: 'ERR_SQLITE_ERROR', errcode, errstr });
}

for (const [what, error, code, reason] of [
  ['a locked file', sqliteError(5, 'database is locked'), 'log-in-use', /Another hub/],
  ['a file that is being recovered', sqliteError(5 | (1 << 8), 'database is locked'), 'log-in-use', /Another hub/],
  ['a malformed file', sqliteError(11, 'database disk image is malformed'), 'log-damaged', /damaged/],
  ['a malformed index', sqliteError(11 | (3 << 8), 'database disk image is malformed'), 'log-damaged', /damaged/],
  ['a file of something else', sqliteError(26, 'file is not a database'), 'log-damaged', /damaged/],
  ['a full disk', sqliteError(13, 'database or disk is full'), 'log-failed', /\(the disk is full\)/],
  ['a full disk, by the system', Object.assign(new Error('x'), { code: 'ENOSPC' }), 'log-failed', /\(the disk is full\)/],
  ['a failing disk', sqliteError(10 | (3 << 8), 'disk I/O error'), 'log-failed', /\(disk I\/O error\)/],
  ['a folder that may not be written', Object.assign(new Error('x'), { code: 'EACCES' }), 'log-failed', /\(EACCES\)/],
  ['something unforeseen', new Error('never seen'), 'log-failed', /\(never seen\)/],
  ['no error at all', 'a text', 'log-failed', /\(a text\)/],
] as const) {
  test(`${what} is told as ${code}, with its cause`, () => {
    const failure = toStoreFailure(error);
    assert.equal(failure.code, code);
    assert.match(failure.message, reason);
    assert.equal(failure.cause, error);
    assert.ok(isStoreFailure(failure));
  });
}

test('a failure that is told already stays as it is', () => {
  const failure = new DevSyncError('log-unavailable');
  assert.equal(toStoreFailure(failure), failure);
});

test('the codes are those that SQLite throws here', () => {
  using database = new DatabaseSync(':memory:');
  database.exec('PRAGMA max_page_count = 2; CREATE TABLE t (x)');
  assert.throws(
    () => database.exec('INSERT INTO t VALUES (hex(zeroblob(100000)))'),
    (error) => /the disk is full/.test(toStoreFailure(error).message),
  );
});

test('what a request did wrong is no failure of the store', () => {
  for (const error of [new DevSyncError('unknown-id'), new DevSyncError('internal-error'), new Error('x'), undefined]) {
    assert.equal(isStoreFailure(error), false);
  }
});
