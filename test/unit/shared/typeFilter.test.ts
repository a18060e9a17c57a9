import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseTypeFilter } from '../../../src/shared/typeFilter.ts';

const glob = fc.array(fc.constantFrom('a', 'b', '.', '*', '**'), { maxLength: 7 }).map((parts) => parts.join(''));
const type = fc.array(fc.constantFrom('a', 'b', '.', 'ab', '\n'), { maxLength: 8 }).map((parts) => parts.join(''));

/** What the words of the contract say, as a regular expression. */
function reference(globs: readonly string[]): (type: string) => boolean {
  const wanted = globs.filter((text) => text !== '');
  const patterns = wanted.map((text) => new RegExp(`^${text.replaceAll('.', '[.]').replaceAll('*', '[^]*')}$`));
  return (text) => patterns.length === 0 || patterns.some((pattern) => pattern.test(text));
}

test('agrees with a regular expression on every list of globs', () => {
  const property = fc.property(fc.array(glob, { maxLength: 3 }), fc.array(type, { minLength: 1, maxLength: 8 }), (globs, types) => {
    const [matches, isWanted] = [parseTypeFilter(globs.join(',')), reference(globs)];
    for (const text of types) assert.equal(matches(text), isWanted(text), `${globs} ${JSON.stringify(text)}`);
  });
  fc.assert(property, { numRuns: 2000 });
});

const table: readonly [globs: string, type: string, isWanted: boolean][] = [
  ['', 'anything', true],
  [' , ,', 'anything', true],
  ['*', '', true],
  ['agent.*', 'agent.created', true],
  ['agent.*', 'agent.created.twice', true],
  ['agent.*', 'agent', false],
  ['agent.*', 'agentXcreated', false],
  ['agent.*,rental.created', 'rental.created', true],
  [' agent.* , rental.created ', 'rental.created', true],
  ['agent.*,rental.created', 'rental.createdX', false],
  ['*.created', 'rental.created', true],
  ['a?c', 'abc', false],
  ['[ab]', 'a', false],
  ['__proto__', 'constructor', false],
  ['AGENT.*', 'agent.created', false],
];
for (const [globs, text, isWanted] of table) {
  test(`types=${JSON.stringify(globs)} ${isWanted ? 'takes' : 'leaves'} ${JSON.stringify(text)}`, () => {
    assert.equal(parseTypeFilter(globs)(text), isWanted);
  });
}

/** A text that counts how often one of its characters, or its length, is looked at. */
function countingText(text: string): { readonly text: string; readonly looks: () => number } {
  let looks = 0;
  const characters = new Proxy([...text], {
    get: (target, key) => {
      looks++;
      return Reflect.get(target, key);
    },
  });
  return { text: characters as unknown as string, looks: () => looks };
}

for (const hostile of ['*a'.repeat(1000), `${'*a'.repeat(1000)}b`, `${'*'.repeat(1999)}b`, '*a*b*a'.repeat(300)]) {
  test(`a hostile pattern as ${hostile.slice(0, 8)}… (${hostile.length}) takes no more steps than pattern times text`, () => {
    const { text, looks } = countingText('a'.repeat(200));
    assert.equal(parseTypeFilter(`${hostile}c`)(text), false);
    // Each step looks at the length and at one character.
    assert.ok(looks() >= 200 && looks() <= 2 * hostile.length * 200, `${looks()} looks`);
  });
}
