import { type AttackClass, ask, bytesOf, EVENT, FROM_PAGE, get, LOCALHOST, post } from './attack.ts';

const WEBSOCKET = ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='];

/** What is not HTTP, or not the part of it that the hub speaks. */
const notHttp: readonly (readonly [name: string, bytes: string])[] = [
  ['a request line that is none', 'hello\r\n\r\n'],
  ['a TLS hello', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
  ['an HTTP/2 preface', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ['a Redis command', '*1\r\n$4\r\nPING\r\n'],
  ['mail', 'EHLO evil.com\r\nMAIL FROM:<a@evil.com>\r\n'],
  ['an unknown version', bytesOf('GET /dev/health HTTP/9.9', [LOCALHOST])],
  ['an unknown method', bytesOf('TRACK /dev/health HTTP/1.1', [LOCALHOST])],
  ['a method in lower case', bytesOf('post /dev/webhook HTTP/1.1', [LOCALHOST])],
  ['a space in the target', bytesOf('GET /dev/ health HTTP/1.1', [LOCALHOST])],
  ['a header without a colon', bytesOf('GET /dev/health HTTP/1.1', [LOCALHOST, 'broken'])],
  ['a space before the colon', bytesOf('GET /dev/health HTTP/1.1', [LOCALHOST, 'Origin : http://evil.com'])],
  ['NUL in a header', bytesOf('GET /dev/health HTTP/1.1', [LOCALHOST, 'X-A: \0'])],
  ['a folded header', bytesOf('GET /dev/health HTTP/1.1', [LOCALHOST, 'X-A: b\r\n c'])],
  ['a carriage return alone', bytesOf('GET /dev/health HTTP/1.1', [LOCALHOST, 'X-A: b\rOrigin: http://evil.com'])],
];

export const protocol: AttackClass = {
  title: 'Protocol',
  attacks: [
    ...notHttp.map(([name, send]) => ({
      name,
      guard: 'parser' as const,
      send,
      outcome: { refused: [400, 'malformed-request'] as const },
    })),
    {
      name: 'CONNECT: the hub as a proxy',
      guard: 'connect',
      send: bytesOf('CONNECT example.com:443 HTTP/1.1', [LOCALHOST]),
      outcome: { refused: [400, 'malformed-request'] },
    },
    {
      name: 'a WebSocket of a foreign page, which no browser asks leave for',
      guard: 'origin',
      send: get('/dev/events', ...WEBSOCKET, 'Origin: http://evil.com'),
      outcome: { refused: [403, 'origin-not-allowed'] },
    },
    {
      name: 'a WebSocket of an honest page',
      guard: 'upgrade',
      send: get('/dev/events', ...WEBSOCKET, FROM_PAGE),
      outcome: { answered: 200, headers: { 'content-type': 'text/event-stream', upgrade: null } },
    },
    {
      name: 'HTTP/2 over an upgrade',
      guard: 'upgrade',
      send: get('/nowhere', 'Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAAQAAP__'),
      outcome: { refused: [404, 'not-found'] },
    },
    ...['TRACE', 'PUT', 'PATCH', 'PROPFIND', 'SUBSCRIBE'].map((method) => ({
      name: `${method} /dev/history`,
      guard: 'methods' as const,
      send: ask(method, '/dev/history', 'Cookie: secret=1'),
      outcome: { refused: [405, 'method-not-allowed'] as const },
    })),
    {
      name: 'POST /dev/history, overridden to DELETE in headers and query',
      guard: 'methods',
      send: post('/dev/history?_method=DELETE', EVENT, 'X-HTTP-Method-Override: DELETE', 'X-HTTP-Method: DELETE'),
      outcome: { refused: [405, 'method-not-allowed'] },
    },
    {
      name: 'GET /dev/webhook with the event in the query',
      guard: 'methods',
      send: get('/dev/webhook?event_type=attack'),
      outcome: { refused: [405, 'method-not-allowed'] },
    },
  ],
};
