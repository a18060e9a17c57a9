import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { LoggedEvent } from '../../src/shared/events.ts';
import { parseExactJson } from '../../src/shared/jsonText.ts';
import { fixTimes } from '../../src/shared/query/fixTimes.ts';
import { parseQuery } from '../../src/shared/query/parse.ts';
import { quoted } from '../../src/shared/query/write.ts';
import { assertRefused, okJson } from '../support/answer.ts';
import { event, keys, text } from '../support/queryEvents.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

type Page = { readonly events: readonly LoggedEvent[]; readonly next: string | null; readonly prev: string | null };

async function pageOf(server: TestServer, parameters: Readonly<Record<string, string>>): Promise<Page> {
  return okJson(await server.ask(`/dev/history?${new URLSearchParams(parameters)}`)) as unknown as Page;
}

async function numbersOf(server: TestServer, parameters: Readonly<Record<string, string>>): Promise<unknown[]> {
  return (await pageOf(server, parameters)).events.map(({ data }) => data.n);
}

async function fill(server: TestServer): Promise<void> {
  const events = [
    { event_type: 'agent.created', source: 'shop', data: { n: 0, name: 'Größe "X"', at: '2026-11-22T10:30:00Z' } },
    { event_type: 'agent.deleted', source: 'till', data: { n: 1, name: 'small', list: [{ id: 'a-1' }] } },
    { event_type: 'order.made', data: { n: 2, name: 'a\u202eb', list: [{ id: 'a-2' }] } },
  ];
  okJson(await server.post('/dev/webhook', events));
  okJson(await server.post('/dev/webhook', '{"event_type":"order.paid","data":{"n":3,"id":12345678901234567891}}'));
}

for (const [query, numbers] of [
  ['', [0, 1, 2, 3]],
  ['type:agent.*', [0, 1]],
  ['-type:agent.*', [2, 3]],
  ['source:till', [1]],
  ['source:""', [2, 3]],
  ['GRÖSSE', []],
  ['gRÖßE', [0]],
  ['"größe \\"x"', [0]],
  ['"a\u202eb"', [2]],
  ['data.list.id:a-*', [1, 2]],
  ['data.name:*', [0, 1, 2]],
  ['-data.name:*', [3]],
  ['data.n>=1 data.n<3', [1, 2]],
  ['data.id=12345678901234567891', [3]],
  ['data.id=12345678901234567890', []],
  ['12345678901234567891', [3]],
  ['data.at>2026-11-22T10:00Z', [0]],
  ['after:1h', [0, 1, 2, 3]],
  ['before:1h', []],
] as const) {
  test(`query=${query} finds ${numbers.length} of the events`, async () => {
    await using server = await startTestServer();
    await fill(server);
    assert.deepEqual(await numbersOf(server, { query }), numbers);
  });
}

test('a query goes together with the other parameters, and with pages', async () => {
  await using server = await startTestServer();
  await fill(server);
  assert.deepEqual(await numbersOf(server, { query: 'type:agent.*', source: 'shop' }), [0]);
  assert.deepEqual(await numbersOf(server, { query: 'data.name:*', types: 'order.*', search: 'A-2' }), [2]);
  const last = await pageOf(server, { query: 'data.n<3', limit: '2' });
  assert.deepEqual([last.events.map(({ data }) => data.n), last.next], [[1, 2], null]);
  const first = await pageOf(server, { query: 'data.n<3', limit: '2', before: last.prev ?? '' });
  assert.deepEqual([first.events.map(({ data }) => data.n), first.prev], [[0], null]);
  assert.deepEqual(await numbersOf(server, { query: 'data.n<3', after: first.next ?? '' }), [1, 2]);
});

test('times are counted from the clock of the hub', async () => {
  await using server = await startTestServer();
  await fill(server);
  server.advance(600_000);
  assert.deepEqual(await numbersOf(server, { query: 'after:5m' }), []);
  await server.publish('late', { n: 9 });
  assert.deepEqual([await numbersOf(server, { query: 'after:5m' }), await numbersOf(server, { query: 'before:5m' })], [[9], [0, 1, 2, 3]]);
});

for (const [query, place] of [
  ['type:a "open', 'at character 8'],
  ['after:yesterdayy', 'at character 7'],
  ['data.>5', 'at character 1'],
  ['x'.repeat(8001), 'at character 8001'],
] as const) {
  test(`query=${query.slice(0, 16)} is refused with the place of the mistake`, async () => {
    await using server = await startTestServer();
    const answer = await server.ask(`/dev/history?${new URLSearchParams({ query })}`);
    assertRefused(answer, 422, 'invalid-query', 'query');
    assert.ok(answer.text.includes(place), answer.text);
  });
}

test('a query that has become long by fixing its times is answered', async () => {
  await using server = await startTestServer();
  await fill(server);
  const query = fixTimes('after:1h '.repeat(222), new Date());
  assert.ok(query.length > 6000);
  assert.deepEqual(await numbersOf(server, { query }), [0, 1, 2, 3]);
});

test('a query twice is refused', async () => {
  await using server = await startTestServer();
  assertRefused(await server.ask('/dev/history?query=a&query=b'), 422, 'invalid-query', 'query');
});

/** Texts that come through a URL as they are. */
const sent = text.map((text) => text.toWellFormed());

const term = fc.oneof(
  sent.map(quoted),
  fc.tuple(fc.constantFrom(...keys), sent).map(([key, text]) => `data.${quoted(key)}:${quoted(text)}`),
  fc.tuple(fc.constantFrom(...keys), sent).map(([key, text]) => `data.${quoted(key)}:*${quoted(text)}*`),
  fc.constantFrom('type:agent.*', 'type:"a,b",order', 'source:a*', 'data.count>4', 'data.a=5', 'after:1h', 'data.a.b:*', 'id:*-1-*'),
);

test('whatever is asked, the hub answers what the panel would filter', async () => {
  await using server = await startTestServer();
  const bodies = fc
    .sample(event, 300)
    .map(({ type, source, data }) => ({ event_type: type, source: source?.replace(/\p{Cc}/gu, ''), data }));
  okJson(await server.post('/dev/webhook', bodies));
  const all = await server.ask('/dev/history?limit=1000');
  const { events } = parseExactJson(all.text) as Page;
  let found = 0;
  const terms = fc.array(fc.tuple(fc.constantFrom('', '-'), term), { minLength: 1, maxLength: 3 });
  const property = fc.asyncProperty(terms, async (terms) => {
    const query = terms.map((parts) => parts.join('')).join(' ');
    const parsed = parseQuery(query, new Date());
    assert.ok(parsed.ok, query);
    const expected = events.filter((event) => parsed.query.matches(event)).map(({ id }) => id);
    found += expected.length;
    const page = await pageOf(server, { query, limit: '1000' });
    assert.deepEqual(
      page.events.map(({ id }) => id),
      expected,
      query,
    );
  });
  await fc.assert(property, { numRuns: 200 });
  assert.ok(found > 500, `${found} matches`);
});
