import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { limits } from '../../../../src/shared/api.ts';
import { type Completions, completionsAt, type Seen } from '../../../../src/shared/query/completion.ts';
import { parseQuery } from '../../../../src/shared/query/parse.ts';
import { writePath } from '../../../../src/shared/query/write.ts';
import { keys, NOON, text, words } from '../../../support/queryEvents.ts';

const seen: Seen = {
  types: ['agent.created', 'agent.deleted', 'order', 'my type'],
  sources: ['cli', 'two words'],
  paths: ['agent_id', 'user.name', '"a.b"'],
  values: (path) => (path === 'agent_id' ? ['a-1', 'x,y', '5', '2026-11-22T10:30Z'] : path === '"a.b"' ? ['dotted'] : []),
};

/** The query with the caret at the bar. */
function at(query: string): Completions & { readonly texts: readonly string[] } {
  const caret = query.indexOf('|');
  const completions = completionsAt(query.replace('|', ''), caret, seen);
  return { ...completions, texts: completions.options.map(({ text }) => text) };
}

const table: readonly [query: string, from: number, to: number, texts: readonly string[]][] = [
  ['|', 0, 0, ['type:', 'source:', 'data.', 'after:', 'before:', 'id:']],
  ['x |', 2, 2, ['type:', 'source:', 'data.', 'after:', 'before:', 'id:']],
  ['x -|', 3, 3, ['type:', 'source:', 'data.', 'after:', 'before:', 'id:']],
  ['-so|', 1, 3, ['source:']],
  ['BE| x', 0, 2, ['before:']],
  ['ord|', 0, 3, ['type:order']],
  ['name|', 0, 4, ['data.user.name:']],
  ['type:|', 5, 5, ['agent.created', 'agent.deleted', 'order', '"my type"', 'agent.*']],
  ['type:order,del| x', 11, 14, ['agent.deleted']],
  ['type:ag|ent.x,order', 5, 12, ['agent.created', 'agent.deleted', 'agent.*']],
  ['source:tw|', 7, 9, ['"two words"']],
  ['source:"tw|', 7, 10, ['"two words"']],
  ['data.|', 0, 5, ['data.agent_id:', 'data.user.name:', 'data."a.b":']],
  ['-data.na|', 1, 8, ['data.user.name:']],
  ['data.ag|>5', 0, 7, ['data.agent_id']],
  ['data.agent_id:|', 14, 14, ['a-1', '"x,y"', '5', '2026-11-22T10:30Z']],
  ['data.agent_id>|', 14, 14, ['5', '2026-11-22T10:30Z']],
  ['data."a.b":d|', 11, 12, ['dotted']],
  ['after:1|', 6, 7, ['1m', '1h', '1d', '15m']],
  ['before:|yester', 7, 13, ['1m', '5m', '15m', '1h', '1d', 'today', 'yesterday']],
  ['id:|', 3, 3, []],
  ['foo:|', 4, 4, []],
  ['"ty|"', 0, 4, []],
  ['ty|:x', 0, 2, []],
];
for (const [query, from, to, texts] of table) {
  test(`at the bar of ${query} it offers ${texts.slice(0, 3).join(' ') || 'nothing'}`, () => {
    const found = at(query);
    assert.deepEqual([found.from, found.to], [from, to]);
    assert.deepEqual([...found.texts].sort(), [...texts].sort());
  });
}

test('what begins as it was typed comes first', () => {
  const { options } = completionsAt('type:a', 6, { ...seen, types: ['xa', 'a', 'ba', 'ab'] });
  assert.deepEqual(
    options.map(({ text }) => text),
    ['a', 'ab', 'xa', 'ba'],
  );
});

for (const query of ['type:Agent.|', 'type:order,agent.|', 'agent.|']) {
  test(`behind the dot of ${query} all that begins so comes first`, () => assert.match(at(query).texts[0] ?? '', /^(type:)?agent\.\*$/));
}

test('a query that is right is right with every option in its place', () => {
  const piece = fc.constantFrom(
    ...words,
    'type:',
    '-',
    'data.',
    'data.a:',
    'data.count>',
    'after:',
    'before:1h ',
    'source:a,',
    ' ',
    '"a b"',
  );
  const path = fc.array(fc.constantFrom(...keys), { minLength: 1, maxLength: 2 }).map(writePath);
  const texts = fc.array(fc.oneof(text, fc.string({ unit: 'binary' })), { maxLength: 4 });
  const seen = fc.record({
    types: texts,
    sources: texts,
    paths: fc.array(path, { maxLength: 3 }),
    values: texts.map((found) => () => found),
  });
  let options = 0;
  const property = fc.property(fc.array(piece, { maxLength: 6 }), fc.nat(), seen, (pieces, place, seen) => {
    const query = pieces.join('');
    if (!parseQuery(query, NOON).ok) return;
    const completions = completionsAt(query, place % (query.length + 1), seen);
    for (const { text } of completions.options) {
      options++;
      const completed = query.slice(0, completions.from) + text + query.slice(completions.to);
      assert.ok(parseQuery(completed, NOON).ok, `${query} at ${place % (query.length + 1)}: ${completed}`);
    }
  });
  fc.assert(property, { numRuns: 1000 });
  assert.ok(options > 1000, `${options} options`);
});

test('what would make the query too long is not offered', () => {
  const query = `${'x'.repeat(limits.queryCharacters - 7)} type:`;
  const { options } = completionsAt(query, query.length, { ...seen, types: ['a', 'abc'] });
  assert.deepEqual(
    options.map(({ text }) => text),
    ['a'],
  );
});
