import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../../../../scripts/project.ts';
import { parseQuery } from '../../../../src/shared/query/parse.ts';

test('every query of the documentation is right, and none of its fields unknown', () => {
  const page = readFileSync(join(root, 'docs/query.md'), 'utf8');
  const cells = [...page.matchAll(/^\| (`.*?`) \|/gm)].map(([, cell = '']) => cell);
  const queries = cells.flatMap((cell) => [...cell.matchAll(/`(.+?)`/g)].map(([, query = '']) => query));
  assert.ok(queries.length >= 20, `${queries.length} queries`);
  for (const text of queries) {
    const parsed = parseQuery(text, new Date());
    assert.ok(parsed.ok && !parsed.query.isEmpty, text);
    assert.deepEqual(parsed.query.unknownFields, [], text);
  }
});
