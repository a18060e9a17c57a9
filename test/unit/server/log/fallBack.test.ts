import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { MemoryStore } from '../../../../src/server/log/memoryStore.ts';
import { SequenceLog } from '../../../../src/server/log/sequenceLog.ts';
import { DevSyncError } from '../../../../src/shared/errors.ts';
import { START_OF_2024, unbounded } from '../../../support/logs.ts';
import { draft } from './drafts.ts';
import { failingLog } from './failingLog.ts';
import { FailingStore } from './failingStore.ts';

test('posts in the turn in which the store fails are all answered, in order, and heard once', async () => {
  await using place = await failingLog();
  const { log } = place;
  await log.append([draft({ type: 'before' })]);
  const heard: string[] = [];
  log.onDidAppend((records) => heard.push(...records.map(({ type }) => type)));
  place.medium.stepsLeft = 0;
  const posts = await Promise.all(['a', 'b', 'c'].map((type) => log.append([draft({ type })])));
  assert.deepEqual(
    [heard, posts.flat().map(({ type }) => type)],
    [
      ['a', 'b', 'c'],
      ['a', 'b', 'c'],
    ],
  );
  assert.deepEqual([log.isPersistent, place.failures.length, log.health().events], [false, 1, 4]);
});

test('a file that was left behind cannot be cleared: the answer says so, whenever it is asked', async () => {
  await using place = await failingLog();
  const { log } = place;
  const [record] = await log.append([draft(), draft()]);
  place.medium.stepsLeft = 0;
  await assert.rejects(log.clear(), { code: 'log-failed' });
  assert.deepEqual([log.health().events, log.gapAfter(record?.id ?? '')?.reason], [0, 'cleared']);
  await log.append([draft()]);
  await assert.rejects(log.clear(), { code: 'log-failed' });
  assert.equal(log.health().events, 0);
  assert.equal((await place.reopen()).health().events, 2, 'they are in the file still');
});

test('a log that was in memory from the start is cleared like any other', async () => {
  const problem = new DevSyncError('log-in-use');
  const log = new SequenceLog({ store: new MemoryStore(), retention: unbounded, now: () => new Date(START_OF_2024), problem });
  await log.append([draft()]);
  assert.equal(await log.clear(), 1);
  assert.equal(log.health().problem?.code, 'log-in-use');
  await log.dispose();
});

test('what is in memory after a failure is bounded, however much the disk was allowed', async () => {
  const halfMebibyte = 512 * 1024;
  await using place = await failingLog({ ...unbounded, maxBytes: 2 ** 40 });
  const { log } = place;
  await log.append([draft()]);
  place.medium.stepsLeft = 0;
  // 150 MiB, more than the 128 MiB of a log in memory.
  for (let count = 0; count < 300; count++) await log.append([draft({ size: halfMebibyte })]);
  assert.ok(log.health().events >= 250 && log.health().events <= 256, `${log.health().events} events`);
});

test('a failure in the background, while nobody asks, is told too', async () => {
  mock.timers.enable({ apis: ['setInterval'] });
  await using place = await failingLog();
  await place.log.append([draft()]);
  place.medium.stepsLeft = 0;
  mock.timers.tick(60_000);
  mock.timers.reset();
  assert.deepEqual([place.failures.length, place.log.health().events], [1, 1]);
});

test('a store that cannot even be closed does not stop the log', async () => {
  class StuckStore extends FailingStore {
    override dispose(): void {
      throw Object.assign(new Error('read-only file system'), { code: 'EROFS' });
    }
  }
  const store = new StuckStore(new MemoryStore());
  const log = new SequenceLog({ store, retention: unbounded, now: () => new Date(START_OF_2024) });
  const problems: string[] = [];
  log.onDidFail(({ message }) => problems.push(message));
  store.medium.stepsLeft = 0;
  const [record] = await log.append([draft()]);
  assert.deepEqual([record?.id, problems], [log.head(), ['The medium of the test is broken.']]);
  await log.dispose();
});
