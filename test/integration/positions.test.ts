import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultRetention } from '../../src/shared/api.ts';
import { okJson } from '../support/answer.ts';
import { idsOf, openStream, typesOf } from '../support/openStream.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

const PAGE = { Origin: 'http://localhost:3000' };
/** How requests of a page arrive that is not our own, with and without an Origin. */
const foreignPages = [PAGE, { 'Sec-Fetch-Site': 'same-site' }];

async function publishMany(server: TestServer, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < count; n++) ids.push(await server.publish('secret', { n }));
  return ids;
}

function clear(server: TestServer) {
  return server.ask('/dev/history', { method: 'DELETE', headers: server.auth });
}

/** Ids as somebody could make them up who has seen one of this hub. */
function guesses(id: string): string[] {
  const [epoch, , tag] = id.split('-');
  return [`${epoch}-0`, `${epoch}-0-`, `${epoch}-0-${tag}`, `${epoch}-1-${tag}`, `${epoch}-1-0000000000000000`, 'nope'];
}

for (const headers of foreignPages) {
  const name = Object.keys(headers).join();
  test(`a foreign page (${name}) that guesses a position hears what is kept from nobody, only what comes`, async () => {
    await using server = await startTestServer();
    const ids = await publishMany(server, 3);
    for (const from of guesses(ids[2] ?? '')) {
      const head = okJson(await server.ask('/dev/health')).log as { newest: string };
      await using stream = await openStream(server.url, { query: `?last_event_id=${from}`, headers });
      const [connected, gap] = [await stream.next(), await stream.next()];
      assert.deepEqual(gap.data, { type: 'stream.gap', data: { from, to: null, reason: 'unknown_id' } });
      assert.deepEqual(idsOf([connected, gap]), [head.newest, head.newest]);
      await server.publish('live');
      assert.deepEqual(typesOf(await stream.until('live')), ['live']);
    }
  });
}

for (const [reason, loseSome] of [
  ['retention', publishMany],
  ['cleared', clear],
] as const) {
  test(`a foreign page whose position is gone (${reason}) goes on live, since nobody can tell whether it was given it`, async () => {
    await using server = await startTestServer({ retention: { ...defaultRetention, maxEvents: 3 } });
    const [from = ''] = await publishMany(server, 3);
    await loseSome(server, 5);
    const last = await server.publish('last');
    await using stream = await openStream(server.url, { query: `?last_event_id=${from}`, headers: PAGE });
    const [connected, gap] = [await stream.next(), await stream.next()];
    assert.deepEqual(gap.data, { type: 'stream.gap', data: { from, to: null, reason } });
    assert.deepEqual(idsOf([connected, gap]), [last, last]);
    await server.publish('live');
    assert.deepEqual(typesOf(await stream.until('live')), ['live']);
  });
}

test('a foreign page resumes from a position that it was given, and misses nothing', async () => {
  await using server = await startTestServer();
  const ids = await publishMany(server, 3);
  await using stream = await openStream(server.url, { query: `?last_event_id=${ids[0]}`, headers: PAGE });
  assert.deepEqual(idsOf([await stream.next(), await stream.next(), await stream.next()]), ids);
});

test('a foreign page with the token is told like everybody else', async () => {
  await using server = await startTestServer();
  const ids = await publishMany(server, 2);
  for (const [query, headers] of [
    ['', { ...PAGE, ...server.auth }],
    [`&token=${server.token}`, PAGE],
  ] as const) {
    await using stream = await openStream(server.url, { query: `?last_event_id=nope${query}`, headers });
    const [, gap, ...replayed] = [await stream.next(), await stream.next(), await stream.next(), await stream.next()];
    assert.deepEqual(gap.data.data, { from: 'nope', to: ids[0], reason: 'unknown_id' });
    assert.deepEqual(idsOf(replayed), ids);
  }
});

test('health names the oldest position and the file to programs, our own pages and the token, not to foreign pages', async () => {
  await using server = await startTestServer();
  const [oldest, newest] = [await server.publish('a'), await server.publish('b')];
  const logSeenWith = async (headers: Record<string, string>) => okJson(await server.ask('/dev/health', { headers })).log;
  const open = { events: 2, newest, persistent: true };
  const whole = { ...open, oldest, path: `${server.dataDir}/dev-sync.db` };
  for (const headers of [{}, { Origin: server.url }, { ...PAGE, ...server.auth }]) assert.deepEqual(await logSeenWith(headers), whole);
  for (const headers of foreignPages) assert.deepEqual(await logSeenWith(headers), { ...open, oldest: null });
});
