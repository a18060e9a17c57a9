import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { MemoryLog, type Retention } from '../../../../src/server/log/memoryLog.ts';
import type { LogRecord } from '../../../../src/server/log/record.ts';
import { draft, everything } from './drafts.ts';

/** What a log is, in the simplest words: everything that ever was, and from where on it is kept. */
type Model = { readonly all: LogRecord[]; keptFrom: number; clearedTo: number; readonly origin: string };
type Subject = { readonly model: Model; readonly log: MemoryLog; readonly retention: Retention };
type Operation = (subject: Subject) => Promise<void>;

const append = fc.oneof(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 500, max: 1500 })).chain((count) =>
  fc.nat({ max: 300 }).map(
    (size): Operation =>
      async ({ model, log, retention }) => {
        const records = await log.append(Array.from({ length: count }, () => draft({ size })));
        assert.equal(records.length, count);
        model.all.push(...records);
        const sizes = model.all.map(({ json }) => json.length);
        let bytes = sizes.slice(model.keptFrom).reduce((sum, length) => sum + length, 0);
        while (
          model.all.length - model.keptFrom > retention.maxEvents ||
          (bytes > retention.maxBytes && model.all.length - model.keptFrom > 1)
        ) {
          bytes -= sizes[model.keptFrom++] ?? 0;
        }
      },
  ),
);
const clear = fc.constant<Operation>(async ({ model, log }) => {
  assert.equal(await log.clear(), model.all.length - model.keptFrom);
  model.keptFrom = model.clearedTo = model.all.length;
});
const look = fc.tuple(fc.nat(), fc.nat({ max: 3000 })).map(
  ([number, maxBytes]): Operation =>
    (subject) =>
      checkPosition(subject, number, maxBytes),
);

/** Position 0 is before the first event, position n behind the n-th. */
function positionOf({ all, origin }: Model, number: number): string {
  return number === 0 ? origin : (all[number - 1]?.id ?? '');
}

async function checkPosition({ model, log }: Subject, seed: number, maxBytes: number): Promise<void> {
  const number = seed % (model.all.length + 1);
  const position = positionOf(model, number);
  const kept = model.all.slice(Math.max(number, model.keptFrom));
  const gap = log.gapAfter(position);
  if (number < model.keptFrom) {
    const reason = number < model.clearedTo ? 'cleared' : 'retention';
    assert.deepEqual(gap, { from: position, to: model.all[model.keptFrom]?.id ?? null, reason });
    return;
  }
  assert.equal(gap, undefined);
  const chunk = await log.readAfter(position, maxBytes);
  assert.deepEqual(chunk, kept.slice(0, chunk.length));
  const bytes = chunk.reduce((sum, { json }) => sum + json.length, 0);
  assert.ok(bytes <= maxBytes || chunk.length === 1, 'the chunk is too large');
  const next = kept[chunk.length];
  assert.ok(!next || (chunk.length > 0 && bytes + next.json.length > maxBytes), 'the chunk is too small');
}

async function checkWhole({ model, log }: Subject): Promise<void> {
  const kept = model.all.slice(model.keptFrom);
  const [oldest, newest] = [kept[0]?.id ?? null, kept.at(-1)?.id ?? null];
  assert.deepEqual(log.health(), { events: kept.length, oldest, newest, persistent: false });
  assert.equal(log.head(), positionOf(model, model.all.length));
  assert.equal(log.start(), positionOf(model, model.keptFrom));
  assert.deepEqual(await log.readAfter(log.start(), Number.POSITIVE_INFINITY), kept);
  const { records, hasOlder } = await log.history(everything);
  assert.deepEqual(records, kept.slice(-everything.limit));
  assert.equal(hasOlder, kept.length > everything.limit);
}

test('the log does what its model does, whatever is appended, trimmed, cleared and read', () => {
  const retentions = fc.record({
    maxEvents: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.constant(1200)),
    maxBytes: fc.constantFrom(400, 3000, 2 ** 30),
  });
  const operations = fc.array(
    fc.oneof({ weight: 3, arbitrary: append }, clear, { weight: 3, arbitrary: look }, { weight: 2, arbitrary: fc.constant(checkWhole) }),
    {
      minLength: 1,
      maxLength: 25,
      size: 'max',
    },
  );
  return fc.assert(
    fc.asyncProperty(retentions, operations, async (retention, steps) => {
      const log = new MemoryLog(retention);
      const subject: Subject = { log, retention, model: { all: [], keptFrom: 0, clearedTo: 0, origin: log.head() } };
      for (const step of steps) await step(subject);
      await checkWhole(subject);
      const ids = subject.model.all.map(({ id }) => id);
      assert.equal(new Set([...ids, subject.model.origin]).size, ids.length + 1, 'an id was used twice');
    }),
    { numRuns: 100 },
  );
});
