import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isAnything, matchesGlob, readGlob } from '../../../../src/shared/query/glob.ts';
import { readWords } from '../../../../src/shared/query/words.ts';

const text = fc.array(fc.constantFrom('a', 'b', 'ab', '*'), { maxLength: 5 }).map((parts) => parts.join(''));

function globOf(pattern: string) {
  const [word] = readWords(pattern);
  return word ? readGlob(word) : [''];
}

const escaped = (text: string) => text.replaceAll('*', '[*]');

test('agrees with a regular expression on every pattern; a star in quotes is a star', () => {
  const part = fc.constantFrom('a', 'b', '*', '"*"', '"a"', '""');
  const property = fc.property(fc.array(part, { maxLength: 6 }), fc.array(text, { maxLength: 10 }), (parts, texts) => {
    const pattern = new RegExp(`^${parts.map((part) => (part === '*' ? '[^]*' : escaped(part.replaceAll('"', '')))).join('')}$`);
    for (const text of texts) assert.equal(matchesGlob(globOf(parts.join('')), text), pattern.test(text), `${parts.join('')} ${text}`);
  });
  fc.assert(property, { numRuns: 3000 });
});

test('only stars alone stand for anything', () => {
  assert.deepEqual(
    ['*', '**', '"*"', 'a*', '""', '*""'].map((pattern) => isAnything(globOf(pattern))),
    [true, true, false, false, false, true],
  );
});
