import type { DatabaseSync } from 'node:sqlite';
import { limits } from '../../shared/api.ts';
import { DevSyncError } from '../../shared/errors.ts';
import type { LogState } from './recordStore.ts';

/** "DevS": whose file this is. */
const APPLICATION_ID = 0x44657653;
const VERSION = 2;
/**
 * Pages of the write-ahead log (4 KiB each) that may wait for a quiet moment. Moving them into the file takes a wait for the disk, which
 * costs a third of the throughput when it comes every 4 MiB, as SQLite would have it.
 */
const WAITING_PAGES = 8000;

/** Files of version 1 are brought up to date with these. */
const NEW_IN_2 = `
  ALTER TABLE events ADD COLUMN hops TEXT;
  CREATE TABLE notes (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE INDEX receipts_by_end ON receipts (until);
`;

/** `before` is what makes the size of any part of the log known without reading it. */
const TABLES = `
  CREATE TABLE log (epoch TEXT NOT NULL, start TEXT NOT NULL, cleared_to INTEGER NOT NULL) STRICT;
  CREATE TABLE events (
    number INTEGER PRIMARY KEY,
    type TEXT NOT NULL,
    source TEXT,
    at INTEGER NOT NULL,
    before INTEGER NOT NULL,
    json TEXT NOT NULL
  ) STRICT;
  CREATE TABLE receipts (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    until INTEGER NOT NULL,
    published TEXT NOT NULL
  ) STRICT;
  ${NEW_IN_2}
  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${VERSION};
`;

/**
 * Locks the file and makes it a log if it is new.
 *
 * @param initial what a new log begins with
 * @returns what the log in the file knows of itself
 * @throws DevSyncError `log-failed` when the file is of another program or of a later version; it is left as it is
 */
export function prepareSchema(database: DatabaseSync, initial: LogState): LogState {
  database.exec('PRAGMA locking_mode = EXCLUSIVE');
  const isNew = isEmpty(database);
  if (!isNew) requireOurs(database);
  database.exec('PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
  database.exec(`PRAGMA wal_autocheckpoint = ${WAITING_PAGES}; BEGIN IMMEDIATE`);
  if (isNew) {
    database.exec(TABLES);
    database.prepare('INSERT INTO log VALUES (?, ?, ?)').run(initial.epoch, initial.start, initial.clearedTo);
  }
  if (pragma(database, 'user_version') === 1) database.exec(`${NEW_IN_2} PRAGMA user_version = ${VERSION}`);
  database.exec('COMMIT');
  const state = database.prepare('SELECT epoch, start, cleared_to AS clearedTo FROM log').get();
  if (!state) throw new DevSyncError('log-damaged');
  return state as LogState;
}

function isEmpty(database: DatabaseSync): boolean {
  const { count } = database.prepare('SELECT count(*) AS count FROM sqlite_schema').get() as { count: number };
  return count === 0 && pragma(database, 'user_version') === 0;
}

function requireOurs(database: DatabaseSync): void {
  const version = pragma(database, 'user_version');
  if (pragma(database, 'application_id') === APPLICATION_ID && (version === 1 || version === VERSION)) return;
  throw new DevSyncError('log-failed', {
    message: 'The file of the event log is of another program or of another Dev Sync, so events are kept in memory for now.',
    next: 'Move the file away or choose another folder (--data-dir), then restart the hub.',
  });
}

function pragma(database: DatabaseSync, name: 'application_id' | 'user_version'): unknown {
  return database.prepare(`PRAGMA ${name}`).get()?.[name];
}

/** All that is ever asked of the file, prepared once. */
export function prepareStatements(database: DatabaseSync) {
  const columns = 'SELECT number, type, source, at, json, hops FROM events';
  return {
    begin: database.prepare('BEGIN IMMEDIATE'),
    commit: database.prepare('COMMIT'),
    rollback: database.prepare('ROLLBACK'),
    insert: database.prepare('INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?)'),
    insertReceipt: database.prepare('INSERT INTO receipts (name, fingerprint, until, published) VALUES (?, ?, ?, ?)'),
    receipts: database.prepare(`SELECT name, fingerprint, until, published FROM receipts
      WHERE until > ? AND number > (SELECT max(number) FROM receipts) - ${limits.idempotencyKeys} ORDER BY number`),
    forget: database.prepare(
      `DELETE FROM receipts WHERE until <= ? OR number <= (SELECT max(number) FROM receipts) - ${limits.idempotencyKeys}`,
    ),
    forward: database.prepare(`${columns} WHERE number BETWEEN ? AND ? ORDER BY number`),
    backward: database.prepare(`${columns} WHERE number BETWEEN ? AND ? ORDER BY number DESC`),
    one: database.prepare(`${columns} WHERE number = ?`),
    first: database.prepare(`${columns} ORDER BY number LIMIT 1`),
    last: database.prepare(`${columns} ORDER BY number DESC LIMIT 1`),
    mark: database.prepare('SELECT before, at FROM events WHERE number = ?'),
    trim: database.prepare('DELETE FROM events WHERE number < ?'),
    start: database.prepare('UPDATE log SET start = ?'),
    clear: database.prepare('UPDATE log SET start = ?, cleared_to = ?'),
    notes: database.prepare('SELECT key, value FROM notes WHERE key BETWEEN ? AND ?'),
    keepNote: database.prepare('INSERT OR REPLACE INTO notes VALUES (?, ?)'),
    dropNote: database.prepare('DELETE FROM notes WHERE key = ?'),
    freePages: database.prepare('PRAGMA freelist_count'),
  };
}
