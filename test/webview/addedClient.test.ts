import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { createServer } from 'vite';
import { addedClient } from '../support/addedClient.ts';
import { okJson } from '../support/answer.ts';
import { DEV_PAGE, EVIL_PAGE, startVisitor, type Visitor } from '../support/pages.ts';
import { quietPort } from '../support/ports.ts';
import { tempWorkspace } from '../support/tempWorkspace.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';
import { until } from '../support/until.ts';

/** The file that *Add Client to Project* writes, in a page that nothing builds. */
let visitor: Visitor;

before(async () => {
  visitor = await startVisitor();
});
after(() => visitor[Symbol.asyncDispose]());

type Seen = { readonly heard: readonly unknown[]; readonly sent: readonly boolean[] };

/** Loads the file in a page, listens and sends at once; answers how to see what came of it. */
async function useIn(page: Page, text: string): Promise<() => Promise<Seen>> {
  await page.evaluate(async (source) => {
    const { sendDevWebhook, subscribeToBackendEvents } = await import(URL.createObjectURL(new Blob([source], { type: 'text/javascript' })));
    const seen = { heard: [] as unknown[], sent: [] as boolean[] };
    Object.assign(window, { seen });
    subscribeToBackendEvents(() => seen.heard.push('too late'))();
    const stop = subscribeToBackendEvents((type: string, data: object) => {
      seen.heard.push([type, data]);
      if (type === 'stop') stop();
    });
    for (const n of [1, 2, 3]) sendDevWebhook('number', { n }).then((isSent: boolean) => seen.sent.push(isSent));
  }, text);
  return () => page.evaluate(() => (window as unknown as { seen: Seen }).seen);
}

/** Everything that a person sees in the console of a page, and where its requests went. */
function watch(page: Page): { readonly lines: string[]; readonly requests: string[] } {
  const [lines, requests]: [string[], string[]] = [[], []];
  page.on('console', (message) => lines.push(message.text()));
  page.on('pageerror', (error) => lines.push(error.message));
  page.on('request', (request) => requests.push(request.url()));
  return { lines, requests };
}

type Kept = { readonly type: string; readonly data: object };

async function eventsOf(hub: TestServer): Promise<readonly Kept[]> {
  return okJson(await hub.ask('/dev/history', { headers: hub.auth })).events as readonly Kept[];
}

test('what is sent and listened for before the client has come is not lost, and keeps its order', async () => {
  await using hub = await startTestServer();
  await using page = await visitor.open(DEV_PAGE);
  const seen = await useIn(page, await addedClient('page', 'js', hub.url));
  await until(async () => (await seen()).sent.length === 3, 'three answers');
  assert.deepEqual((await seen()).sent, [true, true, true]);
  assert.deepEqual(
    (await eventsOf(hub)).map(({ type, data }) => [type, data]),
    [1, 2, 3].map((n) => ['number', { n }]),
  );
});

test('it hears what others send until it has had enough', async () => {
  await using hub = await startTestServer();
  await using page = await visitor.open(DEV_PAGE);
  const seen = await useIn(page, await addedClient('page', 'js', hub.url));
  await until(async () => okJson(await hub.ask('/dev/health')).subscribers === 1, 'a subscriber');
  await until(async () => (await seen()).sent.length === 3, 'three answers');
  await hub.publish('agent.created', { agent_id: 'a-1' });
  await hub.publish('stop');
  await until(async () => JSON.stringify((await seen()).heard.at(-1)) === '["stop",{}]', 'the last event');
  await hub.publish('after.stop');
  await until(async () => okJson(await hub.ask('/dev/health')).subscribers === 0, 'no subscriber');
  // What the page sent itself came before or after it was connected.
  const heard = (await seen()).heard.filter((entry) => !JSON.stringify(entry).startsWith('["number"'));
  assert.deepEqual(heard, [
    ['agent.created', { agent_id: 'a-1' }],
    ['stop', {}],
  ]);
});

test('without a hub there is one line of the browser, one request, and no answer but no', async () => {
  await using page = await visitor.open(DEV_PAGE);
  const { lines, requests } = watch(page);
  const seen = await useIn(page, await addedClient('page', 'js', `http://localhost:${await quietPort()}`));
  await until(async () => (await seen()).sent.length === 3, 'three answers');
  assert.deepEqual(await seen(), { heard: [], sent: [false, false, false] });
  assert.equal(lines.length, 1, lines.join('\n'));
  assert.equal(requests.filter((url) => url.startsWith('http:')).length, 1);
});

test('on a site of the public it does nothing at all', async () => {
  await using hub = await startTestServer();
  await using page = await visitor.open(EVIL_PAGE);
  const { lines, requests } = watch(page);
  const seen = await useIn(page, await addedClient('page', 'js', hub.url));
  await until(async () => (await seen()).sent.length === 3, 'three answers');
  assert.deepEqual(await seen(), { heard: [], sent: [false, false, false] });
  assert.deepEqual([lines, requests.filter((url) => url.startsWith('http:'))], [[], []]);
});

test('in the dev server of Vite it finds the hub by the variable of the terminal', async () => {
  await using hub = await startTestServer();
  await using folder = await tempWorkspace({
    'index.html': '<!doctype html><title>shop</title><script type="module" src="/main.ts"></script>',
    'main.ts': `import { sendDevWebhook } from './client';\nawait sendDevWebhook('from.vite', {});\ndocument.title = 'sent';\n`,
    'client.ts': await addedClient('vite', 'ts', 'http://localhost:1'),
  });
  process.env.VITE_DEV_SYNC_URL = `${hub.url}/`;
  const vite = await createServer({
    root: folder.path,
    configFile: false,
    logLevel: 'silent',
    server: { host: 'localhost', port: await quietPort() },
  });
  await using stack = new AsyncDisposableStack();
  stack.defer(() => void delete process.env.VITE_DEV_SYNC_URL);
  stack.defer(() => vite.close());
  await vite.listen();
  await using page = await visitor.open(String(vite.resolvedUrls?.local[0]));
  await until(async () => (await page.title()) === 'sent', 'the page has sent');
  assert.equal((await eventsOf(hub)).at(-1)?.type, 'from.vite');
});
