import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatEventId } from '../../../../src/server/log/eventId.ts';
import { Posts } from '../../../../src/server/posts/posts.ts';
import type { Sender } from '../../../../src/server/posts/sender.ts';
import { limits } from '../../../../src/shared/api.ts';

const idOf = (number: number) => formatEventId({ epoch: 'e', number, tag: '0'.repeat(16) });
const senderOf = (url: string, rawHeaders: readonly string[] = []): Sender => ({
  method: 'POST',
  url,
  address: '127.0.0.1',
  rawHeaders,
  bytes: 2,
});

/** Keeps a post with these events; its sender is named after the first one. */
function keep(posts: Posts, first: number, last = first, rawHeaders: readonly string[] = []): void {
  const published = { accepted: last - first + 1, firstId: idOf(first), lastId: idOf(last), notified: 0 };
  posts.keep(published, senderOf(`/${first}`, rawHeaders));
}

const found = (posts: Posts, number: number) => posts.find(idOf(number))?.sender.url;

test('every event of a batch has the post that it came with, and events between posts have none', () => {
  const posts = new Posts();
  keep(posts, 3);
  keep(posts, 5, 8);
  keep(posts, 9);
  assert.deepEqual(
    [2, 3, 4, 5, 6, 8, 9, 10].map((number) => found(posts, number)),
    [undefined, '/3', undefined, '/5', '/5', '/5', '/9', undefined],
  );
  assert.equal(posts.find(idOf(6))?.events, 4);
});

test('a post with nothing but gauges, or that published nothing, is not kept', () => {
  const posts = new Posts();
  posts.keep({ accepted: 1, firstId: null, lastId: null, notified: 1 }, senderOf('/'));
  assert.deepEqual([posts.size, posts.find('no id at all')], [0, undefined]);
});

test('posts that are heard of in another order than that of the log are found all the same', () => {
  const runs = fc.shuffledSubarray([1, 4, 7, 10, 13, 16, 19], { minLength: 1 });
  fc.assert(
    fc.property(runs, (firsts) => {
      const posts = new Posts();
      for (const first of firsts) keep(posts, first, first + 1);
      for (let number = 0; number <= 21; number++) {
        const owner = firsts.find((first) => number === first || number === first + 1);
        assert.equal(found(posts, number), owner === undefined ? undefined : `/${owner}`);
      }
    }),
  );
});

test('the newest posts are kept, and older ones leave', () => {
  const posts = new Posts();
  const last = 4 * limits.posts;
  for (let number = 1; number <= last; number++) keep(posts, number);
  assert.equal(posts.size, limits.posts);
  assert.deepEqual(
    [last - limits.posts, last - limits.posts + 1, last].map((number) => found(posts, number)),
    [undefined, `/${last - limits.posts + 1}`, `/${last}`],
  );
});

test('large headers, and very many small ones, leave room for fewer posts', () => {
  for (const rawHeaders of [['X', 'x'.repeat(16_000)], Array.from({ length: 4000 }, () => 'ab')]) {
    const posts = new Posts();
    for (let number = 1; number <= limits.posts; number++) keep(posts, number, number, rawHeaders);
    assert.ok(posts.size > 50 && posts.size < limits.posts / 3, `${posts.size} posts`);
    assert.equal(found(posts, limits.posts), `/${limits.posts}`);
  }
});

test('when the log is cleared nothing is known any more, and what comes then is', () => {
  const posts = new Posts();
  keep(posts, 1);
  posts.clear();
  keep(posts, 2);
  assert.deepEqual([posts.size, found(posts, 1), found(posts, 2)], [1, undefined, '/2']);
});
