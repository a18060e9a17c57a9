import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { npm } from '../../scripts/project.ts';
import { launchBrowser } from '../support/browser.ts';
import { runProgram } from '../support/cli.ts';
import { quietPort } from '../support/ports.ts';
import { JSON_TYPE } from '../support/testServer.ts';
import { until } from '../support/until.ts';
import { startViteExample, type ViteExample } from '../support/viteExample.ts';
import { type DashboardHub, openDashboard, startDashboardHub, untilLast } from './dashboardSupport.ts';
import { personWithHiddenTabs } from './sdkSupport.ts';

const bulkScript = 'examples/bulk/bulk.mjs';

let browser: Browser;
let hub: DashboardHub;
let example: ViteExample;
const opened = new AsyncDisposableStack();

before(async () => {
  const port = await quietPort();
  const receiver = `http://localhost:${port}/api/webhook/receive`;
  hub = opened.use(await startDashboardHub(['--webhook-target', receiver, '--webhook-types', 'rental.*']));
  example = opened.use(await startViteExample(port, hub.url));
  browser = await launchBrowser();
  opened.defer(() => browser.close());
});

after(() => opened.disposeAsync());

/** A tab with the example that is in sync with the hub. */
async function openTab(context: BrowserContext): Promise<Page> {
  const tab = await context.newPage();
  await tab.goto(example.url);
  await tab.getByRole('status').filter({ hasText: 'In sync' }).waitFor({ timeout: 20_000 });
  return tab;
}

/** A person's tabs. Their end fails when one of them reported a problem. */
async function openWindow(): Promise<AsyncDisposable & { openTab(): Promise<Page> }> {
  const context = await browser.newContext();
  const problems: string[] = [];
  context.on('console', (message) => void (message.type() === 'error' && problems.push(message.text())));
  context.on('weberror', (error) => problems.push(String(error.error().stack)));
  return {
    openTab: () => openTab(context),
    async [Symbol.asyncDispose]() {
      await context.close();
      assert.deepEqual(problems, []);
    },
  };
}

/** Stops all tasks of a hidden tab, or lets them go on. */
async function setState(tab: Page, state: 'frozen' | 'active'): Promise<void> {
  const session = await tab.context().newCDPSession(tab);
  await session.send('Page.setWebLifecycleState', { state });
}

function agentsIn(tab: Page): Promise<string[]> {
  return tab.locator('.agents strong').allTextContents();
}

async function create(tab: Page, name: string): Promise<void> {
  await tab.getByLabel('Name').fill(name);
  await tab.getByRole('button', { name: 'Create' }).click();
}

test('an agent that is created in one tab appears in the other', async () => {
  await using window = await openWindow();
  const [two, one] = [await window.openTab(), await window.openTab()];
  await create(one, 'Ada');
  for (const tab of [one, two]) await until(async () => (await agentsIn(tab)).join() === 'Ada', 'Ada is in the list');
  assert.equal(await two.locator('.agents span').textContent(), 'vite-react');
});

test('a tab that was frozen has missed nothing, and shows each agent once', async () => {
  await using person = await personWithHiddenTabs();
  const [two, one] = [await openTab(person.context), await openTab(person.context)];
  await two.evaluate(() => document.addEventListener('freeze', () => document.body.setAttribute('data-was', 'frozen')));
  await setState(two, 'frozen');
  await until(() => two.evaluate(() => document.body.getAttribute('data-was') === 'frozen'), 'the second tab is frozen');
  const names = Array.from({ length: 30 }, (_, n) => `Agent ${n}`);
  for (const name of names) {
    await create(one, name);
    await until(async () => (await agentsIn(one)).at(-1) === name, `${name} is in the first tab`);
  }
  assert.deepEqual(await agentsIn(two), []);
  await setState(two, 'active');
  await until(async () => (await agentsIn(two)).length >= names.length, 'the second tab has caught up');
  assert.deepEqual(await agentsIn(two), names);
});

test('100 agents of the bulk script are in the tab and in the panel, in order and with one event at their end', async () => {
  await using window = await openWindow();
  await using dashboard = await openDashboard(browser, hub, { token: hub.token });
  const tab = await window.openTab();
  const before = await hub.count();
  const { code, stdout } = await runProgram(process.execPath, [bulkScript], { env: { DEV_SYNC_URL: hub.url } });
  assert.deepEqual([code, /101 events/.test(stdout)], [0, true], stdout);
  await tab.getByText('100 agents were created in one go.').waitFor();
  assert.deepEqual(
    await agentsIn(tab),
    Array.from({ length: 100 }, (_, n) => `Agent ${n + 1}`),
  );
  await untilLast(dashboard.page, /agents\.bulk_created/);
  // The panel draws as one row what comes many times in a row.
  const group = await dashboard.page.locator('.row:not(.seam)').nth(-2).textContent();
  assert.match(group ?? '', /agent\.created×\d{3}.*Agent 100/);
  assert.equal((await hub.count()) - before, 101);
});

test('the level moves with what the hub hears', async () => {
  await using window = await openWindow();
  const tab = await window.openTab();
  await hub.post(JSON.stringify({ event_type: 'audio_level', data: { audioLevel: 62.4 } }));
  await until(async () => (await tab.getByLabel('Level').getAttribute('value')) === '62', 'the meter shows 62');
});

test('the application hears the webhooks that its dev server receives, of the hub and of others', async () => {
  await using window = await openWindow();
  const tab = await window.openTab();
  await hub.post(JSON.stringify({ event_type: 'rental.paid', data: { from: 'the hub' } }));
  await tab.getByText('{"from":"the hub"}').waitFor();
  const body = JSON.stringify({ type: 'rental.returned', data: { from: 'a backend' } });
  const response = await fetch(`${example.url}/api/webhook/receive`, { method: 'POST', headers: JSON_TYPE, body });
  assert.deepEqual([response.status, await response.json()], [200, { success: true }]);
  await tab.getByText('{"from":"a backend"}').waitFor();
  assert.deepEqual(await tab.getByLabel('Webhooks').getByRole('strong').allTextContents(), ['rental.returned', 'rental.paid']);
});

test('without a hub it says so on the page, and the browser in one line', async () => {
  await using lonely = await startViteExample(await quietPort(), `http://localhost:${await quietPort()}`);
  await using page = await browser.newPage();
  const lines: string[] = [];
  page.on('console', (message) => lines.push(message.text()));
  page.on('pageerror', (error) => lines.push(error.message));
  await page.goto(lonely.url);
  await page.getByRole('status').filter({ hasText: 'No hub' }).waitFor({ timeout: 20_000 });
  await create(page, 'Ada');
  await page.getByRole('alert').waitFor();
  const ours = lines.filter((line) => !/^\[vite\]|React DevTools/.test(line));
  assert.ok(ours.length <= 1, ours.join('\n'));
});

test('its types hold, and its production build has nothing of Dev Sync', async () => {
  await npm(['run', '--silent', 'build'], { cwd: example.folder, quiet: true });
  const built = join(example.folder, 'dist');
  const files = (await readdir(built, { recursive: true })).filter((file) => /\.(js|html|css)$/.test(file));
  assert.equal(files.length, 3);
  for (const file of files) assert.doesNotMatch(await readFile(join(built, file), 'utf8'), /dev-sync|DEV_SYNC|\/dev\/|4848/, file);
});

test('the bulk script says when there is no hub', async () => {
  const url = `http://localhost:${await quietPort()}`;
  const { code, stdout, stderr } = await runProgram(process.execPath, [bulkScript], { env: { DEV_SYNC_URL: url } });
  assert.deepEqual([code, stdout, stderr.split('. ')[0]], [1, '', `No hub answers at ${url}`]);
});
