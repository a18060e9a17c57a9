import { SequenceLog } from '../../../../src/server/log/sequenceLog.ts';
import type { Retention } from '../../../../src/shared/api.ts';
import type { DevSyncError } from '../../../../src/shared/errors.ts';
import { START_OF_2024, tempStore, unbounded } from '../../../support/logs.ts';
import { FailingStore, type Medium } from './failingStore.ts';

/** A log in SQLite whose medium fails when the test wants it to; opened again, the medium is well. */
export async function failingLog(retention: Retention = unbounded) {
  const place = await tempStore('sqlite');
  const clock = { now: START_OF_2024 };
  /** How often, and why, the log that is open now went on in memory. */
  let failures: DevSyncError[] = [];
  const open = () => {
    const store = new FailingStore(place.store);
    const log = new SequenceLog({ store, retention, now: () => new Date(clock.now) });
    failures = [];
    log.onDidFail((failure) => failures.push(failure));
    return { log, medium: store.medium };
  };
  let opened = open();
  return {
    clock,
    get log(): SequenceLog {
      return opened.log;
    },
    get medium(): Medium {
      return opened.medium;
    },
    get failures(): readonly DevSyncError[] {
      return failures;
    },
    async reopen() {
      await opened.log.dispose();
      await place.reopen();
      opened = open();
      return opened.log;
    },
    async [Symbol.asyncDispose]() {
      await opened.log.dispose();
      await place[Symbol.asyncDispose]();
    },
  };
}

export type FailingLog = Awaited<ReturnType<typeof failingLog>>;
