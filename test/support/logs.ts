import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { logFileIn } from '../../src/server/log/logFile.ts';
import { MemoryStore } from '../../src/server/log/memoryStore.ts';
import { openLog } from '../../src/server/log/openLog.ts';
import type { RecordStore } from '../../src/server/log/recordStore.ts';
import { SequenceLog } from '../../src/server/log/sequenceLog.ts';
import { SqliteStore } from '../../src/server/log/sqliteStore.ts';
import type { Retention } from '../../src/shared/api.ts';
import { type RecordingLogger, recordingLogger } from './recordingLogger.ts';
import { tempWorkspace } from './tempWorkspace.ts';

export const storeKinds = ['memory', 'sqlite'] as const;
export type StoreKind = (typeof storeKinds)[number];

/** Nothing has to go. The drafts of the tests are of 2024. */
export const unbounded: Retention = { maxEvents: 1_000_000, maxBytes: 2 ** 30, maxAgeMs: Number.POSITIVE_INFINITY };
export const START_OF_2024 = Date.parse('2024-01-01T00:00:00.000Z');

export type TempLog = AsyncDisposable & {
  /** The log that is open now. */
  readonly log: SequenceLog;
  readonly dataDir: string;
  /** File of a log in SQLite. */
  readonly path: string;
  /** Begins with 2024, and stands still until it is moved. */
  readonly clock: { now: number };
  /** What the log said, since it was opened for the first time. */
  readonly said: RecordingLogger;
  close(): Promise<void>;
  /** Closes the log and opens it again on the same folder. */
  reopen(retention?: Retention): Promise<SequenceLog>;
};

/** A log as a hub opens it, in a folder of its own. */
export async function tempLog(kind: StoreKind, retention = unbounded): Promise<TempLog> {
  const folder = await tempWorkspace();
  const dataDir = join(folder.path, 'log');
  const clock = { now: START_OF_2024 };
  const said = recordingLogger();
  const open = (kept: Retention) =>
    openLog({
      dataDir: kind === 'sqlite' ? dataDir : undefined,
      retention: kept,
      now: () => new Date(clock.now),
      logger: said.logger,
    });
  let log = await open(retention);
  return {
    get log() {
      return log;
    },
    dataDir,
    path: logFileIn(dataDir),
    clock,
    said,
    close: () => log.dispose(),
    async reopen(kept = retention) {
      await log.dispose();
      log = await open(kept);
      return log;
    },
    async [Symbol.asyncDispose]() {
      await log.dispose();
      await folder.dispose();
    },
  };
}

/** A log of which nothing is left to close. */
export function memoryLog(retention: Partial<Retention> = {}): SequenceLog {
  return new SequenceLog({ store: new MemoryStore(), retention: { ...unbounded, ...retention }, now: () => new Date(START_OF_2024) });
}

export type TempStore = AsyncDisposable & {
  readonly store: RecordStore;
  /** Closes the store and opens it again; one in memory begins anew. */
  reopen(): Promise<RecordStore>;
};

/** The store alone, in a folder of its own. */
export async function tempStore(kind: StoreKind): Promise<TempStore> {
  const folder = await tempWorkspace();
  const path = logFileIn(folder.path);
  const open = () => (kind === 'sqlite' ? new SqliteStore(new DatabaseSync(path), path) : new MemoryStore());
  let store: RecordStore = open();
  return {
    get store() {
      return store;
    },
    async reopen() {
      await store.dispose();
      store = open();
      return store;
    },
    async [Symbol.asyncDispose]() {
      await store.dispose();
      await folder.dispose();
    },
  };
}
