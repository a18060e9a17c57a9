import assert from 'node:assert/strict';
import { afterEach, mock, test } from 'node:test';
import fc from 'fast-check';
import type { LogRecord } from '../../../../src/server/log/record.ts';
import { storeKinds, tempLog } from '../../../support/logs.ts';
import { draft } from './drafts.ts';
import { applyRetention, checkPosition, checkWhole, idsSeen, newModel, type Operation, type Subject } from './logModel.ts';

afterEach(() => mock.timers.reset());

const append = fc.oneof(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 500, max: 1500 })).chain((count) =>
  fc.nat({ max: 300 }).map(
    (size): Operation =>
      async ({ model, place, retention }) => {
        const at = place.clock.now;
        // Two calls in one turn: one transaction, and their order is kept.
        const first = Math.floor(count / 2);
        const calls = [first, count - first].map((part) => place.log.append(Array.from({ length: part }, () => draft({ size, at }))));
        const records = (await Promise.all(calls)).flat();
        assert.equal(records.length, count);
        model.all.push(...records.map((record) => ({ ...record, at })));
        applyRetention(model, retention, at);
      },
  ),
);
const clear = fc.constant<Operation>(async ({ model, place }) => {
  assert.equal(await place.log.clear(), model.all.length - model.keptFrom);
  model.keptFrom = model.clearedTo = model.all.length;
});
const look = fc.tuple(fc.nat(), fc.nat({ max: 3000 })).map(
  ([number, maxBytes]): Operation =>
    (subject) =>
      checkPosition(subject, number, maxBytes),
);
const wait = fc.integer({ min: 1, max: 2000 }).map(
  (milliseconds): Operation =>
    async ({ place }) => {
      place.clock.now += milliseconds;
      // What was trimmed leaves the store a step at a time.
      mock.timers.tick(milliseconds);
    },
);
/** After it everything that was acknowledged is there; age is looked at anew. */
const reopen = fc.constant<Operation>(async ({ model, place, retention }) => {
  await place.reopen();
  applyRetention(model, retention, place.clock.now);
});
/** A history whose pieces are read while the log goes on. */
const search = fc.tuple(fc.nat(), fc.boolean()).map(
  ([seed, isCleared]): Operation =>
    async ({ model, place }) => {
      const kept: readonly LogRecord[] = model.all.slice(model.keptFrom);
      const wanted = kept[seed % Math.max(kept.length, 1)];
      const asked = place.log.history({ matchesType: () => true, search: wanted?.id ?? 'nothing', limit: 10 });
      if (isCleared) {
        await place.log.clear();
        model.keptFrom = model.clearedTo = model.all.length;
      }
      const { records } = await asked;
      if (!isCleared || records.length > 0)
        assert.deepEqual(
          records.map(({ id }) => id),
          wanted ? [wanted.id] : [],
        );
    },
);

const retentions = fc.record({
  maxEvents: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.constant(1200)),
  maxBytes: fc.constantFrom(400, 3000, 2 ** 30),
  maxAgeMs: fc.constantFrom(1500, Number.POSITIVE_INFINITY),
});

for (const kind of storeKinds) {
  const others = kind === 'sqlite' ? [reopen] : [];
  const operation = fc.oneof(
    { weight: 4, arbitrary: append },
    { weight: 4, arbitrary: look },
    { weight: 2, arbitrary: fc.constant<Operation>(checkWhole) },
    ...[clear, wait, search, ...others].map((arbitrary) => ({ weight: 1, arbitrary })),
  );
  const operations = fc.array(operation, { minLength: 1, maxLength: 25, size: 'max' });

  test(`a log in ${kind} does what its model does, whatever is appended, trimmed, cleared, read and opened again`, () =>
    fc.assert(
      fc.asyncProperty(retentions, operations, async (retention, steps) => {
        mock.timers.reset();
        mock.timers.enable({ apis: ['setTimeout'] });
        await using place = await tempLog(kind, retention);
        const subject: Subject = { place, retention, model: newModel(place.log) };
        for (const step of steps) await step(subject);
        await checkWhole(subject);
        const ids = idsSeen(subject.model);
        assert.equal(new Set(ids).size, ids.length, 'an id was used twice');
        assert.deepEqual(place.said.lines, []);
      }),
      { numRuns: kind === 'sqlite' ? 50 : 100 },
    ));
}
