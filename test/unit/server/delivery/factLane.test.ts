import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Lane } from '../../../../src/server/delivery/lane.ts';
import { type Entry, Ledger } from '../../../../src/server/delivery/ledger.ts';
import type { Message } from '../../../../src/server/delivery/message.ts';
import type { SendResult } from '../../../../src/server/delivery/sendResult.ts';
import { Slots } from '../../../../src/server/delivery/slots.ts';
import { resolveTargets } from '../../../../src/server/delivery/target.ts';
import type { LogRecord } from '../../../../src/server/log/record.ts';
import { START_OF_2024, tempLog } from '../../../support/logs.ts';
import { recordingLogger } from '../../../support/recordingLogger.ts';
import { until } from '../../../support/until.ts';
import { draft } from '../log/drafts.ts';

const answered = (status: number, more: Partial<SendResult> = {}): SendResult => ({
  status,
  ms: 1,
  isReached: true,
  retryAfterMs: 0,
  ...more,
});

/** A lane to a target that answers when, and what, the test says. */
async function openLane({ maxAttempts = 20, maxAgeMs = 3_600_000 } = {}) {
  const place = await tempLog('memory');
  const said = recordingLogger();
  const requests: { readonly message: Message; readonly answer: (result: SendResult) => void }[] = [];
  const sender = { send: (_: unknown, message: Message) => new Promise<SendResult>((answer) => requests.push({ message, answer })) };
  const webhooks = { targets: [{ url: 'http://localhost:3000/', types: ['*'] }], allowedHosts: [], maxAttempts, maxAgeMs };
  const [target] = resolveTargets({ webhooks, secrets: {}, port: 4848 }).targets;
  assert.ok(target);
  const ledger = new Ledger(place.log);
  const edges = { now: () => place.clock.now, random: () => 0, logger: said.logger, onChange: () => {} };
  const parts = { ...edges, target, sender, slots: new Slots(32), log: place.log, ledger, maxAttempts, maxAgeMs };
  const lane = new Lane({ ...parts, position: place.log.head() });
  place.log.onDidAppend((records) => lane.facts.take(records));
  return {
    ...{ place, said, requests, ledger, lane, clock: place.clock },
    async append(count = 1): Promise<readonly LogRecord[]> {
      return place.log.append(Array.from({ length: count }, () => draft()));
    },
    request: (index: number) => until(() => requests[index], `request ${index}`),
    entryOf: ({ id }: LogRecord): Entry => {
      const entry = ledger.entries.find(({ eventId }) => eventId === id);
      assert.ok(entry);
      return entry;
    },
    async [Symbol.asyncDispose]() {
      const closed = lane.dispose();
      for (const { answer } of requests) answer(answered(200));
      await closed;
      await place[Symbol.asyncDispose]();
    },
  };
}

async function one<T>(list: Promise<readonly T[]>): Promise<T> {
  const [first] = await list;
  assert.ok(first);
  return first;
}

test('what was discarded while it was under way stays discarded when it is refused late', async () => {
  await using place = await openLane();
  const record = await one(place.append());
  const { answer } = await place.request(0);
  assert.ok(place.lane.facts.discard(record.id));
  answer(answered(400));
  await place.append();
  await place.request(1);
  assert.deepEqual([place.entryOf(record).state, place.requests.length], ['discarded', 2]);
});

test('what was discarded while it was under way, and arrived all the same, has arrived', async () => {
  await using place = await openLane();
  const record = await one(place.append());
  const { answer } = await place.request(0);
  place.lane.facts.discard(record.id);
  answer(answered(200));
  await until(() => place.entryOf(record).state === 'delivered', 'it is delivered');
  assert.equal(place.entryOf(record).attemptCount, 1);
});

test('a retry that is asked for while the first attempt is under way is not lost', async () => {
  await using place = await openLane();
  const record = await one(place.append());
  const { answer } = await place.request(0);
  place.lane.facts.discard(record.id);
  place.lane.facts.retry(record, place.entryOf(record));
  answer(answered(400));
  (await place.request(1)).answer(answered(200));
  await until(() => place.entryOf(record).state === 'delivered', 'the second attempt counts');
});

test('a retry is sent, however soon after the last answer it is asked for', async () => {
  await using place = await openLane();
  for (let wait = 0; wait < 20; wait++) {
    const record = await one(place.append());
    (await place.request(place.requests.length)).answer(answered(400));
    for (let turn = 0; turn < wait; turn++) await null;
    const entry = place.ledger.entries.find(({ eventId }) => eventId === record.id);
    if (!entry || entry.state === 'pending') continue;
    place.lane.facts.retry(record, entry);
    (await place.request(place.requests.length)).answer(answered(200));
    await until(() => place.entryOf(record).state === 'delivered', `the retry after ${wait} turns`);
  }
});

test('facts that are all too old leave the hub room to breathe', async () => {
  await using place = await openLane({ maxAgeMs: 1000 });
  await place.append();
  await place.request(0);
  const records = await place.append(500);
  place.clock.now = START_OF_2024 + 2000;
  place.requests[0]?.answer(answered(400));
  let turns = 0;
  while (place.ledger.failed.length <= records.length && turns < 10_000) {
    await nextTurn();
    turns++;
  }
  assert.deepEqual([place.ledger.failed.length, turns >= records.length], [501, true]);
});

test('a receiver that asks for a rest until the end of time is asked again, and the fact ends when it is too old', async () => {
  await using place = await openLane();
  const record = await one(place.append());
  (await place.request(0)).answer(answered(429, { retryAfterMs: 24 * 3_600_000 }));
  await until(() => place.ledger.pending.length === 1, 'it is put off');
  assert.equal(place.entryOf(record).nextAt, '2024-01-01T01:00:00.000Z');
  place.clock.now += 3_600_000;
  place.lane.facts.hurry(record.id);
  await until(() => place.entryOf(record).state === 'failed', 'it is too old');
});

test('a fact is given up when it was refused often enough, and the next one goes on', async () => {
  await using place = await openLane({ maxAttempts: 2 });
  const [first, second] = await place.append(2);
  for (const index of [0, 1]) (await place.request(index)).answer(answered(500));
  const { message } = await place.request(2);
  assert.deepEqual([first && place.entryOf(first).state, message.id], ['failed', second?.id]);
});

test('what waits can be discarded before its turn, and is not counted any more', async () => {
  await using place = await openLane();
  const [, second, third] = await place.append(3);
  const { answer } = await place.request(0);
  assert.ok(second && place.lane.facts.discard(second.id));
  assert.equal(place.lane.stats.queued, 2);
  answer(answered(200));
  assert.equal((await place.request(1)).message.id, third?.id);
  assert.equal(place.entryOf(second).state, 'discarded');
});

test('what was cleared while it was under way leaves no trace', async () => {
  await using place = await openLane();
  await place.append(2);
  const { answer } = await place.request(0);
  place.lane.facts.clear();
  place.ledger.clear();
  answer(answered(200));
  const next = await one(place.append());
  assert.equal((await place.request(1)).message.id, next.id);
  assert.deepEqual([place.ledger.entries, place.requests.length], [[], 2]);
});

test('what is deleted in the turn in which it came is not sent', async () => {
  await using place = await openLane();
  const { log } = place.place;
  const appended = log.append([draft()]);
  await log.clear(() => {
    place.lane.facts.clear();
    place.ledger.clear();
  });
  await appended;
  const next = await one(place.append());
  assert.equal((await place.request(0)).message.id, next.id);
  assert.deepEqual([place.requests.length, place.ledger.entries], [1, []]);
});
