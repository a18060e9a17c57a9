import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { after, before } from 'node:test';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { ask, okJson } from '../support/answer.ts';
import { launchBrowser } from '../support/browser.ts';
import { type ServedHub, serveCli } from '../support/cli.ts';
import { quietPort } from '../support/ports.ts';
import { tempWorkspace } from '../support/tempWorkspace.ts';
import { JSON_TYPE } from '../support/testServer.ts';
import { until } from '../support/until.ts';

const resultsFolder = 'test-results';

/** A hub in a terminal that can be killed and started again in its place. */
export type DashboardHub = AsyncDisposable & {
  readonly url: string;
  /** Of the run that was started last. */
  readonly token: string;
  /** Publishes events with these numbers in their data. */
  publish(first: number, count: number): Promise<void>;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** @param run that of the same token as before, or of another one */
  start(run?: 'another'): Promise<void>;
  /** Publishes what this JSON text says. */
  post(body: string): Promise<void>;
  /** How many events the log has. */
  count(): Promise<number>;
};

export async function startDashboardHub(parameters: readonly string[] = []): Promise<DashboardHub> {
  const folder = await tempWorkspace();
  const port = await quietPort();
  const newToken = () => randomBytes(32).toString('base64url');
  let token = newToken();
  const tokenFile = await folder.write('token', token);
  const serve = () => serveCli(['--port', String(port), '--data-dir', `${folder.path}/log`, '--token-file', tokenFile, ...parameters]);
  let hub: ServedHub = await serve();
  const headers = () => ({ ...JSON_TYPE, Authorization: `Bearer ${token}` });
  const post = async (body: string): Promise<void> =>
    void okJson(await ask(port, '/dev/webhook', { method: 'POST', headers: headers(), body }));
  return {
    url: hub.url,
    get token() {
      return token;
    },
    post,
    publish: (first, count) =>
      post(
        JSON.stringify(
          Array.from({ length: count }, (_, n) => ({ event_type: 'agent.created', data: { n: first + n }, source: 'backend' })),
        ),
      ),
    async count() {
      const { log } = okJson(await ask(port, '/dev/health', { headers: headers() }));
      return (log as { events: number }).events;
    },
    kill: async () => hub[Symbol.asyncDispose](),
    async start(run) {
      if (run === 'another') token = newToken();
      await folder.write('token', token);
      hub = await serve();
    },
    async [Symbol.asyncDispose]() {
      await hub[Symbol.asyncDispose]();
      await folder.dispose();
    },
  };
}

export type DashboardOptions = {
  /** Goes into the fragment. */
  readonly token?: string;
  readonly context?: BrowserContextOptions;
  /** Console errors that belong to the test: browsers log every request that fails. */
  readonly expected?: RegExp;
};

/** The dashboard of a hub in a tab of its own. */
export type DashboardPage = AsyncDisposable & {
  readonly page: Page;
  /** A second tab of the same browser, with its own sessionStorage. */
  openTab(): Promise<Page>;
  screenshot(state: string): Promise<void>;
};

export async function openDashboard(
  browser: Browser,
  hub: { readonly url: string },
  options: DashboardOptions = {},
): Promise<DashboardPage> {
  const { token, expected } = options;
  const context = await browser.newContext({
    viewport: { width: 1000, height: 560 },
    colorScheme: 'dark',
    locale: 'en-GB',
    ...options.context,
  });
  const problems: string[] = [];
  context.on('console', (message) => {
    if (message.type() === 'error' && !expected?.test(message.text())) problems.push(`console: ${message.text()}`);
  });
  context.on('weberror', (error) => problems.push(`page: ${error.error().stack}`));
  const openTab = async (fragment = ''): Promise<Page> => {
    const page = await context.newPage();
    await page.goto(`${hub.url}/${fragment}`);
    return page;
  };
  const page = await openTab(token === undefined ? '' : `#token=${token}`);
  return {
    page,
    openTab,
    async screenshot(state) {
      await mkdir(resultsFolder, { recursive: true });
      await page.screenshot({ path: `${resultsFolder}/dashboard-${state}.png` });
    },
    async [Symbol.asyncDispose]() {
      await context.close();
      assert.deepEqual(problems, [], 'the page reported problems');
    },
  };
}

export type HubDashboardOptions = Omit<DashboardOptions, 'token'> & {
  /** So many events are there, and shown: the last one has the number below. */
  readonly events?: number;
  /** Of `dev-sync serve`. */
  readonly parameters?: readonly string[];
  /** Whether the page has the token of the hub. */
  readonly hasToken?: boolean;
};

/** A hub of its own, and its dashboard. */
export type HubDashboard = DashboardPage & { readonly hub: DashboardHub };

/** For the tests of a file, which share the browser. */
export function dashboardOpener(): (options?: HubDashboardOptions) => Promise<HubDashboard> {
  let browser: Browser;
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());
  return async ({ events = 0, parameters, hasToken = false, ...options } = {}) => {
    await using opened = new AsyncDisposableStack();
    const hub = opened.use(await startDashboardHub(parameters));
    if (events > 0) await hub.publish(0, events);
    const dashboard = opened.use(await openDashboard(browser, hub, { ...options, ...(hasToken && { token: hub.token }) }));
    if (events > 0) await untilLast(dashboard.page, new RegExp(`n: ${events - 1}`));
    const owned = opened.move();
    return { ...dashboard, hub, [Symbol.asyncDispose]: () => owned.disposeAsync() };
  };
}

/** Waits until the status line of the page reads like this. */
export function untilStatus(page: Page, words: RegExp): Promise<boolean> {
  return until(async () => words.test((await page.locator('.status-line').textContent()) ?? ''), `the status reads ${words}`, 20_000);
}

/** Waits for the summary of the last row. */
export function untilLast(page: Page, words: RegExp): Promise<boolean> {
  return until(
    async () => words.test((await page.locator('.row:not(.seam)').last().textContent()) ?? ''),
    `the last row reads ${words}`,
    20_000,
  );
}

/** Chooses from the menu of the toolbar. */
export async function choose(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'View and more' }).click();
  await page.getByRole('menuitem', { name }).click();
}
