import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { root } from '../../scripts/project.ts';
import { python } from '../../scripts/systemPackages.ts';
import { defaultHubOptions } from '../../src/server/options.ts';
import { launchBrowser } from '../support/browser.ts';
import { startProgram } from '../support/cli.ts';
import { healthOf } from '../support/hubInEditor.ts';
import { openStream } from '../support/openStream.ts';
import { quietPort } from '../support/ports.ts';
import { templates } from '../support/pythonProject.ts';
import { startTestServer, type TestServer } from '../support/testServer.ts';
import { until } from '../support/until.ts';

const example = join(root, 'examples/fastapi');

/** Importing FastAPI takes a while on a busy machine. */
const START_TIMEOUT_MS = 60_000;

type Backend = AsyncDisposable & { readonly stderr: () => string; open(watch?: (page: Page) => void): Promise<Page> };
type Example = Backend & { readonly hub: TestServer };

/** The example as a person starts it. */
async function startBackend(port: number, hubUrl: string): Promise<Backend> {
  await using stack = new AsyncDisposableStack();
  const url = `http://localhost:${port}`;
  const env = { DEV_SYNC_URL: hubUrl, PYTHONDONTWRITEBYTECODE: '1' };
  const program = stack.use(startProgram(python, ['run.py', String(port)], { cwd: example, env }));
  await until(() => fetch(`${url}/state`), 'the example', START_TIMEOUT_MS).catch((cause) => {
    throw new Error(`The example did not start: ${program.stderr()}`, { cause });
  });
  const browser = await launchBrowser();
  stack.defer(() => browser.close());
  const open: Backend['open'] = async (watch) => {
    const page = await browser.newPage();
    watch?.(page);
    await page.goto(url);
    return page;
  };
  const owned = stack.move();
  return { stderr: program.stderr, open, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** The example beside a hub that delivers levels to it. */
async function startExample(): Promise<Example> {
  await using stack = new AsyncDisposableStack();
  const port = await quietPort();
  const targets = [{ url: `http://localhost:${port}/api/webhook/receive`, types: ['audio_level'] }];
  const hub = stack.use(await startTestServer({ webhooks: { ...defaultHubOptions.webhooks, targets } }));
  const backend = stack.use(await startBackend(port, hub.url));
  await until(async () => (await healthOf(hub.url)).subscribers === 1, 'the backend follows the hub');
  const owned = stack.move();
  return { ...backend, hub, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

test('the example has the client that is written into projects', async () => {
  const [written, copied] = await Promise.all([templates, example].map((folder) => readFile(join(folder, 'dev_webhook.py'), 'utf8')));
  assert.equal(copied, written);
});

test('what one page of the FastAPI example creates is stored by the backend and shown by the other page', {
  timeout: 120_000,
}, async () => {
  await using app = await startExample();
  await using stream = await openStream(app.hub.url);
  const [first, second] = [await app.open(), await app.open()];
  await until(async () => (await healthOf(app.hub.url)).subscribers === 4, 'both pages follow the hub');
  await first.click('#here');
  await second.getByText('Agent 1 of the page').waitFor();
  await second.click('#there');
  await first.getByText('Agent 2 of the backend').waitFor();
  await until(() => stream.entries.length === 4, 'the events');
  assert.deepEqual(
    stream.entries.slice(1).map(({ data: { type, source } }) => [type, source]),
    [
      ['agent.created', 'page'],
      ['agent.stored', 'backend'],
      ['agent.created', 'backend'],
    ],
  );
});

test('the FastAPI example receives the levels of the microphone', { timeout: 120_000 }, async () => {
  await using app = await startExample();
  const page = await app.open();
  const heard = async () => {
    await app.hub.post('/api/webhook/receive', { type: 'audio_level', data: { audioLevel: 42 } });
    return (await page.locator('#level').getAttribute('value')) === '42';
  };
  await until(heard, 'the level');
});

test('without a hub the FastAPI example works, and only its page says so, in one line', { timeout: 120_000 }, async () => {
  await using app = await startBackend(await quietPort(), `http://localhost:${await quietPort()}`);
  const lines: string[] = [];
  const page = await app.open((opened) => {
    opened.on('console', (message) => lines.push(message.text()));
    opened.on('pageerror', (error) => lines.push(error.message));
  });
  await page.click('#there');
  await page.getByText('Agent 1 of the backend').waitFor();
  assert.ok(await page.locator('#here').isDisabled());
  assert.equal(lines.length, 1, lines.join('\n'));
  assert.doesNotMatch(app.stderr(), /^(?!INFO:)./m);
});
