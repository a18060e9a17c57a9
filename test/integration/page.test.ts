import assert from 'node:assert/strict';
import { networkInterfaces } from 'node:os';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { ask, okJson } from '../support/answer.ts';
import { serveCli } from '../support/cli.ts';
import { createLine } from '../support/line.ts';
import { openStream } from '../support/openStream.ts';
import {
  DEV_PAGE,
  EVIL_PAGE,
  type FetchInit,
  fetchIn,
  followIn,
  ISOLATED,
  postIn,
  startVisitor,
  type Visitor,
  withoutPolicy,
} from '../support/pages.ts';
import { childrenOf } from '../support/processes.ts';
import { tempWorkspace } from '../support/tempWorkspace.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';
import { until } from '../support/until.ts';

let visitor: Visitor;

before(async () => {
  visitor = await startVisitor();
});

after(() => visitor[Symbol.asyncDispose]());

/** Every address of a hub on this machine. */
const hasIpv6 = Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ address }) => address === '::1'));
const hubNames = ['localhost', '127.0.0.1', ...(hasIpv6 ? ['[::1]'] : [])];

function refusalsOf(server: TestServer, code: string): number {
  return server.log.lines.filter(({ line }) => line.includes(`code=${code} `)).length;
}

function hasRefused(server: TestServer, code: string): boolean {
  return refusalsOf(server, code) > 0;
}

async function assertNothingPublished(server: TestServer): Promise<void> {
  assert.deepEqual(okJson(await server.ask('/dev/history')).events, []);
}

for (const name of hubNames) {
  test(`a page of a dev server posts and follows events on ${name}`, async () => {
    await using server = await startTestServer();
    await using page = await visitor.open(DEV_PAGE);
    const hub = `http://${name}:${server.port}`;
    const heard = await followIn(page, `${hub}/dev/events?types=from.*`);
    await until(async () => (await heard()).includes('connected'), 'the EventSource is connected');

    const posted = await postIn(page, `${hub}/dev/webhook`, 'from.page');
    assert.ok('status' in posted && posted.status === 200, JSON.stringify(posted));
    assert.equal((JSON.parse(posted.text) as { message: string }).message, 'Event from.page broadcasted to 1 subscriber');
    await server.publish('from.elsewhere');
    await until(async () => (await heard()).includes('from.elsewhere'), 'both events arrive');
    assert.deepEqual(await heard(), ['connected', 'from.page', 'from.elsewhere']);
  });

  test(`a page of a dev server may not read the history on ${name}, and can read why`, async () => {
    await using server = await startTestServer();
    await server.publish('past');
    await using page = await visitor.open(DEV_PAGE);
    const hub = `http://${name}:${server.port}`;
    for (const path of ['/dev/history', '/api/dev/history', '/dev/events?last_event_id=earliest']) {
      const answer = await fetchIn(page, `${hub}${path}`);
      assert.ok('status' in answer && answer.status === 401, JSON.stringify(answer));
      assert.match(answer.text, /"token-required"/);
    }
    const headers = { Authorization: `Bearer ${server.token}` };
    const unlocked = await fetchIn(page, `${hub}/dev/history`, { headers });
    assert.ok('status' in unlocked && unlocked.status === 200, JSON.stringify(unlocked));
  });
}

test('a page can read the refusal of a wrong event', async () => {
  await using server = await startTestServer();
  await using page = await visitor.open(DEV_PAGE);
  const answer = await postIn(page, `${server.url}/dev/webhook`, 'connected');
  assert.ok('status' in answer && answer.status === 422, JSON.stringify(answer));
  assert.match(answer.text, /"reserved-type"/);
});

test('the hub’s own origin reads the history without the token', async () => {
  await using server = await startTestServer();
  await server.publish('past');
  for (const name of ['localhost', '127.0.0.1']) {
    await using page = await visitor.open(`http://${name}:${server.port}/dev/health`);
    const answer = await fetchIn(page, '/dev/history');
    assert.ok('status' in answer && answer.status === 200, JSON.stringify(answer));
  }
});

test('EventSource in a page comes back by itself and is told that it missed something', { timeout: 30_000 }, async () => {
  await using first = await startTestServer();
  await using page = await visitor.open(DEV_PAGE);
  const heard = await followIn(page, `${first.url}/dev/events`);
  await until(async () => (await heard()).length === 1, 'the EventSource is connected');
  await first[Symbol.asyncDispose]();
  await using second = await startTestServer({ port: first.port, portPolicy: 'exact' });
  await second.publish('while.away');
  await until(async () => (await heard()).includes('stream.gap'), 'the EventSource is back');
  await second.publish('live.again');
  await until(async () => (await heard()).includes('live.again'), 'the EventSource is live');
  const types = (await heard()).filter((type) => type !== '(error)');
  assert.deepEqual(types, ['connected', 'connected', 'stream.gap', 'live.again']);
});

test('EventSource in a page misses nothing when only its connection broke', { timeout: 30_000 }, async () => {
  await using server = await startTestServer();
  await using page = await visitor.open(DEV_PAGE);
  await using line = await createLine(server.port);
  const heard = await followIn(page, `${line.url}/dev/events`);
  await until(async () => (await heard()).length === 1, 'the EventSource is connected');
  line.cut();
  await server.publish('while.away');
  await until(async () => (await heard()).includes('while.away'), 'the EventSource has caught up');
  assert.deepEqual(
    (await heard()).filter((type) => type !== '(error)'),
    ['connected', 'connected', 'while.away'],
  );
});

test('a page of a dev server gets nothing of the past by guessing positions, and no position from health', async () => {
  await using server = await startTestServer();
  await server.publish('secret.past');
  const oldest = await server.publish('secret.past');
  await using page = await visitor.open(DEV_PAGE);
  const health = await fetchIn(page, `${server.url}/dev/health`);
  assert.ok('text' in health);
  assert.equal((JSON.parse(health.text) as { log: { oldest: unknown } }).log.oldest, null);
  const [epoch, , tag] = oldest.split('-');
  for (const guess of ['nope', `${epoch}-0`, `${epoch}-0-${tag}`]) {
    const heard = await followIn(page, `${server.url}/dev/events?last_event_id=${guess}`);
    await until(async () => (await heard()).includes('stream.gap'), 'the gap is stated');
    await server.publish('live');
    await until(async () => (await heard()).includes('live'), 'the page is live');
    assert.deepEqual(await heard(), ['connected', 'stream.gap', 'live']);
  }
});

test('a page of a foreign name can neither post nor read', async () => {
  await using server = await startTestServer();
  await using page = await visitor.open(EVIL_PAGE);
  for (const hub of [server.url, `http://127.0.0.1:${server.port}`]) {
    assert.ok('blocked' in (await postIn(page, `${hub}/dev/webhook`, 'evil')));
    for (const path of ['/dev/health', '/dev/history', '/dev/events', '/']) assert.ok('blocked' in (await fetchIn(page, hub + path)), path);
    for (const type of ['text/plain', 'application/x-www-form-urlencoded']) {
      const init = { method: 'POST', mode: 'no-cors', headers: { 'Content-Type': type }, body: '{"event_type":"evil"}' } as const;
      await fetchIn(page, `${hub}/dev/webhook`, init);
    }
  }
  const heard = await followIn(page, `${server.url}/dev/events`);
  await until(async () => (await heard()).includes('(error)'), 'the EventSource fails');
  assert.deepEqual(await heard(), ['(error)']);
  assert.ok(hasRefused(server, 'origin-not-allowed'));
  await assertNothingPublished(server);
});

/** Ways of a page to send a post that its browser does not have to allow first. */
const startsOfPages: readonly FetchInit[] = [
  { method: 'POST' },
  { method: 'POST', mode: 'no-cors' },
  { method: 'POST', mode: 'no-cors', headers: { 'Content-Type': 'text/plain' }, body: '{}' },
  { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}' },
];

test('a page of a foreign name cannot switch the microphone on, and nothing that captures is started', async () => {
  await using hub = await serveCli(['--port', '0', '--memory', '--audio-backend', 'tone']);
  await using page = await visitor.open(EVIL_PAGE);
  for (const init of startsOfPages) await fetchIn(page, `${hub.url}/api/listen/start`, init);
  await page.evaluate((url) => void navigator.sendBeacon(url), `${hub.url}/api/listen/start`);
  for (const path of ['/api/listen/status', '/api/listen/devices', '/api/listen/levels'])
    assert.ok('blocked' in (await fetchIn(page, hub.url + path)), path);
  assert.equal(okJson(await ask(hub.port, '/api/listen/status')).status, 'stopped');
  assert.deepEqual(childrenOf(hub.pid), []);
});

test('a page of a dev server cannot switch the microphone on where nobody can be asked, and is told so', async () => {
  await using hub = await serveCli(['--port', '0', '--memory', '--audio-backend', 'tone']);
  await using page = await visitor.open(DEV_PAGE);
  for (const init of startsOfPages) {
    const answer = await fetchIn(page, `${hub.url}/api/listen/start`, init);
    if (init.mode !== 'no-cors') assert.ok('text' in answer && /"mic-denied"/.test(answer.text), JSON.stringify(answer));
  }
  assert.equal(okJson(await ask(hub.port, '/api/listen/status')).status, 'stopped');
  assert.deepEqual(childrenOf(hub.pid), []);
});

test('a WebSocket of a foreign page, which no browser asks leave for, is refused', async () => {
  await using server = await startTestServer();
  await using page = await visitor.open(EVIL_PAGE);
  const outcome = await page.evaluate(
    (url) =>
      new Promise((resolve) => {
        const socket = new WebSocket(url);
        socket.onopen = () => resolve('open');
        socket.onerror = () => resolve('refused');
      }),
    `${server.url.replace('http', 'ws')}/dev/events`,
  );
  assert.equal(outcome, 'refused');
  assert.ok(hasRefused(server, 'origin-not-allowed'));
});

for (const [who, address] of [
  ['foreign', EVIL_PAGE],
  ['dev server’s', DEV_PAGE],
] as const) {
  test(`a ${who} page cannot have the hub in a frame`, async () => {
    await using server = await startTestServer();
    await using page = await visitor.open(address);
    const failed = page.waitForEvent('requestfailed', (request) => request.url() === `${server.url}/`);
    await page.evaluate((src) => document.body.append(Object.assign(document.createElement('iframe'), { src })), `${server.url}/`);
    assert.match((await failed).failure()?.errorText ?? '', /ERR_BLOCKED_BY_RESPONSE/);
  });
}

test('a page that is isolated from others reads the hub by CORS; without CORS no page gets anything', async () => {
  await using server = await startTestServer();
  await using page = await visitor.open(DEV_PAGE + ISOLATED);
  assert.ok(await page.evaluate(() => crossOriginIsolated));
  const posted = await postIn(page, `${server.url}/dev/webhook`, 'from.page');
  assert.ok('status' in posted && posted.status === 200, JSON.stringify(posted));
  const heard = await followIn(page, `${server.url}/dev/events`);
  await until(async () => (await heard()).includes('connected'), 'the EventSource is connected');
  await using plain = await visitor.open(DEV_PAGE);
  for (const one of [page, plain]) assert.ok('blocked' in (await fetchIn(one, `${server.url}/dev/health`, { mode: 'no-cors' })));
});

test('a form of a foreign page posts nothing', async () => {
  await using server = await startTestServer();
  await using page = await visitor.open(EVIL_PAGE);
  const answered = page.waitForResponse((response) => response.url().includes('/dev/webhook'));
  await page.evaluate((action) => {
    const form = Object.assign(document.createElement('form'), { action, method: 'post', enctype: 'text/plain' });
    form.append(Object.assign(document.createElement('input'), { name: '{"event_type":"evil","data":{"x":"', value: '"}}' }));
    document.body.append(form);
    form.submit();
  }, `${server.url}/dev/webhook`);
  assert.equal((await answered).status(), 403);
  assert.ok(hasRefused(server, 'origin-not-allowed'));
  await assertNothingPublished(server);
});

test('scripts, pictures and frames of a foreign page are refused, a link to the hub is not', async () => {
  await using server = await startTestServer();
  await using page = await visitor.open(EVIL_PAGE);
  await page.evaluate((hub) => {
    const load = (tag: 'script' | 'img' | 'iframe') => Object.assign(document.createElement(tag), { src: `${hub}/dev/history` });
    document.body.append(load('script'), load('img'), load('iframe'));
  }, server.url);
  await until(() => refusalsOf(server, 'cross-site') === 3, 'three refusals');
  const [response] = await Promise.all([
    page.waitForResponse((seen) => seen.url() === `${server.url}/`),
    page.evaluate((hub) => location.assign(hub), `${server.url}/`),
  ]);
  assert.notEqual(response.status(), 403);
});

test('a page whose name was rebound to this machine gets nothing, though it is same-origin', async () => {
  await using server = await startTestServer();
  const rebound = `http://evil.test:${server.port}`;
  await using page = await visitor.open(`${rebound}/`, withoutPolicy);
  assert.match(await page.content(), /host-not-allowed/);
  const answers = [await fetchIn(page, '/dev/history'), await fetchIn(page, '/dev/events'), await postIn(page, '/dev/webhook', 'evil')];
  for (const answer of answers) {
    assert.ok('status' in answer && answer.status === 403, JSON.stringify(answer));
    assert.match(answer.text, /"host-not-allowed"/);
  }
  const heard = await followIn(page, '/dev/events');
  await until(async () => (await heard()).includes('(error)'), 'the EventSource fails');
  assert.deepEqual(await heard(), ['(error)']);
  await assertNothingPublished(server);
});

test('a page from a file has no origin and is refused', async () => {
  await using server = await startTestServer();
  await using folder = await tempWorkspace({ 'page.html': '<!doctype html><title>A file</title>' });
  await using page = await visitor.open(pathToFileURL(`${folder.path}/page.html`).href);
  assert.ok('blocked' in (await postIn(page, `${server.url}/dev/webhook`, 'evil')));
  assert.ok('blocked' in (await fetchIn(page, `${server.url}/dev/health`)));
  assert.ok(hasRefused(server, 'origin-null'));
  await assertNothingPublished(server);
});

test('a hostile page cannot install a service worker on the hub’s origin', async () => {
  await using server = await startTestServer();
  await using page = await visitor.open(`${server.url}/dev/health`, withoutPolicy);
  const failure = await page.evaluate(() => navigator.serviceWorker.register('/dev/health').then(() => 'installed', String));
  assert.notEqual(failure, 'installed');
  assert.ok(hasRefused(server, 'service-worker'));
});

test('pages and programs together see one stream', async () => {
  await using server = await startTestServer();
  await using page = await visitor.open(DEV_PAGE);
  await using stream = await openStream(server.url);
  await stream.next();
  const heard = await followIn(page, `${server.url}/dev/events`);
  await until(async () => (await heard()).length === 1, 'the EventSource is connected');
  for (let n = 0; n < 10; n++) await Promise.all([server.publish(`program.${n}`), postIn(page, `${server.url}/dev/webhook`, `page.${n}`)]);
  await server.publish('end');
  const expected = (await stream.until('end')).map(({ data }) => data.type);
  await until(async () => (await heard()).includes('end'), 'the page has everything');
  assert.deepEqual((await heard()).slice(1), expected);
});
