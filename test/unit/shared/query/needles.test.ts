import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { toLogRecord } from '../../../../src/server/log/record.ts';
import { parseQuery } from '../../../../src/shared/query/parse.ts';
import { foldCase } from '../../../../src/shared/query/searchText.ts';
import { quoted, writePath, writeValue } from '../../../../src/shared/query/write.ts';
import { event, keys, NOON, text } from '../../../support/queryEvents.ts';

function needlesOf(query: string): readonly string[] {
  const parsed = parseQuery(query, NOON);
  assert.ok(parsed.ok, query);
  return parsed.query.needles;
}

test('the needles are the longest plain parts of what has to be there', () => {
  assert.deepEqual(needlesOf('Agent "say \\"Hello\\" now" type:x'), ['agent', 'hello']);
  assert.deepEqual(needlesOf('data.user.Name:Ann*Lee data.list.0>5'), ['name', 'ann', 'lee', 'list']);
  assert.deepEqual(needlesOf('-agent -data.x:y data.n:ab,cd data.n:5.0 "\n" after:5m'), ['n']);
});

test('the stored JSON of every match has all needles', () => {
  const piece = fc.oneof(
    text.map(quoted),
    fc.tuple(fc.constantFrom(...keys), text).map(([key, text]) => `data.${writePath([key])}:${writeValue(text)}`),
    fc.tuple(fc.constantFrom(...keys), text).map(([key, text]) => `data.${writePath([key])}:*${quoted(text)}*`),
    fc.constantFrom('data.count>4', 'type:agent.*', 'data.a.b:*', 'data.0.a:*'),
  );
  let matches = 0;
  const property = fc.property(fc.array(piece, { minLength: 1, maxLength: 2 }), event, (pieces, event) => {
    const parsed = parseQuery(pieces.join(' '), NOON);
    assert.ok(parsed.ok, pieces.join(' '));
    if (!parsed.query.matches(event)) return;
    matches++;
    const json = foldCase(toLogRecord('e-1-a', event).json);
    for (const needle of parsed.query.needles) assert.ok(json.includes(needle), `${pieces.join(' ')}: ${needle} in ${json}`);
  });
  fc.assert(property, { numRuns: 5000 });
  assert.ok(matches > 200, `${matches} matches`);
});
