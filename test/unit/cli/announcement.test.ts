import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Announced, announcement, placeOfEvents, readyLine } from '../../../src/cli/announcement.ts';
import { DAY_MS, defaultRetention, type LogHealth } from '../../../src/shared/api.ts';

const health: LogHealth = { events: 0, oldest: null, newest: null, persistent: true, path: '/logs/shop/dev-sync.db' };
const inMemory: LogHealth = { events: 0, oldest: null, newest: null, persistent: false };
const announced: Announced = {
  hub: {
    url: 'http://localhost:4848',
    port: 4848,
    pid: 42,
    startedAt: '2026-01-02T03:04:05.006Z',
    name: 'shop',
    logPath: null,
    dataDir: null,
    persistent: false,
    options: {},
    token: 'secret',
  },
  log: health,
  retention: defaultRetention,
  tokenFile: '/hubs/4848.json',
  needsToken: false,
  needsSignature: false,
  destinations: undefined,
  printToken: false,
};

test('the place of the events comes with what is kept, in numbers that people read', () => {
  assert.equal(
    placeOfEvents(health, { maxEvents: 1_234_567, maxBytes: 2 ** 30, maxAgeMs: DAY_MS }),
    'Events are kept in /logs/shop/dev-sync.db: the newest 1,234,567, up to 1024 MiB, for 1 day.',
  );
  assert.match(placeOfEvents(inMemory, defaultRetention), /^Events are kept in memory: they are gone/);
});

test('the ready line names the log, or null for one in memory', () => {
  const ready = { event: 'ready', url: 'http://localhost:4848', pid: 42, tokenFile: '/hubs/4848.json', log: '/logs/shop/dev-sync.db' };
  assert.deepEqual(JSON.parse(readyLine(announced)), ready);
  assert.deepEqual(JSON.parse(readyLine({ ...announced, log: inMemory, printToken: true })), { ...ready, log: null, token: 'secret' });
});

test('the token itself is printed when it is wanted, and only then', () => {
  assert.match(announcement(announced), /^The token is in \/hubs\/4848\.json\.$/m);
  assert.ok(!announcement(announced).includes('secret'));
  assert.match(announcement({ ...announced, printToken: true }), /^The token is secret, also in \/hubs\/4848\.json\.$/m);
  assert.match(announcement({ ...announced, needsToken: true }), /^Every request needs it: -H "Authorization: Bearer <token>"\.$/m);
});

test('it says where webhooks go, when somebody said so', () => {
  const destinations = { types: ['agent.*', 'audio_level'], targets: ['http://localhost:3000/hook', 'https://app.test/in'] };
  const words = /^Events of the types agent\.\*, audio_level go as webhooks to http:\/\/localhost:3000\/hook, https:\/\/app\.test\/in\.$/m;
  assert.match(announcement({ ...announced, destinations }), words);
  assert.doesNotMatch(announcement(announced), /webhooks/);
});

test('it says what posts need: nothing, a signature, or the token in any case', () => {
  const words = /^Posts need a signature \(Standard Webhooks\), or the token: -H "Authorization: Bearer <token>"\.$/m;
  assert.doesNotMatch(announcement(announced), /need/);
  assert.match(announcement({ ...announced, needsSignature: true }), words);
  assert.doesNotMatch(announcement({ ...announced, needsSignature: true, needsToken: true }), /Posts need/);
});

test('the lines to copy bring the token where they need it', () => {
  const linesWith = (needs: object) =>
    announcement({ ...announced, ...needs })
      .split('\n')
      .filter((line) => line.startsWith('  curl') && line.includes('Authorization')).length;
  assert.deepEqual([linesWith({}), linesWith({ needsSignature: true }), linesWith({ needsToken: true })], [0, 1, 2]);
});
