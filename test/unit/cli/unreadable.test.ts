import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unreadable } from '../../../src/cli/unreadable.ts';

for (const [code, reason] of [
  ['ENOENT', 'there is none'],
  ['EISDIR', 'it is a folder'],
  ['EACCES', 'you may not read it'],
  ['EIO', 'EIO'],
] as const) {
  test(`a file that fails with ${code} could not be read: ${reason}`, () => {
    const { message, next } = unreadable('x', 'Give another.', Object.assign(new Error(), { code }));
    assert.deepEqual([message, next], [`"x" could not be read: ${reason}.`, 'Give another.']);
  });
}
