import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultRetention } from '../../src/shared/api.ts';
import { assertRefused, okJson } from '../support/answer.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';

type Page = {
  readonly success: true;
  readonly events: readonly { id: string; type: string }[];
  readonly next: string | null;
  readonly prev: string | null;
};

async function pageOf(server: TestServer, query = ''): Promise<Page> {
  return okJson(await server.ask(`/dev/history${query}`)) as Page;
}

async function fill(server: TestServer, count: number): Promise<string[]> {
  const batch = Array.from({ length: count }, (_, n) => ({ event_type: n % 2 ? 'agent.odd' : 'rental.even', data: { n } }));
  okJson(await server.post('/dev/webhook', batch));
  return (await pageOf(server, '?limit=1000')).events.map(({ id }) => id);
}

const ids = (page: Page) => page.events.map(({ id }) => id);

test('an empty log has an empty page with no neighbours', async () => {
  await using server = await startTestServer();
  assert.deepEqual(await pageOf(server), { success: true, events: [], next: null, prev: null });
});

test('without a cursor it answers the newest 100, oldest first', async () => {
  await using server = await startTestServer();
  const all = await fill(server, 250);
  const page = await pageOf(server);
  assert.deepEqual(ids(page), all.slice(150));
  assert.deepEqual([page.next, page.prev], [null, all[150]]);
});

test('an event in the history is what the stream sent', async () => {
  await using server = await startTestServer();
  const event = { event_type: 'a', data: { n: 1 }, source: 's', timestamp: '2025-01-01' };
  const { id } = okJson(await server.post('/dev/webhook', event));
  const [kept] = (await pageOf(server)).events;
  const { timestamp, ...rest } = { ...kept } as Record<string, unknown>;
  assert.deepEqual(rest, { id, type: 'a', data: { n: 1 }, source: 's', sent_at: '2025-01-01' });
  assert.match(String(timestamp), /Z$/);
});

test('walks back with prev through every event once', async () => {
  await using server = await startTestServer();
  const all = await fill(server, 250);
  const seen: string[] = [];
  let before: string | null = null;
  do {
    const page: Page = await pageOf(server, `?limit=60${before === null ? '' : `&before=${before}`}`);
    seen.unshift(...ids(page));
    before = page.prev;
  } while (before !== null);
  assert.deepEqual(seen, all);
});

test('walks on with next through every event once, while new ones arrive', async () => {
  await using server = await startTestServer();
  const all = await fill(server, 250);
  const seen = all.slice(0, 1);
  let after: string | null = all[0] ?? null;
  while (after !== null) {
    const page: Page = await pageOf(server, `?limit=60&after=${after}`);
    seen.push(...ids(page));
    if (seen.length < 150) all.push(await server.publish('late'));
    after = page.next;
  }
  assert.deepEqual(seen, all);
});

test('the same cursor answers the same page, whatever comes later', async () => {
  await using server = await startTestServer();
  const all = await fill(server, 50);
  const forward = ids(await pageOf(server, `?limit=10&after=${all[9]}`));
  const back = ids(await pageOf(server, `?limit=10&before=${all[9]}`));
  await fill(server, 50);
  assert.deepEqual(ids(await pageOf(server, `?limit=10&after=${all[9]}`)), forward);
  assert.deepEqual(ids(await pageOf(server, `?limit=10&before=${all[9]}`)), back);
  assert.deepEqual([forward, back], [all.slice(10, 20), all.slice(0, 9)]);
});

test('after and before together are an open interval', async () => {
  await using server = await startTestServer();
  const all = await fill(server, 20);
  const page = await pageOf(server, `?after=${all[4]}&before=${all[9]}`);
  assert.deepEqual(ids(page), all.slice(5, 9));
  assert.deepEqual([page.prev, page.next], [all[5], all[8]]);
  assert.deepEqual(ids(await pageOf(server, `?after=${all[4]}&before=${all[5]}`)), []);
  assert.deepEqual(ids(await pageOf(server, `?after=${all[9]}&before=${all[4]}`)), []);
});

test('next and prev are null where nothing is left', async () => {
  await using server = await startTestServer();
  const all = await fill(server, 20);
  const last = await pageOf(server, `?limit=10&after=${all[9]}`);
  assert.deepEqual([last.prev, last.next], [all[10], null]);
  const first = await pageOf(server, `?limit=10&before=${all[10]}`);
  assert.deepEqual([first.prev, first.next], [null, all[9]]);
});

test('next and prev of a filtered page lead to matching events or are null', async () => {
  await using server = await startTestServer();
  await server.publish('other');
  const wanted = [await server.publish('wanted'), await server.publish('wanted')];
  const other = await server.publish('other');
  const forward = await pageOf(server, `?types=wanted&after=${(await pageOf(server)).events[0]?.id}`);
  assert.deepEqual([ids(forward), forward.prev, forward.next], [wanted, null, null]);
  const back = await pageOf(server, `?types=wanted&before=${other}`);
  assert.deepEqual([ids(back), back.prev, back.next], [wanted, null, null]);
});

test('filters by types, source and text in any case', async () => {
  await using server = await startTestServer();
  const post = async (event: object) => okJson(await server.post('/dev/webhook', event)).id;
  const a = await post({ event_type: 'agent.created', data: { name: 'Größe "X"' }, source: 'one' });
  const b = await post({ event_type: 'agent.deleted', data: { name: 'small' }, source: 'two' });
  const c = await post({ event_type: 'rental.created', data: { name: 'small' } });
  const search = async (query: string) => ids(await pageOf(server, `?${query}`));
  assert.deepEqual(await search('types=agent.*'), [a, b]);
  assert.deepEqual(await search('types=*.created,agent.deleted'), [a, b, c]);
  assert.deepEqual(await search('source=two'), [b]);
  assert.deepEqual(await search('source=TWO'), []);
  assert.deepEqual(await search('search=SMALL'), [b, c]);
  assert.deepEqual(await search(`search=${encodeURIComponent('gRÖßE')}`), [a]);
  assert.deepEqual(await search('types=agent.*&search=small&source=two'), [b]);
  assert.deepEqual(await search('search=nothing'), []);
});

for (const limit of ['0', '-1', '1001', '1.5', 'ten', '', '1&limit=2']) {
  test(`refuses limit=${limit}`, async () => {
    await using server = await startTestServer();
    assertRefused(await server.ask(`/dev/history?limit=${limit}`), 422, 'invalid-query', 'limit');
  });
}

test('takes the limits 1 and 1000', async () => {
  await using server = await startTestServer();
  const all = await fill(server, 500);
  assert.deepEqual(ids(await pageOf(server, '?limit=1')), [all[499]]);
  assert.equal((await pageOf(server, '?limit=1000')).events.length, 500);
});

for (const parameter of ['after', 'before']) {
  test(`answers 404 with the path when ${parameter} is not of this log`, async () => {
    await using server = await startTestServer({ retention: { ...defaultRetention, maxEvents: 5 } });
    const gone = await server.publish('gone');
    await fill(server, 10);
    for (const id of ['unknown', gone, '%20']) {
      assertRefused(await server.ask(`/dev/history?${parameter}=${id}`), 404, 'unknown-id', parameter);
    }
  });
}

test('names the cursor that is unknown when the other one is known', async () => {
  await using server = await startTestServer();
  const id = await server.publish('a');
  assertRefused(await server.ask(`/dev/history?after=${id}&before=unknown`), 404, 'unknown-id', 'before');
  assertRefused(await server.ask(`/dev/history?after=unknown&before=${id}`), 404, 'unknown-id', 'after');
});

for (const prefix of ['', '/api']) {
  test(`${prefix}/dev/history/:id answers one event`, async () => {
    await using server = await startTestServer();
    const all = await fill(server, 3);
    const event = okJson(await server.ask(`${prefix}/dev/history/${all[1]}`));
    assert.deepEqual([event.id, event.type, event.data], [all[1], 'agent.odd', { n: 1 }]);
    assertRefused(await server.ask(`${prefix}/dev/history/unknown`), 404, 'unknown-id');
  });
}

test('retention takes the oldest first', async () => {
  await using server = await startTestServer({ retention: { ...defaultRetention, maxEvents: 5 } });
  for (let n = 0; n < 12; n++) await server.publish(`type.${n}`);
  const page = await pageOf(server);
  assert.deepEqual(
    page.events.map(({ type }) => type),
    ['type.7', 'type.8', 'type.9', 'type.10', 'type.11'],
  );
  const { log } = okJson(await server.ask('/dev/health')) as { log: object };
  assert.deepEqual(log, { events: 5, oldest: ids(page)[0], newest: ids(page)[4], persistent: true, path: `${server.dataDir}/dev-sync.db` });
});

test('DELETE needs the token, says how many there were, and ids go on', async () => {
  await using server = await startTestServer();
  const all = await fill(server, 7);
  const clear = (headers = {}) => server.ask('/dev/history', { method: 'DELETE', headers });
  assertRefused(await clear(), 401, 'token-required');
  assertRefused(await clear({ Authorization: 'Bearer wrong' }), 401, 'token-required');
  assert.equal((await pageOf(server)).events.length, 7);
  assert.deepEqual(okJson(await clear(server.auth)), { success: true, deleted: 7 });
  assert.deepEqual(await pageOf(server), { success: true, events: [], next: null, prev: null });
  assert.deepEqual(okJson(await clear(server.auth)), { success: true, deleted: 0 });
  assert.ok(!all.includes(await server.publish('next')));
  assertRefused(await server.ask(`/dev/history/${all[6]}`), 404, 'unknown-id');
});
