import { type AttackClass, ask, FROM_PAGE, post } from './attack.ts';

const start = (...headers: readonly string[]) => ask('POST', '/api/listen/start', ...headers);

/** None of these may start the program that captures, let alone be told that it listens. */
export const microphone: AttackClass = {
  title: 'The microphone',
  attacks: [
    {
      name: 'a foreign page',
      guard: 'origin',
      send: start('Origin: http://evil.com'),
      outcome: { refused: [403, 'origin-not-allowed'] },
    },
    {
      name: 'a form of a foreign page',
      guard: 'site',
      send: start('Sec-Fetch-Site: cross-site'),
      outcome: { refused: [403, 'cross-site'] },
    },
    {
      name: 'a page under a rebound name',
      guard: 'host',
      send: start('Host: evil.com', 'Origin: http://evil.com'),
      outcome: { refused: [403, 'host-not-allowed'] },
    },
    {
      name: 'a page on localhost, and no editor to ask',
      guard: 'consent',
      send: start(FROM_PAGE),
      outcome: { refused: [403, 'mic-denied'] },
    },
    {
      name: 'a form of a page on localhost',
      guard: 'consent',
      send: start('Sec-Fetch-Site: same-site', 'Sec-Fetch-Mode: navigate', 'Sec-Fetch-Dest: document'),
      outcome: { refused: [403, 'mic-denied'] },
    },
    {
      name: 'a page that says it is a window of the editor',
      guard: 'consent',
      send: post('/api/listen/start', '{"window":"1"}', FROM_PAGE),
      outcome: { refused: [401, 'token-required'] },
    },
    {
      name: 'a program at a hub that needs the token everywhere',
      guard: 'access',
      send: start(),
      isLocked: true,
      outcome: { refused: [401, 'token-required'] },
    },
    {
      name: 'a page that gives itself leave',
      guard: 'access',
      send: post(
        '/dev/window',
        `{"window":"1","permissions":[{"origin":"http://localhost:3000","until":"2100-01-01T00:00:00Z"}]}`,
        FROM_PAGE,
      ),
      outcome: { refused: [401, 'token-required'] },
    },
    {
      name: 'a page that answers its own question',
      guard: 'access',
      send: post('/dev/consent', '{"window":"1","question":"1","verdict":"once"}', FROM_PAGE),
      outcome: { refused: [401, 'token-required'] },
    },
    {
      name: 'a page that starts before it is answered, again and again',
      guard: 'consent',
      deed: 'undecided',
      comesTo: '202, one question, no capture process',
    },
    { name: 'a page that was denied', guard: 'consent', deed: 'denied', comesTo: '403 `mic-denied`, no capture process' },
    {
      name: 'a page that is allowed after somebody stopped',
      guard: 'consent',
      deed: 'stopped',
      comesTo: '429 `mic-asked-before`, no capture process',
    },
  ],
};
