import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createParser } from 'eventsource-parser';
import fc from 'fast-check';
import { heartbeatFrame, messageFrame, positionFrame, retryField } from '../../../src/shared/sse.ts';
import { type Interpretation, interpret, type Message } from './whatwgParser.ts';

/** What breaks streams, parsers and decoders, and what looks like a field. */
const oddities = ['\r', '\n', '\r\n', '\n\n', '\0', '\u2028', '\u2029', '\ufeff', '\ud83d', '\ude00', '\u{1f600}', '\u{10ffff}', 'é'];
const lookalikes = ['data: x', 'id: 9', 'retry: 1', 'event: e', ':', ' ', '"', '\\', '\\n', 'a'];
const textOf = (...parts: readonly string[]) => fc.array(fc.constantFrom(...parts), { maxLength: 8 }).map((chosen) => chosen.join(''));
const hostile = textOf(...oddities, ...lookalikes);
// Keys without a backslash: V8 13.6 reads the key "\r" as "\\" when an object before had that one.
const hostileKey = textOf(...oddities, ...lookalikes.filter((text) => !text.includes('\\')));
const data = fc.array(fc.tuple(hostileKey, hostile), { maxLength: 3 }).map((entries) => Object.fromEntries(entries));
const event = fc.record({ type: hostile, data }, { noNullPrototype: true });
const id = fc.stringMatching(/^[!-~]{1,20}$/);

/** A frame and what it does to a client. */
type Step = { readonly frame: string; readonly data?: unknown; readonly id?: string; readonly retryMs?: number };
const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .tuple(event, fc.option(id, { nil: null }))
      .map(([data, at]): Step => ({ frame: messageFrame(JSON.stringify(data), at), data, ...(at !== null && { id: at }) })),
  },
  id.map((at): Step => ({ frame: positionFrame(at), id: at })),
  fc.constant<Step>({ frame: heartbeatFrame }),
  fc
    .tuple(fc.nat(), event)
    .map(([retryMs, data]): Step => ({ frame: retryField(retryMs) + messageFrame(JSON.stringify(data)), data, retryMs })),
);

/** The bytes of some frames, cut anywhere, inside characters and line ends too. */
const stream = fc
  .record({ steps: fc.array(step, { maxLength: 8 }), cuts: fc.array(fc.nat({ max: 2000 }), { maxLength: 12 }) })
  .map(({ steps, cuts }) => {
    const bytes = Buffer.from(steps.map(({ frame }) => frame).join(''));
    const edges = [0, ...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length];
    return { steps, chunks: edges.slice(1).map((end, index) => bytes.subarray(edges[index], end)) };
  });
type Stream = typeof stream extends fc.Arbitrary<infer T> ? T : never;

function expected({ steps }: Stream): unknown {
  let lastEventId = '';
  let retryMs: number | undefined;
  const messages: unknown[] = [];
  for (const { data, id: at, retryMs: wait } of steps) {
    lastEventId = at ?? lastEventId;
    retryMs = wait ?? retryMs;
    if (data !== undefined) messages.push({ type: 'message', data, lastEventId });
  }
  return { messages, lastEventId, retryMs };
}

/** The same with the data parsed, so that it can be compared with what was sent. */
function received({ messages, lastEventId, retryMs }: Interpretation): unknown {
  return { messages: messages.map((message) => ({ ...message, data: JSON.parse(message.data) })), lastEventId, retryMs };
}

function withNpmParser(chunks: readonly Uint8Array[]): Interpretation {
  const messages: Message[] = [];
  let lastEventId = '';
  let retryMs: number | undefined;
  const parser = createParser({
    onId: (at) => {
      lastEventId = at;
    },
    onEvent: ({ data, event: type = 'message' }) => messages.push({ type, data, lastEventId }),
    onRetry: (wait) => {
      retryMs = wait;
    },
  });
  const decoder = new TextDecoder();
  for (const chunk of chunks) parser.feed(decoder.decode(chunk, { stream: true }));
  return { messages, lastEventId, retryMs };
}

test('a client that follows the standard line by line receives what was sent', () => {
  fc.assert(
    fc.property(stream, (sent) => assert.deepEqual(received(interpret(sent.chunks)), expected(sent))),
    { numRuns: 300 },
  );
});

test('eventsource-parser receives what was sent', () => {
  fc.assert(
    fc.property(stream, (sent) => assert.deepEqual(received(withNpmParser(sent.chunks)), expected(sent))),
    { numRuns: 300 },
  );
});

test('a client in Python receives what was sent', (context) => {
  const streams = fc.sample(stream, 300);
  const input = JSON.stringify(streams.map(({ chunks }) => chunks.map((chunk) => chunk.toString('hex'))));
  const script = fileURLToPath(new URL('whatwg_parser.py', import.meta.url));
  const { error, status, stdout, stderr } = spawnSync('python3', [script], { input, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (error && 'code' in error && error.code === 'ENOENT') return context.skip('there is no python3 here');
  assert.equal(status, 0, stderr);
  const answers = JSON.parse(stdout) as Interpretation[];
  assert.equal(answers.length, streams.length);
  for (const [index, sent] of streams.entries()) assert.deepEqual(answers.slice(index, index + 1).map(received), [expected(sent)]);
});

test('a position moves the last event id and dispatches nothing', () => {
  const frames = messageFrame('{"n":1}', 'a') + positionFrame('b') + messageFrame('{"n":2}');
  const { messages, lastEventId } = interpret([Buffer.from(frames)]);
  assert.deepEqual(
    messages.map(({ data, lastEventId: at }) => [data, at]),
    [
      ['{"n":1}', 'a'],
      ['{"n":2}', 'b'],
    ],
  );
  assert.equal(lastEventId, 'b');
});

test('a message without an id leaves the last event id where it is', () => {
  for (const none of [null, undefined]) assert.equal(messageFrame('{}', none), 'data: {}\n\n');
});

for (const bad of ['', ' ', 'a b', 'a\n', '\r', 'a\r\ndata: forged', 'a\0', '\u2028', 'é', '\u{1f600}']) {
  test(`refuses the id ${JSON.stringify(bad)}`, () => {
    assert.throws(() => positionFrame(bad), RangeError);
    assert.throws(() => messageFrame('{}', bad), RangeError);
  });
}

for (const bad of ['{\n}', '{}\r', '{}\r\nid: forged']) {
  test(`refuses the data ${JSON.stringify(bad)}, which is more than one line`, () => {
    assert.throws(() => messageFrame(bad, 'a'), RangeError);
  });
}
