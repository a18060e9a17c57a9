import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import type * as sdk from '../../src/client/sdk/index.ts';
import { launchBrowser } from '../support/browser.ts';
import { quietPort } from '../support/ports.ts';
import { until } from '../support/until.ts';

const dist = new URL('../../dist/client/', import.meta.url);

declare global {
  // Lives in the pages of an application, where the tests' functions run.
  var app: { readonly sdk: typeof sdk; client: sdk.DevSync; readonly heard: number[]; readonly gaps: string[]; readonly isFrozen: boolean };
}

/** A browser, and a frontend that has the built client, on a port of its own. One per test file. */
export type Frontend = AsyncDisposable & {
  readonly browser: Browser;
  readonly origin: string;
  /** Tabs of one person: they share what an origin shares. */
  person(): Promise<BrowserContext & AsyncDisposable>;
};

export async function startFrontend(): Promise<Frontend> {
  const server = createServer((request, response) => {
    const [, name] = /^\/client\/([\w./]+)$/.exec(request.url ?? '') ?? [];
    if (name === undefined) {
      response.setHeader('Content-Type', 'text/html').end('<!doctype html><link rel="icon" href="data:,"><title>An application</title>');
      return;
    }
    void readFile(new URL(name, dist)).then(
      (script) => response.setHeader('Content-Type', 'text/javascript').end(script),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const browser = await launchBrowser();
  return {
    browser,
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    async person() {
      const context = await browser.newContext();
      return Object.assign(context, { [Symbol.asyncDispose]: () => context.close() });
    },
    async [Symbol.asyncDispose]() {
      await browser.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/**
 * Tabs of a browser as it is: one can be hidden, and only those can be frozen. Playwright makes all others believe that somebody looks at
 * them.
 */
export async function personWithHiddenTabs(): Promise<{ readonly context: BrowserContext } & AsyncDisposable> {
  const port = await quietPort();
  const launched = await launchBrowser([`--remote-debugging-port=${port}`]);
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`, { noDefaults: true });
  const [context] = browser.contexts();
  assert.ok(context);
  return {
    context,
    async [Symbol.asyncDispose]() {
      await browser.close();
      await launched.close();
    },
  };
}

/** A page of the frontend that has loaded the client, and done nothing with it. */
export async function openPage(context: BrowserContext, origin: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(origin);
  await loadClient(page);
  return page;
}

/** After a page was loaded anew, it has to have the client again. */
export async function loadClient(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const path = '/client/index.js';
    const sdk = await import(path);
    Object.assign(globalThis, { app: { sdk, heard: [], gaps: [], isFrozen: false } });
    for (const [type, isFrozen] of [
      ['freeze', true],
      ['resume', false],
    ] as const)
      document.addEventListener(type, () => Object.assign(app, { isFrozen }));
  });
}

/** Lets the page listen to everything; it notes the numbers that events have. */
export async function listenIn(page: Page, options: sdk.DevSyncOptions): Promise<void> {
  await page.evaluate((wanted) => {
    app.client = app.sdk.createDevSync(wanted);
    app.client.on('*', ({ data }) => void app.heard.push(data.n as number));
    app.client.onGap(({ reason }) => void app.gaps.push(reason));
  }, options);
}

export function heardIn(page: Page): Promise<readonly number[]> {
  return page.evaluate(() => app.heard);
}

export function statusIn(page: Page): Promise<sdk.DevSyncStatus> {
  return page.evaluate(() => app.client.status);
}

/** Stops all tasks of a page, as browsers do with tabs that nobody looks at, and lets it go on. The person has to have hidden tabs. */
export async function setFrozen(page: Page, isFrozen: boolean): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Page.setWebLifecycleState', { state: isFrozen ? 'frozen' : 'active' });
  await until(async () => (await page.evaluate(() => app.isFrozen)) === isFrozen, `the page is ${isFrozen ? 'frozen' : 'awake'}`);
}

/** How many streams the hub counts. */
export async function subscribersOf(hub: { readonly url: string }): Promise<number> {
  const answer = await fetch(`${hub.url}/dev/health`);
  assert.equal(answer.status, 200);
  return ((await answer.json()) as { subscribers: number }).subscribers;
}

/** 0 to `end` − 1. */
export function numbersTo(end: number): number[] {
  return Array.from({ length: end }, (_, n) => n);
}
