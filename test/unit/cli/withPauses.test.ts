import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { withPauses } from '../../../src/cli/withPauses.ts';
import { within } from '../../support/until.ts';

/** Ten minutes: no test waits for this. */
const NEVER_MS = 600_000;
const { signal } = new AbortController();

test('what comes is handed on, and each pause is told once', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  async function* slow() {
    yield 'a';
    await promise;
    yield 'b';
  }
  const seen: (string | undefined)[] = [];
  for await (const each of withPauses(slow(), 5, signal)) {
    seen.push(each);
    if (each === undefined) resolve();
  }
  assert.deepEqual(seen, ['a', undefined, 'b']);
});

test('what does not pause goes through as it is', async () => {
  assert.deepEqual(await collect(withPauses(iterate(['a', 'b']), NEVER_MS, signal)), ['a', 'b']);
});

async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const each of source) all.push(each);
  return all;
}

async function* iterate<T>(values: readonly T[]): AsyncGenerator<T> {
  yield* values;
}

test('a source that breaks is a failure, unless it was asked to end', async () => {
  const ending = new AbortController();
  for (const [of, isFailure] of [
    [signal, true],
    [ending.signal, false],
  ] as const) {
    const stream = new PassThrough();
    const read = collect(withPauses(stream, NEVER_MS, of));
    ending.abort();
    stream.destroy(new Error('broken'));
    const result = within(read, 'the end');
    if (isFailure) await assert.rejects(result, /broken/);
    else assert.deepEqual(await result, []);
  }
});
