import { type Attack, type AttackClass, type AttackedHub, ask, everywhere, FROM_PAGE, get, post } from './attack.ts';

const NO_TOKEN = { refused: [401, 'token-required'] } as const;

/** What is not the token, though it has it in it, or looks like it. */
const guesses: readonly (readonly [name: string, header: (token: string) => string])[] = [
  ['nothing', () => ''],
  ['Bearer and nothing', () => 'Bearer '],
  ['a guess', () => 'Bearer x'],
  ['a guess of the right length', (token) => `Bearer ${'A'.repeat(token.length)}`],
  ['undefined', () => 'Bearer undefined'],
  ['the words of our own logs', () => 'Bearer [token]'],
  ['all but the last character', (token) => `Bearer ${token.slice(0, -1)}`],
  ['one character more', (token) => `Bearer ${token}x`],
  ['another last character', (token) => `Bearer ${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`],
  ['the other case', (token) => `Bearer ${token.toLowerCase()}${token.toUpperCase()}`],
  ['the token behind a guess', (token) => `Bearer x ${token}`],
  ['the token without a scheme', (token) => token],
  ['the token as Basic', (token) => `Basic ${Buffer.from(`:${token}`).toString('base64')}`],
];

function onLocked(name: string, guard: Attack['guard'], send: (hub: AttackedHub) => string): Attack {
  return { name, guard, send, isLocked: true, outcome: NO_TOKEN };
}

/** What stays open when the token is needed everywhere tells nothing, and has no token to tell. */
const open = new Set([
  'GET /dev/health',
  'GET /',
  'GET /dashboard/main.js',
  'GET /dev/client.js',
  'GET /dev/openapi.json',
  'GET /nowhere',
  'OPTIONS /dev/webhook',
]);

export const tokens: AttackClass = {
  title: 'Tokens',
  attacks: [
    ...guesses.map(
      ([name, header]): Attack => ({
        name: `${name}, to delete the history`,
        guard: 'token',
        send: ({ token }) => ask('DELETE', '/dev/history', `Authorization: ${header(token)}`),
        outcome: NO_TOKEN,
      }),
    ),
    {
      name: 'the token in the query of a route that is no stream',
      guard: 'token',
      send: ({ token }) => get(`/dev/history?token=${token}`, FROM_PAGE),
      outcome: NO_TOKEN,
    },
    {
      name: 'the token in a cookie',
      guard: 'token',
      send: ({ token }) => ask('DELETE', '/dev/history', `Cookie: token=${token}; Authorization=Bearer ${token}`),
      outcome: NO_TOKEN,
    },
    ...['POST /dev/shutdown', 'POST /dev/watch', 'POST /dev/window', 'POST /dev/consent', 'POST /dev/deliveries/retry-failed'].map(
      (route): Attack => ({
        name: `${route} without the token`,
        guard: 'access',
        send: post(route.slice('POST '.length), '{}'),
        outcome: NO_TOKEN,
      }),
    ),
    ...[
      '/dev/history',
      '/api/dev/history',
      '/dev/history/x',
      '/dev/history/x/post',
      '/dev/stats',
      '/dev/deliveries',
      '/api/listen/devices',
    ].flatMap((path): Attack[] => [
      { name: `a page on another port gets ${path}`, guard: 'access', send: get(path, FROM_PAGE), outcome: NO_TOKEN },
      {
        name: `a page on another port gets ${path} as a picture`,
        guard: 'ownPage',
        send: get(path, 'Sec-Fetch-Site: same-site', 'Sec-Fetch-Mode: no-cors', 'Sec-Fetch-Dest: image'),
        outcome: NO_TOKEN,
      },
    ]),
    {
      name: 'a page on this port by https',
      guard: 'ownPage',
      send: ({ port }) => get('/dev/history', `Host: localhost:${port}`, `Origin: https://localhost:${port}`),
      outcome: NO_TOKEN,
    },
    {
      name: 'a page on this port, under the other name of it',
      guard: 'ownPage',
      send: ({ port }) => get('/dev/history', `Host: localhost:${port}`, `Origin: http://127.0.0.1:${port}`),
      outcome: NO_TOKEN,
    },
    {
      name: 'a page follows the stream from the earliest event',
      guard: 'streamAccess',
      send: get('/dev/events?last_event_id=earliest', FROM_PAGE),
      outcome: NO_TOKEN,
    },
    {
      name: 'a page follows the stream from the earliest event, by header',
      guard: 'streamAccess',
      send: get('/api/dev/events', 'Sec-Fetch-Site: same-site', 'Last-Event-ID: earliest'),
      outcome: NO_TOKEN,
    },
    ...[FROM_PAGE, 'Sec-Fetch-Site: same-site'].map(
      (header): Attack => ({
        name: `a page on another port poses as a panel of ours, ${header === FROM_PAGE ? 'by its Origin' : 'without an Origin'}`,
        guard: 'streamAccess',
        send: get('/dev/events?client=panel', header),
        outcome: NO_TOKEN,
      }),
    ),
    ...['window', 'editor'].map(
      (client): Attack => ({
        name: `a program poses as a stream of an ${client === 'editor' ? client : 'editor window'}`,
        guard: 'streamAccess',
        send: get(`/dev/events?client=${client}&window=1`),
        outcome: NO_TOKEN,
      }),
    ),
    ...everywhere
      .filter(([route]) => !open.has(route))
      .map(([route, send]) => onLocked(`${route} of a hub that needs the token everywhere`, 'access', () => send())),
    onLocked('the token of another hub', 'token', () => get('/dev/history', `Authorization: Bearer ${'A'.repeat(43)}`)),
    {
      name: 'what health tells a page on another port',
      guard: 'health',
      send: get('/dev/health', FROM_PAGE),
      outcome: { answered: 200, hides: ['"path"', '"oldest":"'] },
    },
    {
      name: 'what health tells of a hub that needs the token everywhere',
      guard: 'health',
      send: get('/dev/health'),
      isLocked: true,
      outcome: { answered: 200, hides: ['pid', 'url', 'startedAt', 'log'] },
    },
    {
      deed: 'postSecrets',
      name: 'tokens and cookies of other senders, behind their events',
      guard: 'postSecrets',
      comesTo: 'they are not shown',
    },
    {
      deed: 'tokenInWords',
      name: 'the token in answers and in logs',
      guard: 'refusalLog',
      comesTo: 'it is in none of them, wherever it was sent',
    },
  ],
};
