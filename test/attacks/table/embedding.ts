import { type AttackClass, get } from './attack.ts';

const sealed = {
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'content-security-policy': "frame-ancestors 'none'",
  'x-frame-options': 'DENY',
  'set-cookie': null,
  'x-powered-by': null,
  'access-control-allow-origin': null,
};

/** What a foreign page may load without being allowed to read it, unless the answer says otherwise. */
export const embedding: AttackClass = {
  title: 'Answers inside other pages',
  attacks: [
    { name: 'the first page in a frame', guard: 'securityHeaders', send: get('/'), outcome: { answered: 200, headers: sealed } },
    {
      deed: 'framedDashboard',
      name: 'the dashboard in a frame, with a script of somebody else',
      guard: 'dashboardPolicy',
      comesTo: "`frame-ancestors 'none'`; its own script runs, and nothing else",
    },
    { name: 'health as a script', guard: 'securityHeaders', send: get('/dev/health'), outcome: { answered: 200, headers: sealed } },
    { name: 'the history as a picture', guard: 'securityHeaders', send: get('/dev/history'), outcome: { answered: 200, headers: sealed } },
    {
      name: 'the stream as a video',
      guard: 'securityHeaders',
      send: get('/dev/events'),
      outcome: { answered: 200, headers: { ...sealed, 'cache-control': 'no-cache, no-transform' } },
    },
    {
      name: 'the client as a script that a page may run and not read',
      guard: 'securityHeaders',
      send: get('/dev/client.js'),
      outcome: { answered: 200, headers: { ...sealed, 'cache-control': 'no-cache' } },
    },
    { name: 'an error in a frame', guard: 'securityHeaders', send: get('/nowhere'), outcome: { answered: 404, headers: sealed } },
    { name: 'what the parser refuses', guard: 'securityHeaders', send: 'hello\r\n\r\n', outcome: { answered: 400, headers: sealed } },
  ],
};
