import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Page } from 'playwright-core';
import { launchBrowser } from './browser.ts';

/** Where a frontend runs, and where somebody else's site does. Both are one server, which has an empty page for every path. */
export const DEV_PAGE = 'http://localhost:3000';
export const EVIL_PAGE = 'http://evil.test:3000';
/** Path of a page that wants to be isolated from others, as those with shared memory are. */
export const ISOLATED = '/isolated';

/** The policy of our answers lets no script in them fetch anything. A page that was not served by us has none. */
export const withoutPolicy = { bypassCSP: true };

export type Visitor = AsyncDisposable & { open(url: string, options?: object): Promise<Page & AsyncDisposable> };

/** A browser to which this machine has the names of those pages, whatever their port really is; `evil.test` is also a name of every other port. */
export async function startVisitor(): Promise<Visitor> {
  const server = createServer((request, response) => {
    if (request.url === ISOLATED) {
      response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp').setHeader('Cross-Origin-Opener-Policy', 'same-origin');
    }
    response.setHeader('Content-Type', 'text/html').end('<!doctype html><title>A page</title>');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(typeof address === 'object' && address);
  const here = `127.0.0.1:${address.port}`;
  const rules = [`MAP localhost:3000 ${here}`, `MAP evil.test:3000 ${here}`, 'MAP evil.test 127.0.0.1'];
  const browser = await launchBrowser([`--host-resolver-rules=${rules.join(', ')}`]);
  const open: Visitor['open'] = async (url, options) => {
    const page = await browser.newPage(options);
    await page.goto(url);
    return Object.assign(page, { [Symbol.asyncDispose]: () => page.close() });
  };
  const dispose = async () => {
    await browser.close();
    server.close();
    server.closeAllConnections();
  };
  return { open, [Symbol.asyncDispose]: dispose };
}

export type Fetched = { readonly status: number; readonly text: string } | { readonly blocked: string };
export type FetchInit = {
  readonly method?: string;
  readonly mode?: 'cors' | 'no-cors';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
};

/** What a script in the page gets from fetch. */
export function fetchIn(page: Page, url: string, init: FetchInit = {}): Promise<Fetched> {
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

export function postIn(page: Page, url: string, event_type: string): Promise<Fetched> {
  const headers = { 'Content-Type': 'application/json' };
  return fetchIn(page, url, { method: 'POST', headers, body: JSON.stringify({ event_type }) });
}

/** Opens an EventSource in the page; answers how to see what it heard. */
export async function followIn(page: Page, url: string): Promise<() => Promise<string[]>> {
  await page.evaluate((target) => {
    const heard: string[] = [];
    const source = new EventSource(target);
    source.onmessage = ({ data }) => void heard.push(JSON.parse(data).type);
    source.onerror = () => void heard.push('(error)');
    Object.assign(window, { heard });
  }, url);
  return () => page.evaluate(() => (window as unknown as { heard: string[] }).heard);
}
