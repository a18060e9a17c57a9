import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { HubEvent } from '../../../../src/shared/events.ts';
import { parseExactJson } from '../../../../src/shared/jsonText.ts';
import { parseQuery } from '../../../../src/shared/query/parse.ts';
import { queryOffers } from '../../../../webview/queryBox/offers.ts';
import { seenIn } from '../../../../webview/queryBox/seen.ts';
import type { Row } from '../../../../webview/row.ts';
import { ChunkedList } from '../../../../webview/rows/chunkedList.ts';
import { eventAt, timeAt } from '../sample.ts';

const rowsOf = (...events: readonly HubEvent[]): ChunkedList<Row> =>
  ChunkedList.from(events.map((event, key): Row => ({ kind: 'event', key, event })));
const withData = (...data: readonly HubEvent['data'][]) => seenIn(rowsOf(...data.map((one, n) => eventAt(n, { data: one }))));

describe('what has been seen', () => {
  it('is told the most frequent first, then the newest', () => {
    const types = ['a', 'b', 'b', 'c'].map((type, n) => eventAt(n, { type, source: n === 0 ? null : 'shop' }));
    const seen = seenIn(rowsOf(...types));
    assert.deepEqual([seen.types, seen.sources], [['b', 'c', 'a'], ['shop']]);
  });

  it('has no lines between events in it', () => {
    const seam: Row = { kind: 'seam', key: 9, seam: { at: timeAt(1), text: 'restarted' } };
    assert.deepEqual(seenIn(rowsOf(eventAt(0)).append([seam])).types, ['agent.created']);
  });

  it('has paths as queries write them, and the values there', () => {
    const seen = withData({ user: { 'full name': 'Ada' }, tags: ['x', 'y'], ok: true, none: null });
    assert.deepEqual(
      seen.paths,
      ['user."full name"', 'tags', 'ok', 'none'].toSorted((a, b) => seen.paths.indexOf(a) - seen.paths.indexOf(b)),
    );
    assert.deepEqual(seen.values('tags').toSorted(), ['x', 'y']);
    assert.deepEqual(seen.values('user."full name"'), ['Ada']);
  });

  it('has all digits of a number', () => {
    const seen = withData(parseExactJson('{"id":12345678901234567}') as HubEvent['data']);
    assert.deepEqual(seen.values('id'), ['12345678901234567']);
  });

  it('does not go through all of a large event', () => {
    const large = { list: Array.from({ length: 50_000 }, (_, n) => n) };
    assert.equal(withData(large).values('list').length, 10_000);
  });

  it('is looked for only where it is needed', () => {
    const rows = rowsOf(...Array.from({ length: 6000 }, (_, n) => eventAt(n, { type: n < 500 ? 'old' : 'new', data: { n } })));
    assert.deepEqual(seenIn(rows).types, ['new']);
    assert.equal(seenIn(rows).values('n').length, 200);
  });
});

describe('an offer of the query box', () => {
  it('is what was used before, while there is nothing yet', () => {
    const { from, to, options } = queryOffers(' ', 1, withData({}), ['source:shop']);
    assert.deepEqual([from, to, options[0]], [0, 1, { text: 'source:shop', label: 'source:shop', icon: 'history' }]);
    assert.ok(options.some(({ text }) => text === 'type:'));
  });

  it('is a query that finds what it names, however it is written', () => {
    const event = eventAt(0, { data: { 'a.b "c"': { "it's": 'x, y*"z" ' } } });
    const seen = seenIn(rowsOf(event));
    const [path] = queryOffers('data.', 5, seen, []).options;
    const start = path?.text ?? '';
    const [value] = queryOffers(start, start.length, seen, []).options;
    const parsed = parseQuery(`${start}${value?.text}`, new Date());
    assert.ok(parsed.ok && !parsed.query.isEmpty && parsed.query.matches(event), `${start}${value?.text}`);
  });
});
