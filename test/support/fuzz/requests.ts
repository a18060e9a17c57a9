import { METHODS } from 'node:http';
import fc from 'fast-check';

/** A request and what becomes of its connection. */
export type FuzzRequest = {
  readonly method: string;
  readonly path: string;
  readonly version: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
  /** Part of the bytes that are sent; the rest is withheld and the connection closed for writing. */
  readonly sent: number;
  /** Which connections outlive their answer, as streams do, and how they end after all others are answered. */
  readonly end: 'at once' | 'closed' | 'reset';
};

/** Stands for the token of the hub, which differs from run to run. */
const TOKEN = '<token>';

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
  '?state=failed',
  '?token=x',
  '?__proto__=x&constructor=y',
];
const knownPaths = [
  '/dev/webhook',
  '/dev/trigger',
  '/dev/events',
  '/dev/health',
  '/dev/history',
  '/dev/history/x',
  '/dev/history/%ff',
  '/dev/stats',
  '/dev/deliveries',
  '/dev/deliveries/x/retry',
  '/dev/watch',
  '/dev/window',
  '/dev/consent',
  '/webhook/receive',
  '/listen/start',
  '/listen/stop',
  '/listen/status',
  '/listen/devices',
  '/listen/levels',
  '/',
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

const names = [
  'Origin',
  'Sec-Fetch-Site',
  'Last-Event-ID',
  'Idempotency-Key',
  'Authorization',
  'Accept',
  'Host',
  'Dev-Sync-Hop',
  'webhook-id',
];
const header = fc.oneof(
  fc.tuple(fc.constantFrom(...names), printable),
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
const sent = fc.oneof({ weight: 19, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: fc.double({ min: 0, max: 0.99, noNaN: true }) });
const end = fc.constantFrom<FuzzRequest['end']>('at once', 'closed', 'reset');

/** Nothing in it need be right. */
const anything = fc
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
    sent,
    end,
  })
  .map(({ host: name, contentType: type, more, ...rest }): FuzzRequest => {
    const own: [string, string][] = [
      ['Host', name],
      ['Content-Type', type],
      ['Content-Length', String(rest.body.length)],
    ];
    return { ...rest, headers: [...own.filter(([, value]) => value !== ''), ...more] };
  });

/** A request that is right, so that the hub has something to do: events, gauges, batches, streams, the microphone, a log that is emptied. */
function right(method: string, target: fc.Arbitrary<string>, content: fc.Arbitrary<unknown>): fc.Arbitrary<FuzzRequest> {
  const text = content.map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
  return fc.tuple(target, text, end).map(([where, written, how]) => {
    const bytes = Buffer.from(written);
    const headers: FuzzRequest['headers'] = [
      ['Host', 'localhost'],
      ['Authorization', `Bearer ${TOKEN}`],
      ...(bytes.length > 0 ? [['Content-Type', where.includes('ndjson') ? 'application/x-ndjson' : 'application/json'] as const] : []),
      ['Content-Length', String(bytes.length)],
    ];
    return { method, path: where, version: 'HTTP/1.1', headers, body: bytes, sent: 1, end: how };
  });
}

const fact = fc.record({ event_type: fc.constantFrom('a', 'b.c', '💥'), data: fc.dictionary(fc.string(), fc.jsonValue()) });
const gauge = fc.record({ audioLevel: fc.integer({ min: 0, max: 100 }) }).map((data) => ({ event_type: 'audio_level', data }));
const either = fc.oneof(fact, gauge);
const lines = fc.array(either, { minLength: 1, maxLength: 50 });
const nothing = fc.constant('');

const orderly = fc.oneof(
  { weight: 20, arbitrary: right('POST', fc.constantFrom('/dev/webhook', '/api/dev/trigger'), either) },
  { weight: 10, arbitrary: right('POST', fc.constant('/dev/webhook'), lines) },
  {
    weight: 5,
    arbitrary: right(
      'POST',
      fc.constant('/dev/webhook?ndjson'),
      lines.map((all) => all.map((one) => JSON.stringify(one)).join('\n')),
    ),
  },
  {
    weight: 20,
    arbitrary: right('GET', fc.constantFrom('/dev/events', '/dev/events?types=a', '/dev/events?last_event_id=earliest'), nothing),
  },
  { weight: 5, arbitrary: right('GET', fc.constantFrom('/api/listen/levels', '/dev/events?client=window&window=w'), nothing) },
  { weight: 5, arbitrary: right('GET', fc.constantFrom('/dev/history?limit=100', '/dev/stats', '/dev/health'), nothing) },
  { weight: 1, arbitrary: right('POST', fc.constantFrom('/api/listen/start', '/api/listen/stop'), nothing) },
  { weight: 1, arbitrary: right('DELETE', fc.constant('/dev/history'), nothing) },
);

/** What the fuzzing sends. */
export const fuzzRequest = fc.oneof({ weight: 3, arbitrary: anything }, { weight: 1, arbitrary: orderly });

export function fuzzBytes({ method, path: target, version, headers, body: content, sent: part }: FuzzRequest, secret: string): Buffer {
  const head = headers.map(([name, value]) => `${name}: ${value.replace(TOKEN, secret)}\r\n`).join('');
  const all = Buffer.concat([Buffer.from(`${method} ${target} ${version}\r\n${head}\r\n`, 'latin1'), content]);
  return all.subarray(0, Math.floor(all.length * part));
}
