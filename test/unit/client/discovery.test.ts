import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { afterEach, mock, test } from 'node:test';
import { findHub, isProven } from '../../../src/client/discovery.ts';
import type { HubState } from '../../../src/shared/api.ts';

const PORT = 4848;
const state: HubState = {
  url: `http://localhost:${PORT}`,
  port: PORT,
  pid: 4711,
  startedAt: '2026-01-02T03:04:05.006Z',
  name: 'shop-frontend',
  logPath: '/home/me/hub.log',
  dataDir: '/home/me/log',
  persistent: true,
  options: { port: PORT, watch: ['/web'] },
  token: 'secret-token_1',
};

afterEach(() => mock.restoreAll());

/** The edge: who answers at any address, and the requests that it heard. */
function answerHealth(token: string) {
  const heard: Request[] = [];
  mock.method(globalThis, 'fetch', async (url: string, init: RequestInit) => {
    heard.push(new Request(url, init));
    const nonce = new URL(url).searchParams.get('nonce') ?? '';
    return Response.json({ name: 'dev-sync', proof: createHmac('sha256', token).update(nonce).digest('hex') });
  });
  return heard;
}

function find(file: unknown): Promise<HubState | undefined> {
  const text = typeof file === 'string' ? file : JSON.stringify(file);
  return findHub('/state', PORT, async (path) => (path === `/state/${PORT}.json` ? text : Promise.reject(new Error(path))));
}

test('a hub is found by its state file when it proves that it has the token, which is not sent', async () => {
  const heard = answerHealth(state.token);
  assert.deepEqual(await find(state), state);
  const bare = { ...state, logPath: null, dataDir: null, options: {} };
  assert.deepEqual(await find(bare), bare);
  for (const { headers } of heard) assert.equal(headers.get('Authorization'), null);
});

test('a program that does not know the token is not our hub', async () => {
  answerHealth('another-token');
  assert.equal(await find(state), undefined);
  assert.equal(await isProven(state), false);
});

test('when nobody answers there is no hub, and a question for its proof fails', async () => {
  mock.method(globalThis, 'fetch', () => Promise.reject(new TypeError('fetch failed')));
  assert.equal(await find(state), undefined);
  await assert.rejects(isProven(state), { code: 'hub-unreachable' });
});

const wrong: Readonly<Record<keyof HubState, readonly unknown[]>> = {
  url: [undefined, null, 7, '', 'localhost', 'file:///etc/passwd', 'ftp://localhost'],
  port: [undefined, null, '4848', 0, -1, 4848.5, 65_536, 4849],
  pid: [undefined, null, '4711', 0, -1, 1.5, 1e300],
  startedAt: [undefined, null, 7, '', 'yesterday'],
  name: [undefined, null, 7],
  logPath: [undefined, 7, ''],
  dataDir: [undefined, 7, '', {}],
  persistent: [undefined, null, 'true', 1],
  options: [undefined, null, 7, '', [], ['port']],
  token: [undefined, null, 7, '', 'two words', 'line\nbreak', 'größe'],
};

for (const [field, values] of Object.entries(wrong)) {
  test(`a state file with a wrong ${field} is believed by nobody, and nobody is asked`, async () => {
    const heard = answerHealth(state.token);
    for (const value of values) assert.equal(await find({ ...state, [field]: value }), undefined, JSON.stringify(value));
    assert.deepEqual(heard, []);
  });
}

test('a state file that is no object, or half gone, is none', async () => {
  answerHealth(state.token);
  for (const file of ['', '{"url":', '[]', 'null', '7']) assert.equal(await find(file), undefined);
});
