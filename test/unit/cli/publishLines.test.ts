import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type PublishLinesOptions, publishLines } from '../../../src/cli/publishLines.ts';
import { DevSyncError } from '../../../src/shared/errors.ts';

const line = (n: number, at: object = {}) => `${JSON.stringify({ event_type: 'n', data: { n }, ...at })}\n`;
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

type Post = { readonly key: string; readonly numbers: readonly number[]; readonly sources: readonly unknown[] };

/** Publishes pieces of text at a hub that notes what it hears; `answer` may fail. Waits take no time. */
function publish(
  pieces: readonly (string | undefined)[],
  options: Partial<PublishLinesOptions> = {},
  answer: (posts: number) => void = () => {},
) {
  const posts: Post[] = [];
  const progress: (readonly [count: number, bytes: number])[] = [];
  const send: PublishLinesOptions['send'] = async (batch, key) => {
    const events = batch.map((text) => JSON.parse(text) as { data: { n: number }; source: unknown });
    posts.push({ key, numbers: events.map(({ data }) => data.n), sources: events.map(({ source }) => source) });
    answer(posts.length);
    const [first_id, last_id] = [`id-${events[0]?.data.n}`, `id-${events.at(-1)?.data.n}`];
    return { success: true, message: '', accepted: batch.length, first_id, last_id, subscribers_notified: 0 };
  };
  const done = publishLines({
    pieces: iterate(pieces.map((piece) => (piece === undefined ? undefined : Buffer.from(piece)))),
    source: 'cli',
    skip: 0,
    send,
    signal: new AbortController().signal,
    clock: { now: () => 0, wait: async () => {} },
    pauses: [1, 1],
    onProgress: (count, bytes) => progress.push([count, bytes]),
    ...options,
  });
  return { done, posts, progress };
}

async function* iterate<T>(values: readonly T[]): AsyncGenerator<T> {
  yield* values;
}

test('lines go in batches, and what there is goes when nothing more comes', async () => {
  const { done, posts, progress } = publish([line(0), line(1), undefined, line(2), undefined, undefined, line(3).trim()]);
  assert.deepEqual(await done, { count: 4, firstId: 'id-0', lastId: 'id-3', line: 4, notSkipped: 0, isWhole: true });
  assert.deepEqual(
    posts.map(({ numbers }) => numbers),
    [[0, 1], [2], [3]],
  );
  const bytes = line(0).length;
  assert.deepEqual(progress, [
    [2, 2 * bytes],
    [3, 3 * bytes],
    [4, 4 * bytes - 1],
  ]);
});

test('who names no sender gets that of the command', async () => {
  const { done, posts } = publish([line(0) + line(1, { source: 'shop' }) + line(2, { source: null })], { source: 'seed' });
  await done;
  assert.deepEqual(posts[0]?.sources, ['seed', 'shop', 'seed']);
});

test('a post whose answer got lost is repeated with its key, and the next one has another', async () => {
  const text = range(0, 1500)
    .map((n) => line(n))
    .join('');
  const { done, posts } = publish([text], {}, (count) => {
    if (count <= 2) throw new DevSyncError('hub-unreachable');
  });
  assert.equal((await done).count, 1500);
  assert.deepEqual(
    posts.map(({ numbers }) => numbers.length),
    [1000, 1000, 1000, 500],
  );
  assert.equal(new Set(posts.map(({ key }) => key)).size, 2);
});

const refused = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });

for (const [name, cause, words, next] of [
  [
    'answers got lost',
    new Error('broke off'),
    /, and perhaps 500 more, up to line 1,507\.$/,
    /^.*history --limit 1.*--skip 1507, else with --skip 1007\.$/,
  ],
  ['nobody was at its port', refused, / 1,000 events are published, up to line 1,007\.$/, /Then go on with --skip 1007\.$/],
] as const) {
  test(`a hub that stays away ends it: when ${name}, that is said`, async () => {
    const text = range(0, 1507)
      .map((n) => line(n))
      .join('');
    const { done } = publish([text], { skip: 7 }, (count) => {
      if (count > 1) throw new DevSyncError('hub-unreachable', { cause });
    });
    await assert.rejects(done, (error: DevSyncError) => {
      assert.equal(error.code, 'hub-unreachable');
      assert.match(error.message, words);
      assert.match(error.next, next);
      return true;
    });
  });
}

test('what the hub refuses has its line', async () => {
  const { done, posts } = publish([`\n${line(0)}\n${line(1)}`], {}, () => {
    throw new DevSyncError('invalid-event', { message: 'It is odd.', path: '[1].data.n' });
  });
  await assert.rejects(done, { message: 'Line 4 cannot be published: It is odd. Nothing is published.', next: /Then begin again\.$/ });
  assert.equal(posts.length, 1);
});

test('asked to end, it sends nothing more', async () => {
  const ending = new AbortController();
  const text = range(0, 2500)
    .map((n) => line(n))
    .join('');
  const { done, posts } = publish([text], { signal: ending.signal }, () => ending.abort());
  assert.deepEqual(await done, { count: 1000, firstId: 'id-0', lastId: 'id-999', line: 1000, notSkipped: 0, isWhole: false });
  assert.equal(posts.length, 1);
});
