import { type AttackClass, EVENT, FROM_PAGE, get, post } from './attack.ts';

/** Every one of these is /dev/webhook to somebody who cleans up paths, or takes the word of a proxy. */
const disguised = [
  '//dev/webhook',
  '///dev/webhook',
  '/dev//webhook',
  '/dev/./webhook',
  '/x/../dev/webhook',
  '/x/%2e%2e/dev/webhook',
  '/x/%2E%2E/dev/webhook',
  '/dev/..;/dev/webhook',
  '/dev/webhook;a=b',
  '/dev/webhook%00',
  '/dev/webhook%20',
  '/dev%2fwebhook',
  '/dev/%77ebhook',
  '/\\dev\\webhook',
  '/dev\\webhook',
  '/dev%5cwebhook',
  '/api//dev/webhook',
  '/api/../dev/webhook',
  '/api/api/dev/webhook',
];

/** Spellings of the history that the router takes: the check of the token is at the route, not at its spelling. */
const histories = [
  '/dev/history',
  '/DEV/HISTORY',
  '/dev/history/',
  '/dev/history#',
  '/dev/history?',

  '/dev/history/..',
];

export const paths: AttackClass = {
  title: 'Paths',
  attacks: [
    ...disguised.map((path) => ({
      name: `POST ${path}`,
      guard: 'router' as const,
      send: post(path, EVENT),
      outcome: { refused: [404, 'not-found'] as const },
    })),
    ...['//dev/history', '/dev/../dev/history', '/dev/%68istory', '/dev/..;/dev/history'].map((path) => ({
      name: `GET ${path}`,
      guard: 'router' as const,
      send: get(path),
      outcome: { refused: [404, 'not-found'] as const },
    })),
    {
      name: 'headers of proxies that name another path',
      guard: 'router',
      send: get('/nowhere', 'X-Original-URL: /dev/history', 'X-Rewrite-URL: /dev/history'),
      outcome: { refused: [404, 'not-found'] },
    },
    ...histories.map((path) => ({
      name: `${path} for a page on another port`,
      guard: 'access' as const,
      send: get(path, FROM_PAGE),
      outcome: { refused: [401, 'token-required'] as const },
    })),
    {
      name: 'a file of this machine as an id',
      guard: 'router',
      send: get('/dev/history/..%2f..%2f..%2fetc%2fpasswd'),
      outcome: { refused: [404, 'unknown-id'] },
    },
    ...['..%2fhub.js', '%2e%2e%2fhub.js', '..%2f..%2fpackage.json'].map((file) => ({
      name: `${file} as a file of the dashboard`,
      guard: 'dashboard' as const,
      send: get(`/dashboard/${file}`),
      outcome: { refused: [404, 'not-found'] as const },
    })),
    ...['production.js', '..%2freact.js', '..%2f..%2fhub.js'].map((file) => ({
      name: `${file} as a chunk of the client`,
      guard: 'client' as const,
      send: get(`/dev/client/${file}`),
      outcome: { refused: [404, 'not-found'] as const },
    })),
    {
      name: 'half a percent encoding',
      guard: 'errors',
      send: get('/dev/history/%'),
      outcome: { refused: [400, 'malformed-request'] },
    },
    {
      name: 'a percent encoding that is no UTF-8',
      guard: 'errors',
      send: get('/dev/history/%c0%ae%c0%ae'),
      outcome: { refused: [400, 'malformed-request'] },
    },
  ],
};
