import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { type EventPost, limits, routes } from '../../src/shared/api.ts';
import type { LoggedEvent } from '../../src/shared/events.ts';
import { type Answer, assertRefused, okJson } from '../support/answer.ts';
import { sendRaw } from '../support/rawHttp.ts';
import { JSON_TYPE, startTestServer, type TestServer } from '../support/testServer.ts';

const askPost = (server: TestServer, id: unknown): Promise<Answer> => server.ask(`${routes.history}/${id}/post`);

async function postOf(server: TestServer, id: unknown): Promise<EventPost | null> {
  const { success, post, ...rest } = okJson(await askPost(server, id));
  assert.deepEqual([success, rest], [true, {}]);
  return post as EventPost | null;
}

test('of an event that was posted there is who sent it, when, by which way, and with which headers', async () => {
  await using server = await startTestServer();
  const body = '{"name":"Ann"}';
  const headers = { ...JSON_TYPE, 'User-Agent': 'shop/1.0', Origin: 'http://localhost:3000', 'Idempotency-Key': 'order-1' };
  const { id } = okJson(await server.post(`${routes.webhook}?event_type=agent.created`, body, headers));
  const { timestamp } = okJson(await server.ask(`${routes.history}/${id}`)) as unknown as LoggedEvent;
  const sent = [['Host', `localhost:${server.port}`], ['Content-Length', String(body.length)], ...Object.entries(headers)];
  assert.deepEqual(await postOf(server, id), {
    at: timestamp,
    method: 'POST',
    path: `${routes.webhook}?event_type=agent.created`,
    address: '127.0.0.1',
    headers: [...sent, ['Connection', 'close']],
    bytes: body.length,
    events: 1,
  });
});

test('it is told at both places, of all three ways in, each with the path that was taken', async () => {
  await using server = await startTestServer();
  const ways = [routes.webhook, `/api${routes.webhook}`, routes.trigger, routes.receive];
  for (const path of ways) {
    const body = path === routes.receive ? { type: 'a' } : { event_type: 'a' };
    const { id } = okJson(await server.post(path, body));
    assert.equal((await postOf(server, id))?.path, path);
    const { post } = okJson(await server.ask(`/api${routes.history}/${id}/post`));
    assert.deepEqual(post, await postOf(server, id));
  }
});

test('all events of a batch came with the same post', async () => {
  await using server = await startTestServer();
  await server.publish('before');
  const batch = ['a', 'audio_level', 'b', 'c'].map((event_type) => ({ event_type, data: { audioLevel: 1 } }));
  okJson(await server.post(routes.webhook, batch, { 'X-Batch': '1' }));
  await server.publish('behind');
  const { events } = okJson(await server.ask(routes.history)) as unknown as { events: LoggedEvent[] };
  const counts = await Promise.all(events.map(async ({ type, id }) => [type, (await postOf(server, id))?.events]));
  assert.deepEqual(counts, [
    ['before', 1],
    ['a', 4],
    ['b', 4],
    ['c', 4],
    ['behind', 1],
  ]);
});

test('a repeat changes nothing: the first post is the one that published', async () => {
  await using server = await startTestServer();
  const send = (agent: string) => server.post(routes.webhook, { event_type: 'a' }, { 'Idempotency-Key': 'k', 'User-Agent': agent });
  const { id } = okJson(await send('first'));
  assert.equal(okJson(await send('second')).duplicate, true);
  const { headers } = (await postOf(server, id)) ?? assert.fail();
  assert.deepEqual(
    headers.filter(([name]) => name === 'User-Agent'),
    [['User-Agent', 'first']],
  );
});

test('an event that was no post has none, and neither has one of an earlier run', async () => {
  await using server = await startTestServer();
  const { firstId } = await server.hub.publish([{ type: 'own', data: {}, source: 'editor' }]);
  assert.equal(await postOf(server, firstId), null);
  const posted = await server.publish('a');
  await server.hub.dispose();
  await using next = await startTestServer({ dataDir: server.dataDir });
  assert.equal(await postOf(next, posted), null);
});

test('an id that the log does not know is refused as everywhere, also when the post of another event has its number', async () => {
  await using server = await startTestServer();
  const id = await server.publish('a');
  const forged = id.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
  for (const unknown of ['x', 'earliest', forged, '..%2f']) assertRefused(await askPost(server, unknown), 404, 'unknown-id');
  assertRefused(await askPost(server, '%'), 400, 'malformed-request');
  assertRefused(await server.post(`${routes.history}/${id}/post`, {}), 405, 'method-not-allowed');
});

test('posts leave with the log', async () => {
  await using server = await startTestServer();
  const gone = await server.publish('a');
  okJson(await server.ask(routes.history, { method: 'DELETE', headers: server.auth }));
  assertRefused(await askPost(server, gone), 404, 'unknown-id');
  assert.notEqual(await postOf(server, await server.publish('b')), null);
});

test('pages on other ports need the token, as for the history', async () => {
  await using server = await startTestServer();
  const path = `${routes.history}/${await server.publish('a')}/post`;
  for (const headers of [{ Origin: 'http://localhost:3000' }, { 'Sec-Fetch-Site': 'same-site' }]) {
    assertRefused(await server.ask(path, { headers }), 401, 'token-required');
    okJson(await server.ask(path, { headers: { ...headers, ...server.auth } }));
  }
  okJson(await server.ask(path, { headers: { Origin: server.url } }));
});

const SECRET = 's3cret-of-a-sender';
/** Every spelling in which senders put what is nobody's business. */
const secretHeaders = [
  `Authorization: Bearer ${SECRET}`,
  `AUTHORIZATION: ${SECRET}`,
  `proxy-authorization: Basic ${SECRET}`,
  `Cookie: a=${SECRET}; b=${SECRET}`,
  `cOOkie: ${SECRET}`,
  `X-Api-Key: ${SECRET}`,
  `x_api_key: ${SECRET}`,
  `apikey:${SECRET}`,
  `X-Auth-Token:\t${SECRET}`,
  `X-Session: ${SECRET}`,
  `X-Hub-Signature-256: sha256=${SECRET}`,
  `X-Password: ${SECRET}`,
  `Referer: http://localhost:3000/?access_token=${SECRET}`,
  `X-Custom: Bearer ${SECRET}`,
];
const secretQueries = [`token=${SECRET}`, `TOKEN=${SECRET}`, `%74oken=${SECRET}`, `a=1&api_key=${SECRET}`, `a=1;token=${SECRET}`];

test('no token, cookie or authorization of a sender comes out, however it is spelt', async () => {
  await using server = await startTestServer();
  for (const query of secretQueries) {
    const body = '{"event_type":"a"}';
    const lines = [`POST ${routes.webhook}?${query} HTTP/1.1`, 'Host: localhost', 'Content-Type: application/json', ...secretHeaders];
    const answer = await sendRaw(server.port, `${lines.join('\r\n')}\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
    const { id } = JSON.parse(answer?.text ?? '') as { id: string };
    const shown = await askPost(server, id);
    assert.ok(!shown.text.includes(SECRET), shown.text);
    assert.equal((await postOf(server, id))?.headers.length, secretHeaders.length + 3);
  }
});

test('the token of the hub comes out nowhere, wherever a sender put it', async () => {
  await using server = await startTestServer();
  const { token } = server;
  const headers = { 'X-Note': `this is ${token}`, Authorization: `Bearer ${token}`, 'User-Agent': token };
  const { id } = okJson(
    await server.post(`${routes.webhook}?note=${token}&x=${encodeURIComponent(`(${token})`)}`, { event_type: 'a' }, headers),
  );
  const shown = await askPost(server, id);
  assert.ok(!shown.text.includes(token), shown.text);
  assert.equal((await postOf(server, id))?.path, routes.webhook);
});

/** Posts so many events on a few connections that stay open. Answers their ids, in the order of the log. */
async function postMany({ port }: TestServer, count: number, headers: Readonly<Record<string, string>> = {}): Promise<string[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 20 });
  const body = '{"event_type":"a"}';
  const all = { ...JSON_TYPE, ...headers, Host: 'localhost', 'Content-Length': body.length };
  const postOne = async () => {
    const sent = request({ port, host: '127.0.0.1', path: routes.webhook, method: 'POST', agent, headers: all }).end(body);
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    return (JSON.parse(await text(response)) as { id: string }).id;
  };
  const ids: string[] = [];
  let left = count;
  const work = async () => {
    while (left-- > 0) ids.push(await postOne());
  };
  await Promise.all(Array.from({ length: 20 }, work));
  agent.destroy();
  return ids.sort((a, b) => Number(a.split('-')[1]) - Number(b.split('-')[1]));
}

test('of 20,000 posts the newest are remembered, and no more', { timeout: 120_000 }, async () => {
  await using server = await startTestServer({ isInMemory: true });
  const ids = await postMany(server, 20_000);
  const isKnown = async (fromEnd: number) => (await postOf(server, ids.at(-fromEnd))) !== null;
  const places = [20_000, limits.posts + 2, limits.posts + 1, limits.posts, limits.posts - 1, 1];
  assert.deepEqual(await Promise.all(places.map(isKnown)), [false, false, false, true, true, true]);
});

test('posts with headers as large as they may be leave room for fewer of them', { timeout: 120_000 }, async () => {
  await using server = await startTestServer({ isInMemory: true });
  const ids = await postMany(server, 1500, { 'X-Large': 'x'.repeat(15_000) });
  assert.equal(await postOf(server, ids[0]), null);
  assert.equal((await postOf(server, ids.at(-1)))?.headers.find(([name]) => name.toLowerCase() === 'x-large')?.[1]?.length, 15_000);
});
