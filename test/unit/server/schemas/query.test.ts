import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseEventsQuery, parseHealthQuery, parseHistoryQuery } from '../../../../src/server/schemas/query.ts';
import { limits } from '../../../../src/shared/api.ts';

test('history without parameters is a page of the usual size', () => {
  assert.equal(parseHistoryQuery({}).limit, limits.historyPageDefault);
  assert.equal(parseHistoryQuery({ limit: '1000' }).limit, 1000);
});

const refused: readonly [parse: (query: unknown) => unknown, query: object, path: string][] = [
  [parseHistoryQuery, { limit: '0' }, 'limit'],
  [parseHistoryQuery, { limit: '1001' }, 'limit'],
  [parseHistoryQuery, { limit: '1.5' }, 'limit'],
  [parseHistoryQuery, { limit: 'all' }, 'limit'],
  [parseHistoryQuery, { types: ['a', 'b'] }, 'types'],
  [parseHistoryQuery, { search: 'x'.repeat(2001) }, 'search'],
  [parseEventsQuery, { types: 'x'.repeat(2001) }, 'types'],
  [parseEventsQuery, { last_event_id: ['a', 'b'] }, 'last_event_id'],
  [parseEventsQuery, { client: 'a\nb' }, 'client'],
  [parseEventsQuery, { client: 'x'.repeat(61) }, 'client'],
  [parseHealthQuery, { nonce: 'x'.repeat(limits.nonceCharacters + 1) }, 'nonce'],
  [parseHealthQuery, { nonce: '' }, 'nonce'],
];
for (const [parse, query, path] of refused) {
  test(`refuses ${JSON.stringify(query).slice(0, 60)} by the name of the parameter`, () => {
    assert.throws(() => parse(query), { code: 'invalid-query', path });
  });
}
