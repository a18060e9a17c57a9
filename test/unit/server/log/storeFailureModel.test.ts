import assert from 'node:assert/strict';
import { afterEach, mock, test } from 'node:test';
import fc from 'fast-check';
import type { LogRecord } from '../../../../src/server/log/record.ts';
import type { Retention } from '../../../../src/shared/api.ts';
import { draft, everything } from './drafts.ts';
import { type FailingLog, failingLog } from './failingLog.ts';
import { applyRetention, checkPosition, checkWhole, idsSeen, type Model, newModel, positionOf } from './logModel.ts';

type Subject = {
  readonly place: FailingLog;
  readonly retention: Retention;
  model: Model;
  /** What the file held when the medium failed. */
  durable: Pick<Model, 'keptFrom' | 'clearedTo'> & { readonly length: number };
};
type Operation = (subject: Subject) => Promise<void>;

afterEach(() => mock.timers.reset());

const append = fc.record({ count: fc.oneof(fc.integer({ min: 0, max: 12 }), fc.constant(700)), size: fc.nat({ max: 300 }) }).map(
  ({ count, size }): Operation =>
    async ({ model, place, retention }) => {
      const at = place.clock.now;
      const records = await place.log.append(Array.from({ length: count }, () => draft({ size, at })));
      model.all.push(...records.map((record) => ({ ...record, at })));
      applyRetention(model, retention, at);
    },
);
const clear = fc.constant<Operation>(async ({ model, place }) => {
  // Of a file that just failed it is not true, so the answer is a failure; here everything is gone all the same.
  await place.log.clear().catch((error) => assert.equal(error.code, 'log-failed'));
  model.keptFrom = model.clearedTo = model.all.length;
});
const look = fc.tuple(fc.nat(), fc.nat({ max: 3000 })).map(
  ([number, maxBytes]): Operation =>
    (subject) =>
      checkPosition(subject, number, maxBytes),
);
const letGo = fc.constant<Operation>(async () => mock.timers.tick(100));
const whole = fc.constant<Operation>(checkWhole);
const steps = fc.array(fc.oneof({ weight: 3, arbitrary: append }, clear, look, letGo, whole), { maxLength: 8 });

/** Steps that touch the medium, whose answers must be sane although it fails under them. */
const touch = fc.nat().chain((seed) =>
  fc.constantFrom<Operation>(
    async ({ model, place: { log } }) => {
      const position = positionOf(model, seed % (model.all.length + 1));
      const records = await log.readAfter(position, 2000);
      assertPart(model, records);
    },
    async ({ model, place: { log, failures } }) => {
      const gap = log.gapAfter(positionOf(model, seed % (model.all.length + 1)));
      const oldest = failures.length > 0 ? log.health().oldest : (model.all[model.keptFrom]?.id ?? null);
      if (gap) assert.equal(gap.to, oldest);
    },
    async ({ place: { log, failures } }) => {
      const health = log.health();
      assert.equal(health.persistent, failures.length === 0);
      if (!health.persistent) assert.deepEqual(health, log.health());
    },
    async ({ model, place: { log } }) => assertPart(model, (await log.history(everything)).records),
    async ({ model, place: { log } }) => {
      const id = positionOf(model, seed % (model.all.length + 1));
      const record = await log.get(id).catch((error) => assert.equal(error.code, 'unknown-id'));
      if (record) assert.equal(record.id, id);
    },
  ),
);

const failure = fc.record({
  trigger: fc.oneof(append, clear, letGo, touch, touch),
  stepsLeft: fc.integer({ min: 1, max: 5 }),
  /** Part of what is kept that can still be read, counted from its end. */
  readable: fc.constantFrom(0, 0.3, 0.9, 1),
});

/** The medium fails, at the latest with the next event. */
async function fail(
  subject: Subject,
  { trigger, stepsLeft, readable }: typeof failure extends fc.Arbitrary<infer T> ? T : never,
): Promise<void> {
  const { place, model } = subject;
  const readableFrom = model.keptFrom + 1 + Math.round((1 - readable) * (model.all.length - model.keptFrom));
  Object.assign(place.medium, { stepsLeft, readableFrom });
  place.log.onDidFail(() => {
    subject.durable = { length: model.all.length, keptFrom: model.keptFrom, clearedTo: model.clearedTo };
  });
  await trigger(subject);
  place.medium.stepsLeft = Math.min(place.medium.stepsLeft, 0);
  await appendOne(subject);
  await checkFailed(subject, readableFrom);
}

async function appendOne({ model, place, retention }: Subject): Promise<void> {
  const at = place.clock.now;
  const records = await place.log.append([draft({ at })]);
  model.all.push(...records.map((record) => ({ ...record, at })));
  applyRetention(model, retention, at);
}

/** What is kept now is the end of what was kept, and all of it that could be read: at the break one event gives its id for the position. */
async function checkFailed({ place, model }: Subject, readableFrom: number): Promise<void> {
  assert.deepEqual(
    place.failures.map(({ code }) => code),
    ['log-failed'],
  );
  const { persistent, path, problem, events } = place.log.health();
  assert.deepEqual([persistent, path, problem?.message], [false, undefined, 'The medium of the test is broken.']);
  const { all, keptFrom } = model;
  const whole = all.length - keptFrom;
  const readable = all.length - Math.max(keptFrom, readableFrom);
  assert.ok(events <= whole && events >= (readableFrom <= 1 ? whole : readable), `${events} of ${readable} to ${whole}`);
  model.keptFrom = all.length - events;
}

/** What was acknowledged as durable is there again; what was only in memory is not, and its positions are unknown. */
async function reopen(subject: Subject): Promise<void> {
  const { place, durable, retention } = subject;
  const { all, origin } = subject.model;
  const log = await place.reopen();
  const length = all.findIndex(({ id }) => id === log.head()) + 1;
  assert.ok(length >= durable.length, `${length} of ${durable.length} are there again`);
  const model = { ...durable, all: all.slice(0, length), origin };
  applyRetention(model, retention, place.clock.now);
  subject.model = model;
  await checkWhole(subject);
  for (const { id } of all.slice(length)) assert.equal(log.gapAfter(id)?.reason, 'unknown_id');
}

function assertPart({ all }: Model, records: readonly LogRecord[]): void {
  const from = all.findIndex(({ id }) => id === records[0]?.id);
  assert.deepEqual(
    records.map(({ id }) => id),
    records.length === 0 ? [] : all.slice(from, from + records.length).map(({ id }) => id),
  );
}

test('a log whose store fails goes on in memory with what can be read, and has what is durable when it is opened again', () => {
  const retentions = fc.record({
    maxEvents: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.constant(1200)),
    maxBytes: fc.constantFrom(400, 3000, 2 ** 30),
    maxAgeMs: fc.constant(Number.POSITIVE_INFINITY),
  });
  return fc.assert(
    fc.asyncProperty(retentions, steps, failure, fc.tuple(steps, steps), async (retention, before, failed, [meanwhile, after]) => {
      mock.timers.reset();
      mock.timers.enable({ apis: ['setTimeout'] });
      await using place = await failingLog(retention);
      const subject: Subject = { place, retention, model: newModel(place.log), durable: { length: 0, keptFrom: 0, clearedTo: 0 } };
      for (const step of before) await step(subject);
      await fail(subject, failed);
      for (const step of meanwhile) await step(subject);
      await checkWhole(subject);
      const given = idsSeen(subject.model);
      await reopen(subject);
      const kept = idsSeen(subject.model).length;
      for (const step of after) await step(subject);
      await checkWhole(subject);
      const ids = [...given, ...idsSeen(subject.model).slice(kept)];
      assert.equal(new Set(ids).size, ids.length, 'an id was used twice');
    }),
    { numRuns: 70 },
  );
});
