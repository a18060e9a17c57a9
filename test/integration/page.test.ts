import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, createServer as createTcpServer, type Socket } from 'node:net';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { okJson } from '../support/answer.ts';
import { launchBrowser } from '../support/browser.ts';
import { openStream } from '../support/openStream.ts';
import { tempWorkspace } from '../support/tempWorkspace.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';
import { until } from '../support/until.ts';

type PageServer = { readonly port: number; close(): void };

let browser: Browser;
let pages: PageServer;

before(async () => {
  browser = await launchBrowser(['--host-resolver-rules=MAP evil.test 127.0.0.1']);
  pages = await servePages();
});

after(async () => {
  pages.close();
  await browser.close();
});

/** A dev server: one empty page, whatever it is asked for. */
async function servePages(): Promise<PageServer> {
  const server = createServer((_request, response) => {
    response.setHeader('Content-Type', 'text/html').end('<!doctype html><title>A page</title>');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(typeof address === 'object' && address);
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { port: address.port, close };
}

/** A way to the hub that can be cut without the hub. */
async function startRelay(target: number): Promise<AsyncDisposable & { readonly port: number; cut(): void }> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((near) => {
    const far = connect(target, '127.0.0.1');
    for (const socket of [near, far]) sockets.add(socket.on('error', () => {}));
    near.pipe(far).pipe(near);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(typeof address === 'object' && address);
  const cut = () => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  };
  const dispose = async () => {
    server.close();
    cut();
  };
  return { port: address.port, cut, [Symbol.asyncDispose]: dispose };
}

async function openPage(url: string): Promise<Page & AsyncDisposable> {
  const page = await browser.newPage();
  await page.goto(url);
  return Object.assign(page, { [Symbol.asyncDispose]: () => page.close() });
}

type Fetched = { readonly status: number; readonly text: string } | { readonly blocked: string };
type Init = {
  readonly method?: string;
  readonly mode?: 'cors' | 'no-cors';
  readonly headers?: Record<string, string>;
  readonly body?: string;
};

/** What a script in the page gets from fetch. */
function fetchIn(page: Page, url: string, init: Init = {}): Promise<Fetched> {
  return page.evaluate(
    async ([target, options]) => {
      try {
        const response = await fetch(target, options);
        return { status: response.status, text: await response.text() };
      } catch (error) {
        return { blocked: String(error) };
      }
    },
    [url, init] as const,
  );
}

function postIn(page: Page, url: string, event_type: string): Promise<Fetched> {
  const headers = { 'Content-Type': 'application/json' };
  return fetchIn(page, url, { method: 'POST', headers, body: JSON.stringify({ event_type }) });
}

/** Opens an EventSource in the page; answers how to see what it heard. */
async function followIn(page: Page, url: string): Promise<() => Promise<string[]>> {
  await page.evaluate((target) => {
    const heard: string[] = [];
    const source = new EventSource(target);
    source.onmessage = ({ data }) => void heard.push(JSON.parse(data).type);
    source.onerror = () => void heard.push('(error)');
    Object.assign(window, { heard });
  }, url);
  return () => page.evaluate(() => (window as unknown as { heard: string[] }).heard);
}

function refusalsOf(server: TestServer, code: string): number {
  return server.log.lines.filter(({ line }) => line.includes(`code=${code} `)).length;
}

function hasRefused(server: TestServer, code: string): boolean {
  return refusalsOf(server, code) > 0;
}

async function assertNothingPublished(server: TestServer): Promise<void> {
  assert.deepEqual(okJson(await server.ask('/dev/history')).events, []);
}

for (const name of ['localhost', '127.0.0.1']) {
  test(`a page of a dev server posts and follows events on ${name}`, async () => {
    await using server = await startTestServer();
    await using page = await openPage(`http://localhost:${pages.port}/`);
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
    await using page = await openPage(`http://localhost:${pages.port}/`);
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
  await using page = await openPage(`http://localhost:${pages.port}/`);
  const answer = await postIn(page, `${server.url}/dev/webhook`, 'connected');
  assert.ok('status' in answer && answer.status === 422, JSON.stringify(answer));
  assert.match(answer.text, /"reserved-type"/);
});

test('the hub’s own origin reads the history without the token', async () => {
  await using server = await startTestServer();
  await server.publish('past');
  for (const name of ['localhost', '127.0.0.1']) {
    await using page = await openPage(`http://${name}:${server.port}/dev/health`);
    const answer = await fetchIn(page, '/dev/history');
    assert.ok('status' in answer && answer.status === 200, JSON.stringify(answer));
  }
});

test('EventSource in a page comes back by itself and is told that it missed something', { timeout: 30_000 }, async () => {
  await using first = await startTestServer();
  await using page = await openPage(`http://localhost:${pages.port}/`);
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
  await using page = await openPage(`http://localhost:${pages.port}/`);
  await using relay = await startRelay(server.port);
  const heard = await followIn(page, `http://localhost:${relay.port}/dev/events`);
  await until(async () => (await heard()).length === 1, 'the EventSource is connected');
  relay.cut();
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
  await using page = await openPage(`http://localhost:${pages.port}/`);
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
  await using page = await openPage(`http://evil.test:${pages.port}/`);
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

test('a form of a foreign page posts nothing', async () => {
  await using server = await startTestServer();
  await using page = await openPage(`http://evil.test:${pages.port}/`);
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
  await using page = await openPage(`http://evil.test:${pages.port}/`);
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
  await using page = await openPage(`${rebound}/`);
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
  await using page = await openPage(pathToFileURL(`${folder.path}/page.html`).href);
  assert.ok('blocked' in (await postIn(page, `${server.url}/dev/webhook`, 'evil')));
  assert.ok('blocked' in (await fetchIn(page, `${server.url}/dev/health`)));
  assert.ok(hasRefused(server, 'origin-null'));
  await assertNothingPublished(server);
});

test('a hostile page cannot install a service worker on the hub’s origin', async () => {
  await using server = await startTestServer();
  await using page = await openPage(`${server.url}/dev/health`);
  const failure = await page.evaluate(() => navigator.serviceWorker.register('/dev/health').then(() => 'installed', String));
  assert.notEqual(failure, 'installed');
  assert.ok(hasRefused(server, 'service-worker'));
});

test('pages and programs together see one stream', async () => {
  await using server = await startTestServer();
  await using page = await openPage(`http://localhost:${pages.port}/`);
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
