import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseWatchBody } from '../../../../src/server/schemas/watch.ts';

const body = { window: 'w-1', folders: [{ name: 'web', path: '/web' }], include: ['**'], exclude: [] };

test('a watch request is taken as it is', () => {
  assert.deepEqual(parseWatchBody(body), body);
});

const wrong: readonly [change: object, path: string][] = [
  [{ window: 7 }, 'window'],
  [{ folders: null }, 'folders'],
  [{ folders: [{ name: 'web' }] }, 'folders[0].path'],
  [{ include: ['a', 7] }, 'include[1]'],
  [{ exclude: 'a' }, 'exclude'],
];
for (const [change, path] of wrong) {
  test(`a watch request with ${JSON.stringify(change)} is wrong at ${path}`, () => {
    assert.throws(() => parseWatchBody({ ...body, ...change }), { code: 'invalid-watch', path });
  });
}
