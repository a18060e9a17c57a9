import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FactQueue } from '../../../../src/server/delivery/factQueue.ts';
import type { SequenceLog } from '../../../../src/server/log/sequenceLog.ts';
import { storeKinds, tempLog, unbounded } from '../../../support/logs.ts';
import { until } from '../../../support/until.ts';
import { draft } from '../log/drafts.ts';

function follow(log: SequenceLog, position: string) {
  const gaps: string[] = [];
  const queue = new FactQueue({ log, matches: (type) => type === 'wanted', position, onGap: (reason) => gaps.push(reason) });
  log.onDidAppend((records) => queue.take(records));
  return { queue, gaps };
}

async function append(log: SequenceLog, ...types: string[]): Promise<string[]> {
  const records = await log.append(types.map((type) => draft({ type })));
  return records.map(({ id }) => id);
}

async function first(queue: FactQueue): Promise<string | undefined> {
  await queue.fill();
  return queue.waiting[0]?.id;
}

/** Takes everything that waits. */
async function drain(queue: FactQueue): Promise<string[]> {
  const ids: string[] = [];
  for (let id = await first(queue); id !== undefined; id = await first(queue)) {
    ids.push(id);
    queue.done();
  }
  return ids;
}

for (const kind of storeKinds) {
  describe(`the facts for a target, from a log in ${kind}`, () => {
    test('what is wanted comes in order, and the position goes past what is not', async () => {
      await using place = await tempLog(kind);
      const { queue } = follow(place.log, place.log.head());
      const ids = await append(place.log, 'wanted', 'other', 'wanted', 'other');
      assert.deepEqual([queue.size, await first(queue), await first(queue)], [2, ids[0], ids[0]]);
      queue.done();
      assert.deepEqual([queue.position, queue.size], [ids[0], 1]);
      assert.deepEqual([await drain(queue), queue.position, queue.size], [[ids[2]], place.log.head(), 0]);
    });

    test('a target that comes back reads what it missed from the log', async () => {
      await using place = await tempLog(kind);
      const start = place.log.head();
      const ids = await append(place.log, ...Array.from({ length: 3000 }, (_, index) => (index % 3 === 0 ? 'wanted' : 'other')));
      const { queue } = follow(place.log, start);
      await until(() => queue.size === 1000, 'the count of what waits');
      const more = await append(place.log, 'wanted');
      assert.deepEqual(await drain(queue), [...ids.filter((_, index) => index % 3 === 0), ...more]);
      assert.deepEqual([queue.size, queue.position], [0, place.log.head()]);
    });

    test('more than memory should hold waits in the log, and nothing is lost or doubled', async () => {
      await using place = await tempLog(kind);
      const { queue } = follow(place.log, place.log.head());
      const ids: string[] = [];
      for (let round = 0; round < 10; round++) ids.push(...(await append(place.log, ...Array<string>(500).fill('wanted'))));
      assert.deepEqual([queue.size, queue.waiting.length], [5000, 1000]);
      const next = await first(queue);
      ids.push(...(await append(place.log, 'wanted')));
      assert.equal(next, ids[0]);
      assert.deepEqual(await drain(queue), ids);
      assert.deepEqual([queue.size, await append(place.log, 'wanted')], [0, await drain(queue)]);
    });

    test('large facts wait in the log too: memory is bounded by their size', async () => {
      await using place = await tempLog(kind);
      const { queue } = follow(place.log, place.log.head());
      const ids: string[] = [];
      for (let round = 0; round < 30; round++) {
        const [record] = await place.log.append([draft({ type: 'wanted', size: 200_000 })]);
        ids.push(record?.id ?? '');
      }
      assert.ok(queue.waiting.length < 8, `${queue.waiting.length} wait in memory`);
      assert.deepEqual([queue.size, await drain(queue), queue.size], [30, ids, 0]);
    });

    test('one that is dropped is not sent, and is not counted', async () => {
      await using place = await tempLog(kind);
      const { queue } = follow(place.log, place.log.head());
      const ids = await append(place.log, 'wanted', 'wanted', 'wanted');
      for (const record of queue.waiting.filter(({ id }) => id === ids[1])) queue.drop(record);
      assert.deepEqual([queue.size, await drain(queue), queue.position], [2, [ids[0], ids[2]], ids[2]]);
    });

    test('a log that is cleared while what waits is being counted leaves nothing to count', async () => {
      await using place = await tempLog(kind);
      const start = place.log.head();
      await append(place.log, ...Array<string>(20_000).fill('wanted'));
      const { queue } = follow(place.log, start);
      await place.log.clear(() => queue.clear());
      const ids = await append(place.log, 'wanted');
      await until(() => queue.size === 1, 'the one that came later');
      assert.deepEqual([await drain(queue), queue.size], [ids, 0]);
    });

    test('what left the log is said, and the rest goes on', async () => {
      await using place = await tempLog(kind, { ...unbounded, maxEvents: 10 });
      const start = place.log.head();
      await append(place.log, 'wanted');
      const ids = await append(place.log, ...Array<string>(20).fill('wanted'));
      const { queue, gaps } = follow(place.log, start);
      await first(queue);
      await until(() => queue.size === 10, 'the count after the gap');
      assert.deepEqual([await drain(queue), gaps, queue.size], [ids.slice(10), ['retention'], 0]);
    });

    test('events that were cleared are not sent', async () => {
      await using place = await tempLog(kind);
      const start = place.log.head();
      const { queue } = follow(place.log, place.log.head());
      const late = follow(place.log, start);
      await append(place.log, 'wanted', 'wanted');
      queue.clear();
      late.queue.clear();
      await place.log.clear();
      const ids = await append(place.log, 'wanted');
      assert.deepEqual([await drain(queue), await drain(late.queue), queue.size], [ids, ids, 0]);
    });
  });
}
