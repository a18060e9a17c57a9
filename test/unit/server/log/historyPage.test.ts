import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { HistoryPage } from '../../../../src/server/log/eventLog.ts';
import { type PageQuery, readHistoryPage } from '../../../../src/server/log/historyPage.ts';
import type { LogRecord } from '../../../../src/server/log/record.ts';
import type { Range, StoredRecord } from '../../../../src/server/log/recordStore.ts';
import { emptyQuery, parseQuery } from '../../../../src/shared/query/parse.ts';
import { parseTypeFilter } from '../../../../src/shared/typeFilter.ts';

const types = ['a', 'b', 'ab'];

function recordsOf(count: number, first: number): StoredRecord[] {
  return Array.from({ length: count }, (_, index) => {
    const number = first + index;
    const type = types[(number * 7) % 3] ?? '';
    return { id: `${number}`, number, type, source: number % 2 === 0 ? 'even' : null, hops: null, json: `{"n":${number}}`, at: 0 };
  });
}

function numbersOf(found: readonly LogRecord[]): number[] {
  return found.map(({ id }) => Number(id));
}

/** A log that is read a few records at a time, and may lose its oldest ones between two pieces. */
function readerOf(records: readonly StoredRecord[], { piece = 3, onRead = () => 0 }: { piece?: number; onRead?: () => number } = {}) {
  let oldest = 0;
  return ({ first, last, newestFirst = false }: Range): readonly StoredRecord[] => {
    const range = records.filter(({ number }) => number >= Math.max(first, oldest) && number <= last);
    oldest = Math.max(oldest, onRead());
    return newestFirst ? range.reverse().slice(0, piece) : range.slice(0, piece);
  };
}

function query(records: readonly StoredRecord[], rest: Partial<PageQuery> = {}): PageQuery {
  const [oldest, newest] = [records[0]?.number ?? 1, records.at(-1)?.number ?? 0];
  return { oldest, newest, matchesType: () => true, limit: 10, ...rest };
}

const selections = fc.record({
  count: fc.nat({ max: 30 }),
  first: fc.integer({ min: 1, max: 50 }),
  filter: fc.constantFrom('', 'a', 'a*', 'c'),
});

test('a page has the matching events nearest to its cursor, and says rightly what is on either side', () => {
  const cursors = fc.record({ after: fc.option(fc.nat({ max: 100 })), before: fc.option(fc.nat({ max: 100 })) });
  return fc.assert(
    fc.asyncProperty(selections, cursors, fc.integer({ min: 1, max: 12 }), async ({ count, first, filter }, { after, before }, limit) => {
      const records = recordsOf(count, first);
      const within = (seed: number | null) => (seed === null ? undefined : first - 1 + (seed % (count + 1)));
      const [from, to] = [within(after), within(before)];
      const bounds = { ...(from !== undefined && { after: from }), ...(to !== undefined && { before: to }) };
      const page = await readHistoryPage(readerOf(records), query(records, { matchesType: parseTypeFilter(filter), limit, ...bounds }));
      const matching = records.filter(({ type }) => parseTypeFilter(filter)(type));
      const between = matching.filter(({ number }) => number > (from ?? 0) && number < (to ?? Number.POSITIVE_INFINITY));
      const expected = from === undefined ? between.slice(-limit) : between.slice(0, limit);
      assert.deepEqual(page.records, expected);
      const [oldest, newest] = [expected[0]?.number, expected.at(-1)?.number];
      const edges = [oldest ?? (from ?? first - 1) + 1, newest ?? (to ?? first + count) - 1];
      if (expected.length === 0) return;
      assert.equal(
        page.hasOlder,
        matching.some(({ number }) => number < (edges[0] ?? 0)),
      );
      assert.equal(
        page.hasNewer,
        matching.some(({ number }) => number > (edges[1] ?? 0)),
      );
    }),
    { numRuns: 300 },
  );
});

test('a page is the same whatever is published while it is read', async () => {
  const records = recordsOf(30, 1);
  const earlier = query(records.slice(0, 20), { limit: 5 });
  const page = await readHistoryPage(readerOf(records), earlier);
  assert.deepEqual([page.records, page.hasNewer], [records.slice(15, 20), false]);
});

for (const [direction, cursor] of [
  ['backward', {}],
  ['forward', { after: 0 }],
] as const) {
  test(`a search ${direction} that is overtaken by a trim has what was left, each once and in order`, () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 15 }), { maxLength: 8 }), async (steps) => {
        const records = recordsOf(40, 1);
        let gone = 0;
        const onRead = () => (gone += steps.shift() ?? 0);
        const { records: found } = await readHistoryPage(readerOf(records, { onRead }), query(records, { limit: 100, ...cursor }));
        const numbers = numbersOf(found);
        assert.deepEqual(
          numbers,
          [...new Set(numbers)].sort((one, other) => one - other),
        );
        assert.deepEqual(
          records.filter(({ number }) => number >= gone && !numbers.includes(number)),
          [],
          'what is kept is missing',
        );
      }),
    ));
}

test('a search by source and text in any case finds what both say', async () => {
  const records = recordsOf(30, 1);
  const read = readerOf(records);
  const found = async (rest: Partial<PageQuery>) => numbersOf((await readHistoryPage(read, query(records, rest))).records);
  assert.deepEqual(await found({ search: '"N":2' }), [2, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29].slice(-10));
  assert.deepEqual(await found({ search: '"n":2', source: 'even', after: 0 }), [2, 20, 22, 24, 26, 28]);
  assert.deepEqual(await found({ search: '', limit: 1 }), [30]);
});

test('a query parses only what may match it', async () => {
  const records = recordsOf(6, 1).map((record, index) => ({
    ...record,
    json: index === 2 ? JSON.stringify({ data: { name: 'Größe', n: index } }) : `no JSON, ${index}`,
  }));
  const found = async (text: string) => {
    const parsed = parseQuery(text, new Date());
    assert.ok(parsed.ok);
    return numbersOf((await readHistoryPage(readerOf(records), query(records, { query: parsed.query }))).records);
  };
  assert.deepEqual(await found('grÖßE'), [3]);
  assert.deepEqual(await found('data.name:gr*'), [3]);
  assert.deepEqual(
    await found('-type:a id:1,2,3'),
    [1, 2, 3].filter((number) => records[number - 1]?.type !== 'a'),
  );
  await assert.rejects(found('-größe'), SyntaxError);
});

test('others get their turn between two pieces of a long search', async () => {
  const records = recordsOf(60, 1);
  let turns = 0;
  const beat = () => {
    turns++;
    pending = setImmediate(beat);
  };
  let pending = setImmediate(beat);
  await readHistoryPage(readerOf(records), query(records, { search: 'nothing' }));
  clearImmediate(pending);
  assert.ok(turns >= 19, `${turns} turns`);
});

test('others get their turn amid one event that a query is slow at', async () => {
  let turns = 0;
  const beat = () => {
    turns++;
    pending = setImmediate(beat);
  };
  let pending = setImmediate(beat);
  // Far more steps than fit into a few turns, unless these come.
  const steps = function* () {
    for (let step = 0; step < 20_000_000 && turns < 5; step++) yield;
    return true;
  };
  const slow = { ...emptyQuery, isEmpty: false, steps };
  await readHistoryPage(readerOf(recordsOf(1, 1)), query(recordsOf(1, 1), { query: slow }));
  clearImmediate(pending);
  assert.ok(turns >= 5, `${turns} turns`);
});

test('a page ends before it gets larger than 8 MiB, but has at least one event; the next ones have the rest', async () => {
  const [mebibyte, large] = ['x'.repeat(2 ** 20), 'x'.repeat(9 * 2 ** 20)];
  const records = recordsOf(21, 1).map((record) => ({ ...record, json: record.number === 12 ? large : mebibyte }));
  const sizes: number[] = [];
  const found: number[] = [];
  for (let before: number | undefined = 22; before !== undefined; ) {
    const page: HistoryPage = await readHistoryPage(readerOf(records), query(records, { limit: 1000, before }));
    sizes.push(page.records.length);
    found.unshift(...numbersOf(page.records));
    before = page.hasOlder ? found[0] : undefined;
  }
  assert.deepEqual(sizes, [8, 1, 1, 8, 3]);
  assert.deepEqual(found, numbersOf(records));
});
