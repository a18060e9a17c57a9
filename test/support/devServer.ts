import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { launchBrowser } from './browser.ts';

/** What a page got from the hub. */
export type PageAnswer = { readonly status: number; readonly body: Readonly<Record<string, unknown>> };

/** A dev server with an empty page, which has as many origins as one likes, and a browser to open it. */
export type DevServer = AsyncDisposable & {
  originOf(name: string): string;
  /** Posts without a body, as the page of that name does. */
  postFrom(name: string, url: string): Promise<PageAnswer>;
};

export async function startDevServer(): Promise<DevServer> {
  const server = createServer((_request, response) =>
    response.setHeader('Content-Type', 'text/html').end('<!doctype html><title>shop</title>'),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const browser: Browser = await launchBrowser();
  // Every name below localhost is this machine, and an origin of its own.
  const originOf = (name: string) => `http://${name}.localhost:${port}`;
  return {
    originOf,
    async postFrom(name, url) {
      const page = await browser.newPage();
      await page.goto(originOf(name));
      const post = async (address: string) => {
        const response = await fetch(address, { method: 'POST' });
        return { status: response.status, body: await response.json() };
      };
      const answer = await page.evaluate(post, url);
      await page.close();
      return answer;
    },
    async [Symbol.asyncDispose]() {
      await browser.close();
      server.closeAllConnections();
      server.close();
    },
  };
}
