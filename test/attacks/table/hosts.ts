import { type AttackClass, bytesOf, EVENT, everywhere, LOCALHOST, postEvent } from './attack.ts';

const foreign = [
  'evil.com',
  'EVIL.COM',
  'evil.com:4848',
  'localhost.evil.com',
  'LocalHost.Evil.com',
  'localhost.',
  'localhosts',
  'notlocalhost',
  '.localhost',
  'a..localhost',
  '127.0.0.1.nip.io',
  '127-0-0-1.sslip.io',
  '127.0.0.1.',
  '128.0.0.1',
  '2130706433',
  '0x7f000001',
  '0x7f.1',
  '127.1',
  '127.0.0.01',
  '0177.0.0.1',
  '017700000001',
  '127.0.0.256',
  '0.0.0.0',
  '[::]',
  '[0:0:0:0:0:0:0:1]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '192.168.0.1:4848',
];

const malformed = [
  'localhost/evil.com',
  'localhost@evil.com',
  'evil.com@localhost',
  'localhost, evil.com',
  'localhost evil.com',
  'localhost:80:80',
  'localhost:70000',
  'localhost#evil.com',
  'localhost%2eevil.com',
  '[::1',
  '::1',
  '[::1%25lo]',
  'l\u00f6calhost',
];

function postTo(...hosts: readonly string[]): string {
  const body = ['Content-Type: application/json', `Content-Length: ${EVENT.length}`];
  return bytesOf('POST /dev/webhook HTTP/1.1', [...hosts, ...body], EVENT);
}

/** A page whose name was rebound to this machine is same-origin to its browser. The name in Host is all that tells. */
export const hosts: AttackClass = {
  title: 'DNS rebinding and other names in Host',
  attacks: [
    ...foreign.map((host) => ({
      name: `Host ${host}`,
      guard: 'host' as const,
      send: postTo(`Host: ${host}`),
      outcome: { refused: [403, 'host-not-allowed'] as const },
    })),
    ...everywhere.map(([route, send]) => ({
      name: `Host evil.com on ${route}`,
      guard: 'host' as const,
      send: send('Host: evil.com'),
      outcome: { refused: [403, 'host-not-allowed'] as const },
    })),
    ...malformed.map((host) => ({
      name: `the malformed Host ${host}`,
      guard: 'host' as const,
      send: postTo(`Host: ${host}`),
      outcome: { refused: [400, 'host-malformed'] as const },
    })),
    { name: 'no Host', guard: 'host', send: postTo(), outcome: { refused: [400, 'host-malformed'] } },
    { name: 'an empty Host', guard: 'host', send: postTo('Host:'), outcome: { refused: [400, 'host-malformed'] } },
    {
      name: 'no Host in HTTP/1.0',
      guard: 'host',
      send: bytesOf('GET /dev/history HTTP/1.0', []),
      outcome: { refused: [400, 'host-malformed'] },
    },
    { name: 'two equal Hosts', guard: 'host', send: postTo(LOCALHOST, LOCALHOST), outcome: { refused: [400, 'host-malformed'] } },
    { name: 'a second Host', guard: 'host', send: postTo(LOCALHOST, 'host: evil.com'), outcome: { refused: [400, 'host-malformed'] } },
    {
      name: 'X-Forwarded-Host and Forwarded that say localhost',
      guard: 'host',
      send: postEvent('Host: evil.com', 'X-Forwarded-Host: localhost', 'Forwarded: host=localhost', 'X-Host: localhost'),
      outcome: { refused: [403, 'host-not-allowed'] },
    },
    {
      name: 'an upgrade from a foreign host',
      guard: 'host',
      send: bytesOf('GET / HTTP/1.1', ['Host: evil.com', 'Connection: upgrade', 'Upgrade: websocket']),
      outcome: { refused: [403, 'host-not-allowed'] },
    },
    {
      name: 'an expectation from a foreign host',
      guard: 'expectation',
      send: bytesOf('GET / HTTP/1.1', ['Host: evil.com', 'Expect: more']),
      outcome: { refused: [403, 'host-not-allowed'] },
    },
    ...['http://localhost/dev/webhook', 'http://evil.com/dev/webhook', 'https://localhost:443/dev/webhook', 'file:///dev/webhook'].map(
      (target) => ({
        name: `the absolute target ${target}`,
        guard: 'path' as const,
        send: bytesOf(`POST ${target} HTTP/1.1`, [LOCALHOST, 'Content-Type: application/json', `Content-Length: ${EVENT.length}`], EVENT),
        outcome: { refused: [400, 'malformed-request'] as const },
      }),
    ),
    {
      name: 'a star as the target',
      guard: 'path',
      send: bytesOf('OPTIONS * HTTP/1.1', [LOCALHOST]),
      outcome: { refused: [400, 'malformed-request'] },
    },
    {
      name: 'the outside address of an editor that is gone, and its neighbours',
      guard: 'outside',
      deed: 'outside',
      comesTo: '403 `host-not-allowed`, 403 `origin-not-allowed`; that address itself while the window is there',
    },
  ],
};
