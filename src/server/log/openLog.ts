import { randomInt } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Retention } from '../../shared/api.ts';
import { DevSyncError } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logger.ts';
import { makeFolder } from '../makeFolder.ts';
import { keepAside, logFileIn } from './logFile.ts';
import { MemoryStore } from './memoryStore.ts';
import type { RecordStore } from './recordStore.ts';
import { SequenceLog } from './sequenceLog.ts';
import { loadSqlite } from './sqlite.ts';
import { SqliteStore } from './sqliteStore.ts';
import { toStoreFailure } from './storeFailure.ts';

export type OpenLogOptions = {
  /** In memory when absent. */
  readonly dataDir: string | undefined;
  readonly retention: Retention;
  readonly now: () => Date;
  readonly logger: Logger;
};

/** How long a hub that is about to end may still hold the file. */
const LOCK_TIMEOUT_MS = 1000;

/** Opens the log of a hub. It never fails: what cannot be kept on the disk is kept in memory, and `health` says why. */
export async function openLog({ dataDir, retention, now, logger }: OpenLogOptions): Promise<SequenceLog> {
  const { store, problem } = await openStore(dataDir);
  const log = new SequenceLog({ store, retention, now, ...(problem && { problem }) });
  const warn = ({ message, next, code, cause }: DevSyncError) => {
    logger.warn(`${message} ${next}`, { dataDir });
    // A terminal shows warnings to people, who need no stack.
    logger.info('The log failed', { code, cause });
  };
  if (log.problem) warn(log.problem);
  log.onDidFail(warn);
  return log;
}

async function openStore(dataDir: string | undefined): Promise<{ readonly store: RecordStore; readonly problem?: DevSyncError }> {
  if (dataDir === undefined) return { store: new MemoryStore() };
  try {
    return { store: await openInTurn(dataDir) };
  } catch (error) {
    return { store: new MemoryStore(), problem: toStoreFailure(error) };
  }
}

/** Two hubs that try at the same moment keep each other out, so both let go of the file and come back after pauses of different lengths. */
async function openInTurn(dataDir: string): Promise<SqliteStore> {
  for (const end = performance.now() + LOCK_TIMEOUT_MS; ; ) {
    try {
      return await openSqliteStore(dataDir);
    } catch (error) {
      if (toStoreFailure(error).code !== 'log-in-use' || performance.now() > end) throw error;
    }
    await sleep(randomInt(10, 100));
  }
}

async function openSqliteStore(dataDir: string): Promise<SqliteStore> {
  const sqlite = await loadSqlite();
  if (!sqlite) throw new DevSyncError('log-unavailable');
  const path = logFileIn(dataDir);
  makeFolder(dataDir);
  // SQLite would make a file that everybody may read.
  closeSync(openSync(path, 'a', 0o600));
  const database = new sqlite.DatabaseSync(path);
  try {
    return new SqliteStore(database, path);
  } catch (error) {
    database.close();
    const failure = toStoreFailure(error);
    if (failure.code === 'log-damaged') keepAside(path);
    throw failure;
  }
}
