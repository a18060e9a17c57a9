import assert from 'node:assert/strict';
import { METHODS } from 'node:http';
import { test } from 'node:test';
import fc from 'fast-check';
import { ask, errorOf, jsonOf, okJson } from '../support/answer.ts';
import { type ServedHub, serveCli } from '../support/cli.ts';
import { isAlive } from '../support/processes.ts';
import { type RawAnswer, sendRaw } from '../support/rawHttp.ts';
import { until } from '../support/until.ts';

const RUNS = 400;
const REQUESTS_PER_RUN = 25;

type Request = {
  readonly method: string;
  readonly path: string;
  readonly version: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
  /** Part of the bytes that are sent; the rest is withheld and the connection closed for writing. */
  readonly sent: number;
};

const knownPaths = [
  '/dev/webhook',
  '/dev/trigger',
  '/dev/events',
  '/dev/health',
  '/dev/history',
  '/dev/history/x',
  '/',
  '/webhook/receive',
];
const queries = [
  '',
  '?event_type=a',
  '?types=a*,b',
  '?last_event_id=earliest',
  '?limit=5',
  '?nonce=1',
  '?after=x&before=y',
  '?client=window',
  '?watch={',
];
const token = fc.stringMatching(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,20}$/);
const printable = fc.stringMatching(/^[ -~]{0,40}$/);

/** Anything but the line breaks, which would end the header. */
const oddByte = fc.integer({ min: 0, max: 255 }).filter((code) => code !== 10 && code !== 13);

const path = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.constantFrom('', '/api'), fc.constantFrom(...knownPaths), fc.constantFrom(...queries))
      .map((parts) => parts.join('')),
  },
  { weight: 1, arbitrary: fc.webPath().map((text) => `/${text}`) },
  { weight: 1, arbitrary: fc.stringMatching(/^[!-~\u0080-\u00ff]{1,60}$/) },
  { weight: 1, arbitrary: fc.webQueryParameters().map((text) => `/dev/history?${text}`) },
);

const header = fc.oneof(
  fc.tuple(fc.constantFrom('Origin', 'Sec-Fetch-Site', 'Last-Event-ID', 'Idempotency-Key', 'Authorization', 'Accept', 'Host'), printable),
  fc.constantFrom<[string, string]>(
    ['Origin', 'http://localhost:3000'],
    ['Origin', 'http://evil.com'],
    ['Sec-Fetch-Site', 'cross-site'],
    ['Service-Worker', 'script'],
    ['Content-Encoding', 'gzip'],
    ['Expect', '100-continue'],
    ['Expect', 'more'],
    ['Connection', 'close'],
    ['Connection', 'upgrade'],
    ['Upgrade', 'websocket'],
    ['Content-Length', '-1'],
    ['Transfer-Encoding', 'gzip'],
    ['Host', '::1'],
  ),
  fc.tuple(token, printable),
  fc.tuple(
    printable,
    fc.array(oddByte, { maxLength: 20 }).map((codes) => String.fromCharCode(...codes)),
  ),
);

const eventType = fc.oneof(
  fc.constantFrom('a', 'audio_level', 'listening_status', 'connected', 'stream.x', ''),
  fc.string({ unit: 'binary' }),
);
const event = fc.record(
  {
    event_type: eventType,
    type: eventType,
    data: fc.oneof(fc.jsonValue(), fc.dictionary(fc.string(), fc.jsonValue())),
    source: fc.jsonValue(),
    timestamp: fc.jsonValue(),
  },
  { requiredKeys: [] },
);
const json = fc.oneof(event, fc.array(event, { maxLength: 5 }), fc.jsonValue()).map((value) => JSON.stringify(value));
const body = fc.oneof(
  { weight: 4, arbitrary: json.map((text) => Buffer.from(text)) },
  { weight: 1, arbitrary: fc.array(json, { maxLength: 4 }).map((lines) => Buffer.from(lines.join('\n'))) },
  { weight: 1, arbitrary: fc.tuple(json, fc.nat(100)).map(([text, length]) => Buffer.from(text.slice(0, length))) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)) },
  { weight: 2, arbitrary: fc.constant(Buffer.alloc(0)) },
);

const contentType = fc.constantFrom(
  'application/json',
  'application/json',
  'application/x-ndjson',
  'text/plain',
  '',
  'application/json; charset=x',
);
const host = fc.constantFrom('localhost', 'localhost', 'localhost', '127.0.0.1:1', 'evil.com', '');

const request = fc
  .record({
    method: fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom('GET', 'POST', 'POST') },
      { weight: 1, arbitrary: fc.constantFrom(...METHODS) },
      { weight: 1, arbitrary: token },
    ),
    path,
    version: fc.constantFrom('HTTP/1.1', 'HTTP/1.1', 'HTTP/1.1', 'HTTP/1.0', 'HTTP/2.0', 'HTTP'),
    host,
    contentType,
    more: fc.array(header, { maxLength: 3 }),
    body,
    sent: fc.oneof({ weight: 19, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: fc.double({ min: 0, max: 0.99, noNaN: true }) }),
  })
  .map(({ host: name, contentType: type, more, ...rest }): Request => {
    const own: [string, string][] = [
      ['Host', name],
      ['Content-Type', type],
      ['Content-Length', String(rest.body.length)],
    ];
    return { ...rest, headers: [...own.filter(([, value]) => value !== ''), ...more] };
  });

function bytesOf({ method, path: target, version, headers, body: content, sent }: Request): Buffer {
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const all = Buffer.concat([Buffer.from(`${method} ${target} ${version}\r\n${lines}\r\n`, 'latin1'), content]);
  return all.subarray(0, Math.floor(all.length * sent));
}

function assertProper({ method }: Request, { status, headers, text }: RawAnswer): void {
  assert.notEqual(status, 500, text);
  assert.ok((status >= 200 && status < 300) || status >= 400, `status ${status}`);
  if (method === 'HEAD' || status === 204 || headers.get('content-type')?.startsWith('text/event-stream')) return;
  if (headers.get('content-type')?.startsWith('text/plain')) assert.match(text, /^Dev Sync is on\./);
  else if (status < 300) jsonOf({ text });
  else errorOf({ text });
}

async function exchange(hub: ServedHub, one: Request): Promise<void> {
  const isWhole = one.sent === 1;
  const answer = await sendRaw(hub.port, bytesOf(one), { endsAfter: !isWhole });
  assert.ok(answer || !isWhole, 'The hub closed the connection without an answer');
  if (answer) assertProper(one, answer);
}

test('10,000 random requests get proper answers, and the hub is well afterwards', { timeout: 180_000 }, async () => {
  await using hub = await serveCli(['--port', '0']);
  const property = fc.asyncProperty(fc.array(request, { minLength: REQUESTS_PER_RUN, maxLength: REQUESTS_PER_RUN }), async (requests) => {
    await Promise.all(requests.map((one) => exchange(hub, one)));
  });
  await fc.assert(property, { numRuns: RUNS, interruptAfterTimeLimit: 120_000, markInterruptAsFailure: true });

  assert.ok(isAlive(hub.pid));
  assert.equal(okJson(await ask(hub.port, '/dev/health')).pid, hub.ready.pid);
  await until(async () => okJson(await ask(hub.port, '/dev/health')).subscribers === 0, 'no stream is left');
  for (const line of hub.stdout().trimEnd().split('\n')) jsonOf({ text: line });
  assert.doesNotMatch(hub.stderr(), /^(error|warn): |^ +at /m);
});
