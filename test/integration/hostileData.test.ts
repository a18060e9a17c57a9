import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { limits, routes } from '../../src/shared/api.ts';
import { type Answer, assertRefused, okJson } from '../support/answer.ts';
import { assertHarmless } from '../support/hostileTexts.ts';
import { type OpenStream, openStream } from '../support/openStream.ts';
import { sendingTo, statsOf } from '../support/receivers/deliveries.ts';
import { type Receiver, startReceiver } from '../support/receivers/receiver.ts';
import { JSON_TYPE, startTestServer, type TestServer } from '../support/testServer.ts';
import { until } from '../support/until.ts';

const levelsOf = (open: string, close: string, count: number): string => open.repeat(count) + close.repeat(count);

/** Data as it comes in, which must go out in the very same bytes. */
const delivered: Readonly<Record<string, string>> = {
  'keys of prototypes': '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"a":[{"__proto__":[{"__proto__":null}]}]}',
  'keys that objects have': '{"toString":"x","valueOf":null,"hasOwnProperty":0,"length":-1,"then":"x","toJSON":"x","rawJSON":"1"}',
  'an empty key and keys of controls': '{"":1,"\\u0000":2,"\\n":3,"\\u202e":4," ":5}',
  'a key of 500,000 characters': `{"${'k'.repeat(500_000)}":1}`,
  '10,000 keys': `{${Array.from({ length: 10_000 }, (_, n) => `"key${n}":${n}`).join()}}`,
  'numbers beyond all bounds': `{"n":[1e400,-1e400,1e-400,1E+999,1${'0'.repeat(400)},0.${'3'.repeat(400)}]}`,
  'numbers that JavaScript rounds': '{"n":[12345678901234567890,-9007199254740993,0.10000000000000001,3.14159265358979323846]}',
  'negative nothing': '{"n":-0,"list":[-0,-0.0,-0e7],"m":{"n":-0}}',
  'NUL and controls in strings': '{"s":"a\\u0000b\\u001b[31m\\u007f\\u009b\\r\\n\\t"}',
  'halves of pairs': '{"s":"\\ud800","t":"\\udfff\\ud800","\\ud800":1}',
  'what is not drawn': '{"s":"a\\u202eb\\u200b\\u00ad\\ufeff\\u2028\\udb40\\udc41"}',
  'quotes, backslashes and brackets': '{"s":"\\"]}{[\\\\\\"[[[["}',
  '64 levels of objects': `${'{"a":'.repeat(63)}{}${'}'.repeat(63)}`,
  '64 levels of arrays': `{"a":${levelsOf('[', ']', 63)}}`,
};

type Way = {
  readonly path: string;
  readonly body: (type: string, data: string) => string;
  readonly headers?: Readonly<Record<string, string>>;
};

const event = (type: string, data: string): string => `{"event_type":"${type}","data":${data}}`;
const ways: Readonly<Record<string, Way>> = {
  webhook: { path: '/dev/webhook', body: event },
  trigger: { path: '/api/dev/trigger', body: event },
  'a batch': { path: '/dev/webhook', body: (type, data) => `[${event('other', '{}')},${event(type, data)}]` },
  NDJSON: {
    path: '/dev/trigger',
    body: (type, data) => `${event('other', '{}')}\n${event(type, data)}\n`,
    headers: { 'Content-Type': 'application/x-ndjson' },
  },
  receive: { path: '/api/webhook/receive', body: (type, data) => `{"type":"${type}","data":${data},"more":${data}}` },
};

describe('data that is meant to do harm', () => {
  let server: TestServer;
  let stream: OpenStream;
  let receiver: Receiver;

  before(async () => {
    receiver = await startReceiver();
    server = await startTestServer(sendingTo({ url: receiver.url, types: ['evil'] }));
    stream = await openStream(server.url, { query: '?types=evil' });
  });
  after(async () => {
    await stream.close();
    await server[Symbol.asyncDispose]();
    await receiver[Symbol.asyncDispose]();
  });

  /** What the hub told of its newest event, on each way out. */
  async function toldOfNewest(count: number): Promise<Readonly<Record<string, string>>> {
    const requests = await receiver.untilReceived(count);
    await until(() => stream.entries.filter(({ data }) => data.type === 'evil').length === count, 'the event on the stream');
    const page = (await server.ask(`${routes.history}?types=evil&limit=1`)).text;
    const id = /"id":"([^"]+)"/.exec(page)?.[1];
    return {
      stream: stream.text().slice(stream.text().lastIndexOf('data: ')),
      page,
      event: (await server.ask(`${routes.history}/${id}`)).text,
      webhook: requests.at(-1)?.body ?? '',
    };
  }

  let count = 0;
  for (const [what, data] of Object.entries(delivered)) {
    for (const [name, { path, body, headers }] of Object.entries(ways)) {
      test(`goes through ${name} byte for byte with ${what}`, async () => {
        okJson(await server.post(path, body('evil', data), headers));
        for (const [out, text] of Object.entries(await toldOfNewest(++count))) {
          assert.ok(text.includes(`"type":"evil","data":${data}`), `${out}: ${text.slice(0, 500)}`);
        }
        assert.ok(!('polluted' in {}));
      });
    }
  }

  test('may be the data alone, with its type in the query', async () => {
    const data = delivered['keys of prototypes'] ?? '';
    okJson(await server.post('/dev/webhook?event_type=evil&__proto__=1&constructor=2', data));
    for (const text of Object.values(await toldOfNewest(++count))) assert.ok(text.includes(`"data":${data}`), text);
  });

  test('has its last key when a key is there twice, on every way', async () => {
    const twice = '{"a":1,"b":{"x":1,"x":1e400},"a":{"a":2,"a":[3]}}';
    for (const { path, body, headers } of Object.values(ways)) {
      const text = body('evil', twice).replaceAll(/"(event_type|type)":"evil"/g, '"$1":"first","$1":"evil"');
      okJson(await server.post(path, text, headers));
      for (const told of Object.values(await toldOfNewest(++count))) {
        assert.ok(told.includes('"type":"evil","data":{"a":{"a":[3]},"b":{"x":1e400}}'), told);
      }
    }
  });
});

test('all of it is still the same after a restart', async () => {
  await using first = await startTestServer();
  for (const data of Object.values(delivered)) okJson(await first.post('/dev/webhook', event('evil', data)));
  const before = await first.ask(routes.history);
  await first.hub.dispose();
  await using second = await startTestServer({ dataDir: first.dataDir });
  assert.equal((await second.ask(routes.history)).text, before.text);
  for (const data of Object.values(delivered)) assert.ok(before.text.includes(`"data":${data}`), data.slice(0, 100));
});

const names = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  '\u202egpj.exe',
  '*',
  '%00',
  '../..',
  "'; DROP TABLE events; --",
];
for (const name of names) {
  test(`${JSON.stringify(name)} is a type, a source and a key like any other`, async () => {
    await using server = await startTestServer();
    const once = () => server.post('/dev/webhook', { event_type: name, source: name }, { 'Idempotency-Key': encodeURIComponent(name) });
    const { id } = okJson(await once());
    assert.equal(okJson(await once()).duplicate, true);
    await server.publish('another');
    const found = okJson(await server.ask(`${routes.history}?source=${encodeURIComponent(name)}`));
    assert.deepEqual(
      (found.events as { id: string; type: string }[]).map((one) => [one.id, one.type]),
      [[id, name]],
    );
    const { types, sources } = await statsOf({ url: server.url, token: server.token });
    assert.deepEqual([types.find(({ type }) => type === name)?.count, sources.find(({ source }) => source === name)?.count], [1, 1]);
  });
}

/** With the words of the refusal that name the place. */
const refused: readonly (readonly [what: string, body: string | Buffer, status: number, code: string, path?: string])[] = [
  ['an event with the key __proto__', '{"event_type":"a","__proto__":{"data":{}}}', 422, 'invalid-event', '__proto__'],
  ['an event whose prototype has the type', '{"__proto__":{"event_type":"a"}}', 422, 'invalid-event', 'event_type'],
  ['a type with half a pair', '{"event_type":"a\\ud800"}', 422, 'invalid-event', 'event_type'],
  ['a source with half a pair', '{"event_type":"a","source":"\\udc00a"}', 422, 'invalid-event', 'source'],
  ['a type with NUL', '{"event_type":"a\\u0000"}', 422, 'invalid-event', 'event_type'],
  ['a long number for data', '{"event_type":"a","data":12345678901234567890}', 422, 'invalid-event', 'data'],
  ['a long number for an event', '[{"event_type":"a"},12345678901234567890]', 422, 'invalid-event', '[1].event_type'],
  ['a level beyond all bounds', '{"event_type":"audio_level","data":{"audioLevel":1e400}}', 422, 'invalid-event', 'data.audioLevel'],
  ['65 levels of objects', event('a', `${'{"a":'.repeat(64)}{}${'}'.repeat(64)}`), 422, 'invalid-event', 'data'],
  ['65 levels of arrays', event('a', `{"a":${levelsOf('[', ']', 64)}}`), 422, 'invalid-event', 'data'],
  [
    '65 levels of both in a batch',
    `[${event('a', '{}')},${event('b', `{"a":${levelsOf('[{"a":', '}]', 32).replace('}]', '0}]')}}`)}]`,
    422,
    'invalid-event',
    '[1].data',
  ],
  ['8 MiB of opened arrays', '['.repeat(limits.batchBytes), 422, 'json-too-deep'],
  ['8 MiB of arrays', levelsOf('[', ']', limits.batchBytes / 2), 422, 'json-too-deep'],
  ['8 MiB of opened objects', '{"a":'.repeat(Math.floor(limits.batchBytes / 5)), 413, 'body-too-large'],
  ['1 MiB of opened objects', '{"a":'.repeat(Math.floor(limits.eventBytes / 5)), 422, 'json-too-deep'],
  ['8 MiB of brackets behind a long number', `[12345678901234567890,${'['.repeat(limits.batchBytes - 30)}`, 422, 'json-too-deep'],
  ['8 MiB of small arrays', `[${'[],'.repeat(2_700_000)}[]]`, 413, 'too-many-events'],
  ['a number that does not end', `{"event_type":"a","data":{"n":${'9'.repeat(500_000)}`, 400, 'malformed-json'],
  ['NaN', '{"event_type":"a","data":{"n":NaN}}', 400, 'malformed-json'],
  ['what is not UTF-8', Buffer.from('{"event_type":"a\xff"}', 'latin1'), 400, 'malformed-json'],
  ['half a pair in UTF-8', Buffer.from('7b226576656e745f74797065223a22eda080227d', 'hex'), 400, 'malformed-json'],
];
for (const [what, body, status, code, path] of refused) {
  test(`refuses ${what} and goes on`, async () => {
    await using server = await startTestServer();
    assertRefused(await server.post('/dev/webhook', body), status, code, path);
    okJson(await server.post('/dev/webhook', { event_type: 'honest' }));
    assert.equal((okJson(await server.ask(routes.history)).events as unknown[]).length, 1);
  });
}

test('other bodies that are too deep are refused too', async () => {
  await using server = await startTestServer();
  const deep = levelsOf('[', ']', 100_000);
  const post = (path: string): Promise<Answer> =>
    server.ask(path, { method: 'POST', headers: { ...JSON_TYPE, ...server.auth }, body: deep });
  for (const path of [routes.watch, routes.listenStart, routes.receive]) assertRefused(await post(path), 422, 'json-too-deep');
});

test('answers that quote strangers are harmless in a terminal, and say the same', async () => {
  const evil = 'a\u202e\u200b\u2028';
  await using receiver = await startReceiver({ respond: () => ({ status: 400, body: `${evil}\u009b31m` }) });
  await using server = await startTestServer(sendingTo({ url: receiver.url, types: ['a*'] }));
  const posted = await server.post('/dev/webhook', { event_type: evil, source: evil });
  const failed = async () => await server.ask(`${routes.deliveries}?state=failed`);
  await until(async () => (okJson(await failed()).deliveries as unknown[]).length === 1, 'the refusal of the receiver');
  const answers = [
    posted,
    await failed(),
    await server.ask(routes.stats),
    await server.post('/dev/webhook', `{"event_type":"x","${evil}":1}`),
  ];
  for (const { text } of answers) {
    assertHarmless(text);
    assert.ok(JSON.stringify(JSON.parse(text)).includes(evil), text);
  }
});
