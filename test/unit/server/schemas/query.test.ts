import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDeliveryQuery, parseEventsQuery, parseHealthQuery, parseHistoryQuery } from '../../../../src/server/schemas/query.ts';
import { limits } from '../../../../src/shared/api.ts';
import { deliveryStates } from '../../../../src/shared/webhooks.ts';

test('history without parameters is a page of the usual size', () => {
  assert.equal(parseHistoryQuery({}).limit, limits.historyPageDefault);
  assert.equal(parseHistoryQuery({ limit: '1000' }).limit, 1000);
});

test('every state of a delivery can be asked for, and one that is unknown names them', () => {
  assert.deepEqual(parseDeliveryQuery({}), { limit: limits.historyPageDefault });
  for (const state of deliveryStates) assert.equal(parseDeliveryQuery({ state }).state, state);
  const message = '"state": Expected one of pending, delivered, failed, expired, discarded.';
  assert.throws(() => parseDeliveryQuery({ state: 'lost' }), { code: 'invalid-query', path: 'state', message });
});

test('deliveries of several events are asked for by their ids, up to a bound', () => {
  assert.deepEqual(parseDeliveryQuery({ event: 'a' }).event, ['a']);
  const ids = Array.from({ length: limits.deliveryEvents }, (_, n) => `${'x'.repeat(100)}-${n}`);
  assert.deepEqual(parseDeliveryQuery({ event: ids.join(',') }).event, ids);
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
  [parseDeliveryQuery, { limit: '1001' }, 'limit'],
  [parseDeliveryQuery, { state: '' }, 'state'],
  [parseDeliveryQuery, { state: ['failed', 'pending'] }, 'state'],
  [parseDeliveryQuery, { event: ['a', 'b'] }, 'event'],
  [parseDeliveryQuery, { event: ','.repeat(limits.deliveryEvents) }, 'event'],
  [parseDeliveryQuery, { target: 'x'.repeat(2001) }, 'target'],
];
for (const [parse, query, path] of refused) {
  test(`refuses ${JSON.stringify(query).slice(0, 60)} by the name of the parameter`, () => {
    assert.throws(() => parse(query), { code: 'invalid-query', path });
  });
}
