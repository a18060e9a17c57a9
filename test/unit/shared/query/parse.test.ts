import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { limits } from '../../../../src/shared/api.ts';
import type { JsonObject } from '../../../../src/shared/json.ts';
import { parseExactJson } from '../../../../src/shared/jsonText.ts';
import { parseQuery, type QueryOptions } from '../../../../src/shared/query/parse.ts';
import type { Query, QueryProblem, Searchable } from '../../../../src/shared/query/query.ts';
import { quoted } from '../../../../src/shared/query/write.ts';
import { event, eventWith, NOON, text, words } from '../../../support/queryEvents.ts';

function queryOf(query: string, options: QueryOptions = {}): Query {
  const parsed = parseQuery(query, NOON, options);
  assert.ok(parsed.ok, `${query}: ${parsed.ok || parsed.problem.message}`);
  return parsed.query;
}

function problemOf(query: string): QueryProblem {
  const parsed = parseQuery(query, NOON);
  assert.ok(!parsed.ok, query);
  return parsed.problem;
}

const sample = eventWith({
  data: {
    agent_id: 'ABC',
    count: 12,
    price: '12.50',
    nothing: null,
    empty: '',
    list: [{ n: 1 }, { n: 5, tags: ['red', ['blue']] }],
    none: [],
    says: 'He said "hi"\nthere, *you*',
    'a.b': { 'c d': true },
    at: '2026-11-22T11:30:00+01:00',
    deep: { x: { y: 'z' } },
  },
});

const table: readonly [query: string, isMatch: boolean][] = [
  ['', true],
  ['   ', true],
  ['agent CLI abc', true],
  ['agent missing', false],
  ['"He said"', true],
  ['"said He"', false],
  ['-missing', true],
  ['-agent', false],
  ['"He said \\"hi\\"\nthere"', true],
  ['type:agent.*', true],
  ['TYPE:AGENT.CREATED', true],
  ['type:agent', false],
  ['type:order,agent.*', true],
  ['type:order,', false],
  ['-type:order', true],
  ['type:"agent.*"', false],
  ['source:cli', true],
  ['source:*', true],
  ['source:""', false],
  ['id:e-1-a', true],
  ['id:E-1-a', false],
  ['id:x,e-1-*', true],
  ['data.agent_id:abc', true],
  ['data.agent_id:a*c', true],
  ['data.agent_id:a', false],
  ['data.AGENT_ID:abc', false],
  ['data.missing:*', false],
  ['data.nothing:*', false],
  ['data.nothing:null', true],
  ['data.empty:*', true],
  ['data.empty:""', true],
  ['data.none:*', false],
  ['data.deep:*', true],
  ['data.deep.x.y:z', true],
  ['data.list.n:5', true],
  ['data.list.0.n:5', false],
  ['data.list.1.n:5', true],
  ['data.list.tags:blue', true],
  ['-data.list.n:5', false],
  ['data."a.b"."c d":true', true],
  ['data.a.b:*', false],
  ['data.says:"*\\"hi\\"*"', false],
  ['data.says:*"\\"hi\\""*', true],
  ['data.says:*"*you*"', true],
  ['data.count>10', true],
  ['data.count>12', false],
  ['data.count>=12', true],
  ['data.count:>=12', true],
  ['data.count<12.5', true],
  ['data.count=12.0', true],
  ['data.count==12', true],
  ['data.count=1,12', true],
  ['data.count:12.0', true],
  ['data.price>12.4', true],
  ['data.price=12.5', false],
  ['data.price=12.50', true],
  ['data.agent_id>10', false],
  ['data.list.n>4', true],
  ['data.at>2026-11-22T10:29Z', true],
  ['data.at<=2026-11-22T10:30:00Z', true],
  ['data.at=2026-11-22T10:30Z', true],
  ['after:2026-11-22T11:00Z', true],
  ['after:2026-11-22T11:00:00.001Z', false],
  ['before:2026-11-22T11:00Z', false],
  ['after:1h', true],
  ['after:59m', false],
  ['before:59m', true],
  // What is not finished yet lets everything through.
  ['type:', true],
  ['-source:', true],
  ['data.count>', true],
  ['data.missing:', true],
  ['after:', true],
  ['""', true],
  ['agent ""', true],
];
for (const [query, isMatch] of table) {
  test(`${JSON.stringify(query)} ${isMatch ? 'finds' : 'leaves out'} the sample`, () => {
    assert.equal(queryOf(query).matches(sample), isMatch);
  });
}

test('an event without a source is found by source:"", and by no star', () => {
  const event = eventWith({ source: null });
  assert.deepEqual(
    ['source:""', 'source:*', 'source:cli', '-source:*'].map((query) => queryOf(query).matches(event)),
    [true, false, false, true],
  );
});

for (const [query, from, to, words] of [
  ['a "open', 2, 7, /not closed/],
  ['data.>5', 0, 5, /key is missing/],
  ['x -data.a..b:1', 3, 12, /key is missing/],
  ['after:yesterdayy', 6, 16, /not a time/],
  ['before:10:30,11:30', 7, 18, /not a time/],
  ['after:2026-02-30', 6, 16, /not a time/],
  ['data.count>abc', 11, 14, /neither a number nor a time/],
  ['type>5', 0, 5, /"type" does not go with ">"/],
  ['after=5m', 0, 6, /"after" does not go/],
  ['data.count!=10', 10, 11, /no "!="/],
  ['x'.repeat(limits.queryCharacters + 5), limits.queryCharacters, limits.queryCharacters + 5, /longer than 2000/],
] as const) {
  test(`${query.slice(0, 20)} is a mistake with its place and a way on`, () => {
    const problem = problemOf(query);
    assert.deepEqual([problem.from, problem.to], [from, to]);
    assert.match(problem.message, words);
    assert.match(problem.next, /\w+.*\.$/);
  });
}

test('words that look like fields are named, addresses and times are not', () => {
  assert.deepEqual(queryOf('foo:bar -foo:x Count>10 http://x 10:30 "no:field" <div> type:a data.x:1 data:y').unknownFields, [
    'foo',
    'Count',
    'data',
  ]);
  assert.ok(queryOf('http://localhost:80').matches(eventWith({ data: { url: 'http://localhost:8080' } })));
});

test('integers of 20 digits are told apart where the data has them, and found where it has not', () => {
  const exact = eventWith({ data: parseExactJson('{"id":12345678901234567891}') as JsonObject });
  const rounded = eventWith({ data: JSON.parse('{"id":12345678901234567891}') as JsonObject });
  const found = (query: string) => [queryOf(query).matches(exact), queryOf(query, { numbers: 'rounded' }).matches(rounded)];
  assert.deepEqual(found('data.id=12345678901234567891'), [true, true]);
  assert.deepEqual(found('data.id:12345678901234567891'), [true, true]);
  assert.deepEqual(found('data.id=12345678901234567890')[0], false);
  assert.deepEqual(found('data.id>12345678901234567890')[0], true);
  assert.deepEqual(found('data.id>12345678901234567891'), [false, false]);
  assert.deepEqual(found('data.id<=12345678901234567891'), [true, true]);
});

for (const [query, number, isMatch] of [
  ['data.n=9007199254740993', '9007199254740992', false],
  ['data.n:9007199254740993', '9007199254740992', false],
  ['data.n:9007199254740992', '9007199254740993', false],
  ['data.n<9007199254740993', '9007199254740992', true],
  ['data.n>9007199254740992', '9007199254740993', true],
  ['data.n=9007199254740992.0', '9007199254740992', true],
  ['data.n=12345678901234567.5', '12345678901234567.6', false],
  ['data.n=12345678901234567.50', '12345678901234567.5', true],
  ['data.n=1e400', '2e400', false],
  ['data.n:1e400', '2e400', false],
  ['data.n=10e399', '1e400', true],
  ['data.n>1e400', '2e400', true],
  ['data.n<-1e400', '-2e400', true],
  ['data.n>0.1', '0.10000000000000000001', true],
  ['data.n>9007199254740992', '"9007199254740993"', true],
  ['data.n:0', '-0', true],
  ['data.n<=-0', '0', true],
  ['data.n>1e-400', '0', false],
  [`data.n>1e${'9'.repeat(40)}`, '1e400', false],
] as const) {
  test(`${query.slice(0, 30)} ${isMatch ? 'finds' : 'leaves out'} ${number}, with all digits`, () => {
    const data = parseExactJson(`{"n":${number}}`) as JsonObject;
    assert.equal(queryOf(query).matches(eventWith({ data })), isMatch);
    assert.equal(queryOf(query).matches(eventWith({ data: { n: [{}, null, 'x', data.n ?? null] } })), isMatch, 'among others');
  });
}

for (const query of ['data.n=9007199254740993', 'data.n:9007199254740993', 'data.n>9007199254740992.5', '-data.n:9007199254740993']) {
  test(`where numbers are rounded, ${query} is about rounded numbers`, () => {
    const data = JSON.parse('{"n":9007199254740993}') as JsonObject;
    assert.equal(queryOf(query, { numbers: 'rounded' }).matches(eventWith({ data })), !query.includes('>') && !query.startsWith('-'));
    const text = eventWith({ data: { n: '9007199254740993' } });
    assert.equal(queryOf(query, { numbers: 'rounded' }).matches(text), !query.startsWith('-'), 'texts are not rounded');
  });
}

test('a moment behind the last that events can have is after all of them', () => {
  const late = ['after:9999-12-31T23:59-12:00', 'before:9999-12-31T23:59-12:00'];
  assert.deepEqual(
    late.map((query) => queryOf(query).matches(sample)),
    [false, true],
  );
});

const manyValues = Array.from({ length: 400 }, (_, index) => index + 10);
for (const query of [
  `data.a:${manyValues}`,
  `data.a=${manyValues}`,
  manyValues
    .slice(0, 130)
    .map((value) => `-data.a=${value}`)
    .join(' '),
  manyValues
    .slice(0, 120)
    .map((value) => `-data.a:*${value}`)
    .join(' '),
  manyValues
    .slice(0, 100)
    .map((value) => `-data.a:*${value}*,x${value}`)
    .join(' '),
]) {
  test(`${query.slice(0, 24)}… reads each of many values once, however many it asks for`, () => {
    const reads = { elements: 0, texts: 0 };
    const value = { toJSON: () => `none ${reads.texts++}` } as unknown as JsonObject;
    const count = (values: readonly JsonObject[], key: string | symbol) => {
      if (typeof key === 'string' && key !== 'length') reads.elements++;
      return Reflect.get(values, key) as unknown;
    };
    const a = new Proxy(
      Array.from({ length: 1000 }, () => value),
      { get: count },
    );
    queryOf(query).matches(eventWith({ data: { a } }));
    assert.deepEqual(reads, { elements: 1000, texts: 1000 });
  });
}

test('a pattern that is asked for many times is looked for once', () => {
  const data = { a: 'a'.repeat(1000) };
  const stepsOf = (query: string) => [...queryOf(query).steps(eventWith({ data }))].length;
  assert.equal(stepsOf(`data.a:${'*ab*,'.repeat(200)}`), 1);
  assert.equal(stepsOf('-data.a:*ab* '.repeat(100)), 1);
  assert.equal(stepsOf('-data.a:*ab*,*ac*,b,c -zz -yy'), 5);
});

test('never throws, and a problem lies inside of the text', () => {
  const piece = fc.constantFrom(...words, 'type:', '-data.', 'data.a', 'after:', 'source=', '>=', '\u0000', '\ud800', '.', '1d');
  const query = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')),
  );
  const property = fc.property(query, event, (text, event) => {
    const parsed = parseQuery(text, NOON);
    if (parsed.ok) {
      const steps = parsed.query.steps(event);
      let step = steps.next();
      while (!step.done) step = steps.next();
      assert.equal(parsed.query.matches(event), step.value);
    } else assert.ok(0 <= parsed.problem.from && parsed.problem.from < parsed.problem.to && parsed.problem.to <= text.length, text);
  });
  fc.assert(property, { numRuns: 3000 });
});

test('any text in quotes finds an event that has it anywhere, and its negation does not', () => {
  const anyText = fc.oneof(text, fc.string({ unit: 'binary' }));
  const places: readonly ((text: string) => Searchable)[] = [
    (type) => eventWith({ type }),
    (source) => eventWith({ source }),
    (x) => eventWith({ data: { x } }),
    (x) => eventWith({ data: { [x]: 1 } }),
  ];
  const property = fc.property(anyText, anyText, anyText, fc.constantFrom(...places), (wanted, before, after, place) => {
    fc.pre(wanted !== '');
    const event = place(before + wanted + after);
    assert.ok(queryOf(quoted(wanted)).matches(event));
    assert.ok(!queryOf(`-${quoted(wanted)}`).matches(event));
  });
  fc.assert(property, { numRuns: 3000 });
});

test('callers that keep the searched text are asked for it, and only for free text', () => {
  const asked: Searchable[] = [];
  const textOf = (event: Searchable) => {
    asked.push(event);
    return 'agent abc';
  };
  assert.ok(queryOf('abc type:agent.* data.count>5').matches(sample, textOf));
  assert.equal(asked.length, 1);
  assert.ok(!queryOf('abc type:order').matches(sample, textOf));
  assert.equal(asked.length, 1);
});

for (const hostile of [
  `data.x:${'*a'.repeat(990)}b`,
  `data.x:${'*'.repeat(1990)}`,
  `data${'.0'.repeat(990)}:x`,
  `data${'.x'.repeat(990)}:x`,
]) {
  test(`${hostile.slice(0, 12)}… looks at each part of the data once`, { timeout: 20_000 }, () => {
    const [x, nested] = ['a'.repeat(2 ** 20), JSON.parse(`${'['.repeat(60)}${']'.repeat(60)}`)];
    const query = queryOf(hostile);
    assert.equal(typeof query.matches(eventWith({ data: { x, 0: nested } })), 'boolean');
    assert.equal(typeof query.matches(eventWith({ data: { x: nested } })), 'boolean');
  });
}
