import { type AttackClass, ask, FROM_PAGE } from './attack.ts';

const WANTS_POST = 'Access-Control-Request-Method: POST';
const WANTS_NETWORK = 'Access-Control-Request-Private-Network: true';

export const preflights: AttackClass = {
  title: 'Preflights',
  attacks: [
    {
      name: 'of a foreign page',
      guard: 'origin',
      send: ask('OPTIONS', '/dev/webhook', 'Origin: http://evil.com', WANTS_POST, 'Access-Control-Request-Headers: content-type'),
      outcome: { refused: [403, 'origin-not-allowed'] },
    },
    {
      name: 'of a foreign page for the private network',
      guard: 'origin',
      send: ask('OPTIONS', '/dev/webhook', 'Origin: https://evil.com', WANTS_POST, WANTS_NETWORK),
      outcome: { refused: [403, 'origin-not-allowed'] },
    },
    {
      name: 'of a page without an origin',
      guard: 'origin',
      send: ask('OPTIONS', '/api/listen/start', 'Origin: null', WANTS_POST, WANTS_NETWORK),
      outcome: { refused: [403, 'origin-null'] },
    },
    {
      name: 'under a foreign name',
      guard: 'host',
      send: ask('OPTIONS', '/dev/webhook', 'Host: evil.com', FROM_PAGE, WANTS_POST),
      outcome: { refused: [403, 'host-not-allowed'] },
    },
    {
      name: 'of an honest page that wants cookies sent',
      guard: 'preflight',
      send: ask('OPTIONS', '/dev/webhook', FROM_PAGE, WANTS_POST, 'Cookie: a=b'),
      outcome: { answered: 204, headers: { 'access-control-allow-credentials': null, 'set-cookie': null } },
    },
    {
      name: 'of an honest page for any header',
      guard: 'preflight',
      send: ask('OPTIONS', '/dev/webhook', FROM_PAGE, WANTS_POST, 'Access-Control-Request-Headers: x-http-method-override, cookie, *'),
      outcome: {
        answered: 204,
        headers: {
          'access-control-allow-headers':
            'content-type, authorization, last-event-id, idempotency-key, webhook-id, webhook-timestamp, webhook-signature',
        },
      },
    },
    {
      name: 'of an honest page for any method',
      guard: 'preflight',
      send: ask('OPTIONS', '/dev/history', FROM_PAGE, 'Access-Control-Request-Method: PUT'),
      outcome: { answered: 204, headers: { 'access-control-allow-methods': 'GET, POST, DELETE' } },
    },
  ],
};
