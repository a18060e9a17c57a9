import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { toPost } from '../../../../src/client/eventFiles/importedEvent.ts';
import { eventFileLimits, readEventFile } from '../../../../src/client/eventFiles/readEventFile.ts';
import { parseWebhookEvent } from '../../../../src/server/schemas/event.ts';
import { limits } from '../../../../src/shared/api.ts';
import { parseExactJson } from '../../../../src/shared/jsonText.ts';
import { hostileTexts } from '../../../support/hostileTexts.ts';

const written = '{"id":"a-1","type":"cart.paid","data":{"n":1},"timestamp":"2026-11-22T10:00:00.000Z","source":"shop"}';
const posted = '{"event_type":"cart.paid","data":{"n":1},"source":"shop"}';

function typesOf(text: string): readonly string[] {
  const { events, problems } = readEventFile(text);
  assert.deepEqual(problems, []);
  return events.map(({ type }) => type);
}

/** The lines of the mistakes, and the types of what is right all the same. */
function linesOf(text: string) {
  const { events, problems } = readEventFile(text);
  return { types: events.map(({ type }) => type), lines: problems.map(({ line }) => line) };
}

function problemOf(item: string): string | undefined {
  return readEventFile(item).problems[0]?.message;
}

const layouts: Readonly<Record<string, string>> = {
  'one event a line': `${written}\n${posted}\n`,
  'lines of Windows, blank ones between them, a byte order mark before': `\ufeff${written}\r\n\r\n  \r\n${posted}`,
  'an array on one line': `[${written},${posted}]`,
  'an array over several lines': `[\n  ${written},\n\n  ${posted}\n]\n`,
  'objects over several lines': `${JSON.stringify(JSON.parse(written), null, 2)}\n\n${JSON.stringify(JSON.parse(posted), null, 2)}\n`,
};
for (const [name, text] of Object.entries(layouts)) {
  test(`${name}: every event is read`, () => assert.deepEqual(typesOf(text), ['cart.paid', 'cart.paid']));
}

test('one event alone is read, on one line or on several', () => {
  for (const text of [posted, `${JSON.stringify(JSON.parse(posted), null, 2)}\n`, `[${posted}]`])
    assert.deepEqual(typesOf(text), ['cart.paid']);
});

test('an event is the same whether the hub wrote it or somebody posts it', () => {
  const [one, other] = readEventFile(`${written}\n${posted}`).events;
  assert.deepEqual([one?.type, one?.data, one?.source], [other?.type, other?.data, other?.source]);
  assert.equal(one?.at, Date.parse('2026-11-22T10:00:00Z'));
  assert.equal(other?.at, null);
});

test("the sender's own time goes on with the event, the hub's does not", () => {
  const [sent] = readEventFile('{"type":"a","timestamp":"2026-11-22T10:00:00Z","sent_at":"2026-11-22T09:00:00Z"}').events;
  const [own] = readEventFile('{"event_type":"a","timestamp":"2026-11-22T09:00:00Z"}').events;
  assert.ok(sent && own);
  for (const event of [sent, own]) assert.equal(toPost(event), '{"event_type":"a","data":{},"timestamp":"2026-11-22T09:00:00Z"}');
});

test('all digits of a number are kept', () => {
  const data = '{"id":12345678901234567890,"zero":-0,"large":1e400,"list":[0.12345678901234567891]}';
  const { events } = readEventFile(`{"event_type":"a","data":${data}}`);
  assert.deepEqual([events[0]?.data, events[0]?.exactNumbers], [data, 4]);
});

test('messages of the stream itself are no events, and no mistakes', () => {
  const lines = ['{"type":"connected","message":"SSE connected"}', '{"type":"stream.gap","data":{}}', written];
  assert.deepEqual(typesOf(lines.join('\n')), ['cart.paid']);
  assert.match(problemOf('{"event_type":"connected"}') ?? '', /reserved for the stream/);
});

const broken: readonly (readonly [text: string, types: readonly string[], lines: readonly number[]])[] = [
  [`${posted}\nhello\n${posted}`, ['cart.paid', 'cart.paid'], [2]],
  [`ready\n${posted}`, ['cart.paid'], [1]],
  [`{"event_type":"a"\n${posted}`, ['cart.paid'], [1]],
  [`[\n${posted},\n{"event_type":"a","data":[}},\n${posted}\n]`, ['cart.paid', 'cart.paid'], [3]],
  [`[\n${posted},\n7,\n${posted}\n]`, ['cart.paid', 'cart.paid'], [3]],
  [`[${posted},\n]`, ['cart.paid'], [2]],
  [`[${posted},\n`, ['cart.paid'], [2]],
  [`[${posted},\n${posted}`, ['cart.paid', 'cart.paid'], [2]],
  [`[${posted}]\n\n{}`, ['cart.paid'], [3]],
  ['{\n  "event_type": "a",\n  "data": {"b" 1}\n}', [], [3]],
  ['', [], [1]],
  ['[]', [], [1]],
  ['[\n\n', [], [3]],
];
for (const [text, types, lines] of broken) {
  test(`${JSON.stringify(text).slice(0, 60)}: mistakes have their lines, and spoil nothing else`, () => {
    assert.deepEqual(linesOf(text), { types, lines });
  });
}

const refused: readonly (readonly [item: object, words: RegExp])[] = [
  [{ data: {} }, /no "event_type", and no "type"/],
  [{ event_type: '' }, /type must be a text/],
  [{ event_type: 7 }, /type must be a text/],
  [{ event_type: 'x'.repeat(201) }, /longer than 200/],
  [{ event_type: 'a\nb' }, /control characters/],
  [{ event_type: 'a', data: [] }, /"data" must be a JSON object/],
  [{ event_type: 'a', data: null }, /"data" must be a JSON object/],
  [{ event_type: 'a', source: 'x'.repeat(61) }, /"source" must be a text of at most 60/],
  [{ event_type: 'a', timestamp: 'yesterday' }, /"timestamp" must be an ISO-8601 time/],
  [{ type: 'a', sent_at: 'yesterday' }, /"sent_at" must be an ISO-8601 time/],
  [{ event_type: 'a', payload: {} }, /"payload" is no field of an event with "event_type"/],
  [{ type: 'message', text: 'hello' }, /"text" is no field of an event with "type"/],
  [{ event_type: 'a', data: { text: 'é'.repeat(600_000) } }, /larger than 1 MiB/],
  [{ event_type: 'audio_level', data: { audioLevel: 101 } }, /"data.audioLevel" must be a number from 0 to 100/],
  [{ event_type: 'listening_status', data: {} }, /"data.isListening" must be true or false/],
];
for (const [item, words] of refused) {
  test(`${JSON.stringify(item).slice(0, 60)} is refused with a reason`, () => {
    assert.match(problemOf(JSON.stringify(item)) ?? '', words);
    assert.throws(() => parseWebhookEvent('type' in item ? { event_type: item.type, timestamp: 'yesterday' } : item) && requireSize(item));
  });
}

/** The hub looks at the size of a body, not at the event. */
function requireSize(item: object): void {
  assert.ok(Buffer.byteLength(JSON.stringify(item)) <= limits.eventBytes);
}

test('data is taken as deep as the hub takes it, and not deeper', () => {
  const nested = (levels: number) => `{"event_type":"a","data":${'{"a":'.repeat(levels - 1)}{}${'}'.repeat(levels - 1)}}`;
  assert.deepEqual(typesOf(nested(limits.jsonDepth)), ['a']);
  assert.match(problemOf(nested(limits.jsonDepth + 1)) ?? '', /deeper than 64 levels/);
  assert.match(problemOf(nested(1_000_000)) ?? '', /deeper than 64 levels/);
});

test('a file of another kind is not read to its end', () => {
  const { events, problems } = readEventFile(`${posted}\n${'hello\n'.repeat(eventFileLimits.problems + 1)}`);
  assert.deepEqual([events.length, problems.length], [0, 1]);
  assert.match(problems[0]?.message ?? '', /more than 1,000 mistakes/);
});

test('hostile names stay short in a message', () => {
  for (const text of Object.values(hostileTexts)) {
    const message = problemOf(JSON.stringify({ event_type: 'a', [`${text}${'x'.repeat(5000)}`]: 1 })) ?? '';
    assert.ok(message.length < 500, message);
  }
});

/** Parts that files are made of, in any order. */
const scraps = [
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"',
  '\\',
  '\n',
  ' ',
  '\ufeff',
  '-0',
  '1e999',
  'null',
  posted,
  written,
  '"event_type"',
  '"data"',
];
const anyFile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.constantFrom(...scraps)).map((parts) => parts.join('')),
  fc.array(fc.json()).map((values) => values.join('\n')),
);

test('no text makes it throw, and lines are lines of the text', () => {
  fc.assert(
    fc.property(anyFile, (text) => {
      const { events, problems } = readEventFile(text);
      assert.ok(events.length + problems.length > 0 || text.includes('type'));
      for (const { line } of problems) assert.ok(line >= 1 && line <= text.split('\n').length, `${line} of ${JSON.stringify(text)}`);
    }),
    { numRuns: 500 },
  );
});

const anyTime = fc.oneof(fc.constantFrom('2026-11-22', '2026-W47', 'soon', '2026-11-22T10:00:00+01:00'), fc.string());
const anyData = fc.oneof(
  fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })),
  fc.record({
    audioLevel: fc.double({ min: -10, max: 110 }),
    rmsDb: fc.option(fc.double()),
    clipped: fc.option(fc.boolean()),
    status: fc.string(),
  }),
  fc.record({ isListening: fc.oneof(fc.boolean(), fc.string()), timestamp: anyTime }),
);
const anyPost = fc.record(
  {
    event_type: fc.oneof(fc.constantFrom('audio_level', 'listening_status', 'connected', 'stream.x'), fc.string({ unit: 'binary' })),
    data: fc.oneof(anyData, fc.jsonValue()),
    source: fc.option(fc.string({ unit: 'binary', maxLength: 70 })),
    timestamp: fc.option(anyTime),
  },
  { requiredKeys: ['event_type'] },
);

/** Payloads at the edges of what the contract allows. */
const db = fc.constantFrom(null, -400.5, -400, 0, 24, 24.5, '0');
const anyText = fc.constantFrom(null, 'x', 7);
const anyLevel = fc.record(
  { audioLevel: fc.constantFrom(-0.5, 0, 50, 100, 100.5, null, '50'), rmsDb: db, peakDb: db, clipped: fc.constantFrom(null, true, 1) },
  { requiredKeys: [] },
);
const anyStatus = fc.record({ isListening: fc.constantFrom(true, null, 1), sessionId: anyText, status: anyText, timestamp: anyTime });
const anyKnown = fc.oneof(
  anyLevel.map((data) => ({ event_type: 'audio_level', data })),
  anyStatus.map((data) => ({ event_type: 'listening_status', data })),
);

/** The reader and the hub are of one mind, and the event is the same at both. */
function assertJudgedAlike(post: object): void {
  const [event] = readEventFile(JSON.stringify(post)).events;
  const draft = () => parseWebhookEvent(parseExactJson(JSON.stringify(post)));
  if (event === undefined) return void assert.throws(draft);
  const { type, data, source } = parseWebhookEvent(parseExactJson(toPost(event)));
  assert.deepEqual({ type, data, source }, { type: draft().type, data: draft().data, source: draft().source });
  assert.equal(JSON.stringify(data), event.data);
}

test('what it takes the hub takes, and what it refuses the hub refuses', () => {
  fc.assert(fc.property(anyPost, assertJudgedAlike), { numRuns: 2000 });
  fc.assert(fc.property(anyKnown, assertJudgedAlike), { numRuns: 2000 });
});
