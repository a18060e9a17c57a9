import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StreamStatus } from '../../src/shared/api.ts';
import { type Answer, ask, assertRefused, okJson } from '../support/answer.ts';
import { serveCli } from '../support/cli.ts';
import { type OpenStream, openStream } from '../support/openStream.ts';
import { JSON_TYPE, startTestServer, type TestServer } from '../support/testServer.ts';
import { until } from '../support/until.ts';

const PAGE = { Origin: 'http://localhost:3000' };
const LIMIT = 3;
const EVENT = { event_type: 'loop' };
const ways: readonly (readonly [path: string, body: object])[] = [
  ['/dev/webhook', EVENT],
  ['/api/dev/trigger', EVENT],
  ['/api/webhook/receive', { type: 'loop' }],
];

/** What a render loop does, at any speed of this machine: above the limit in every second, until it is refused. */
async function postUntilRefused(server: TestServer, path = '/dev/webhook', body: object = EVENT): Promise<Answer> {
  return await until(async () => {
    server.advance(1000);
    for (let n = 0; n <= LIMIT; n++) {
      const answer = await server.post(path, body, PAGE);
      if (answer.status !== 200) return answer;
    }
    return undefined;
  }, 'a refusal');
}

function problemsOf(window: OpenStream): StreamStatus['problems'] {
  const { data } = window.entries.findLast((entry) => entry.data.type === 'stream.status')?.data ?? {};
  return (data as StreamStatus | undefined)?.problems ?? [];
}

for (const [path, body] of ways) {
  test(`a page that goes on above the limit is refused at ${path}, and can read when to come back`, async () => {
    await using server = await startTestServer({ perOriginPerSecond: LIMIT });
    const answer = await postUntilRefused(server, path, body);
    const { message } = assertRefused(answer, 429, 'too-many-posts');
    assert.match(message, /http:\/\/localhost:3000/);
    assert.deepEqual([answer.headers['retry-after'], answer.headers['access-control-allow-origin']], ['1', PAGE.Origin]);
    assert.equal(answer.headers['access-control-expose-headers'], 'Retry-After');
    server.advance(2000);
    okJson(await server.post(path, body, PAGE));
  });
}

test('what is refused is not published, and other pages and programs go on', async () => {
  await using server = await startTestServer({ perOriginPerSecond: LIMIT });
  await postUntilRefused(server);
  const { events } = okJson(await server.ask('/dev/history?limit=1000'));
  const before = (events as unknown[]).length;
  for (let n = 0; n < 3 * LIMIT; n++) okJson(await server.post('/dev/webhook', EVENT));
  okJson(await server.post('/dev/webhook', EVENT, { Origin: 'http://localhost:5173' }));
  const after = okJson(await server.ask('/dev/history?limit=1000')).events as unknown[];
  assert.equal(after.length, before + 3 * LIMIT + 1);
});

test('a batch is one post, whatever is in it', async () => {
  await using server = await startTestServer({ perOriginPerSecond: LIMIT });
  const batch = Array.from({ length: 100 }, () => EVENT);
  for (let second = 0; second < 4; second++) {
    server.advance(1000);
    for (let n = 0; n < LIMIT; n++) okJson(await server.post('/dev/webhook', batch, PAGE));
  }
});

const wrong: readonly (readonly [what: string, status: number, code: string, body: unknown, headers?: Record<string, string>])[] = [
  ['events of the wrong shape', 422, 'invalid-event', { event_type: 1 }],
  ['no JSON', 400, 'malformed-json', '{'],
  ['text', 415, 'unsupported-media-type', '{}', { 'Content-Type': 'text/plain' }],
  ['too much', 413, 'body-too-large', ' '.repeat(2_000_000)],
];
for (const [what, status, code, body, headers = {}] of wrong) {
  test(`a page that posts ${what} in a loop is told why, then held like any other, and named`, async () => {
    await using server = await startTestServer({ perOriginPerSecond: LIMIT });
    await using window = await openStream(server.url, { query: '?client=window&window=w', headers: server.auth });
    const post = () => server.post('/dev/webhook', body, { ...PAGE, ...headers });
    const { error } = await until(async () => {
      server.advance(1000);
      const answers = [];
      for (let n = 0; n <= LIMIT; n++) answers.push(await post());
      const last = answers.at(-1);
      for (const { text } of answers.slice(0, -1)) assert.ok(text.includes(`"code":"${code}"`), text);
      return last?.status === 429 ? { error: assertRefused(last, 429, 'too-many-posts') } : undefined;
    }, 'a refusal');
    const [problem] = await until(() => (problemsOf(window).length > 0 ? problemsOf(window) : undefined), 'the problem');
    assert.deepEqual(problem, error);
    server.advance(2000);
    assert.equal((await post()).status, status);
  });
}

test('windows name the page while it is refused, and no longer', async () => {
  await using server = await startTestServer({ perOriginPerSecond: LIMIT });
  await using window = await openStream(server.url, { query: '?client=window&window=w', headers: server.auth });
  await window.until('stream.status');
  const { code, message } = assertRefused(await postUntilRefused(server), 429, 'too-many-posts');
  const [problem] = await until(() => (problemsOf(window).length > 0 ? problemsOf(window) : undefined), 'the problem');
  assert.deepEqual([problem?.code, problem?.message], [code, message]);
  assert.equal(server.log.linesOf('warn').filter((line) => line.includes(PAGE.Origin)).length, 1);
  server.advance(10_000);
  await until(() => problemsOf(window).length === 0, 'the problem is gone');
});

test('dev-sync serve --per-origin-per-second sets the limit', async () => {
  await using hub = await serveCli(['--port', '0', '--per-origin-per-second', '1']);
  const headers = { ...JSON_TYPE, ...PAGE };
  const post = () => ask(hub.port, '/dev/webhook', { method: 'POST', headers, body: JSON.stringify(EVENT) });
  const answer = await until(async () => {
    const posted = await post();
    return posted.status === 200 ? undefined : posted;
  }, 'a refusal');
  assert.match(assertRefused(answer, 429, 'too-many-posts').message, /more than 1 times/);
});
