import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandomTags } from '../../../../src/server/log/randomTags.ts';

test('tags are 64 bits in hexadecimal, and none comes twice, however many pools they take', () => {
  const [one, other] = [createRandomTags(), createRandomTags()];
  const tags = Array.from({ length: 2000 }, () => [one(), other()]).flat();
  for (const tag of tags) assert.match(tag, /^[0-9a-f]{16}$/);
  assert.equal(new Set(tags).size, tags.length);
});
