import assert from 'node:assert/strict';
import type { EventLog } from '../../../../src/server/log/eventLog.ts';
import type { LogRecord } from '../../../../src/server/log/record.ts';
import type { Retention } from '../../../../src/shared/api.ts';
import type { TempLog } from '../../../support/logs.ts';
import { everything } from './drafts.ts';

/** What a log is, in the simplest words: everything that ever was, and from where on it is kept. */
export type Model = {
  readonly all: (LogRecord & { readonly at: number })[];
  keptFrom: number;
  clearedTo: number;
  readonly origin: string;
};
export type Subject = { readonly model: Model; readonly place: Pick<TempLog, 'log' | 'clock' | 'reopen'>; readonly retention: Retention };
export type Operation = (subject: Subject) => Promise<void>;

export function newModel(log: EventLog): Model {
  return { all: [], keptFrom: 0, clearedTo: 0, origin: log.head() };
}

/** The bounds of a log, one event after the other. */
export function applyRetention(model: Model, { maxEvents, maxBytes, maxAgeMs }: Retention, now: number): void {
  const { all } = model;
  let bytes = all.slice(model.keptFrom).reduce((sum, { json }) => sum + json.length, 0);
  for (let oldest = all[model.keptFrom]; oldest; oldest = all[model.keptFrom]) {
    const count = all.length - model.keptFrom;
    if (count <= maxEvents && (bytes <= maxBytes || count === 1) && oldest.at >= now - maxAgeMs) return;
    bytes -= oldest.json.length;
    model.keptFrom++;
  }
}

/** Position 0 is before the first event, position n behind the n-th. */
export function positionOf({ all, origin }: Model, number: number): string {
  return number === 0 ? origin : (all[number - 1]?.id ?? '');
}

export function idsSeen({ all, origin }: Model): string[] {
  return [origin, ...all.map(({ id }) => id)];
}

/** What somebody hears who stopped anywhere. */
export async function checkPosition({ model, place: { log } }: Subject, seed: number, maxBytes: number): Promise<void> {
  const number = seed % (model.all.length + 1);
  const position = positionOf(model, number);
  const gap = log.gapAfter(position);
  if (number < model.keptFrom) {
    const reason = number < model.clearedTo ? 'cleared' : 'retention';
    assert.deepEqual(gap, { from: position, to: model.all[model.keptFrom]?.id ?? null, reason });
    assert.deepEqual(await log.readAfter(position, maxBytes), []);
    return;
  }
  assert.equal(gap, undefined);
  const kept = model.all.slice(number);
  const chunk = await log.readAfter(position, maxBytes);
  assertSame(chunk, kept.slice(0, chunk.length));
  const bytes = chunk.reduce((sum, { json }) => sum + json.length, 0);
  assert.ok(bytes <= maxBytes || chunk.length === 1, 'the chunk is too large');
  const next = kept[chunk.length];
  assert.ok(!next || (chunk.length > 0 && bytes + next.json.length > maxBytes), 'the chunk is too small');
}

/** What the log says of itself, and all that it holds. */
export async function checkWhole({ model, place: { log } }: Pick<Subject, 'model' | 'place'>): Promise<void> {
  const kept = model.all.slice(model.keptFrom);
  const { events, oldest, newest } = log.health();
  assert.deepEqual([events, oldest, newest], [kept.length, kept[0]?.id ?? null, kept.at(-1)?.id ?? null]);
  assert.equal(log.head(), positionOf(model, model.all.length));
  assert.equal(log.start(), positionOf(model, model.keptFrom));
  assertSame(await log.readAfter(log.start(), Number.POSITIVE_INFINITY), kept);
  const { records, hasOlder, hasNewer } = await log.history(everything);
  assertSame(records, kept.slice(-everything.limit));
  assert.deepEqual([hasOlder, hasNewer], [kept.length > everything.limit, false]);
}

function assertSame(actual: readonly LogRecord[], expected: readonly LogRecord[]): void {
  const texts = (records: readonly LogRecord[]) => records.map(({ id, type, source, json }) => ({ id, type, source, json }));
  assert.deepEqual(texts(actual), texts(expected));
}
