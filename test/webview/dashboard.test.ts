import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../support/browser.ts';
import { until } from '../support/until.ts';
import { seriousFindings } from './checks.ts';
import { openDashboard, startDashboardHub, untilLast, untilStatus } from './dashboardSupport.ts';

const AWAY = /ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED|ERR_CONNECTION_RESET|ERR_EMPTY/;
const REFUSED = /401/;

const types = ['agent.created', 'order.paid', 'user.signed_in', 'agent.created', 'order.paid', 'rental.created'];

/** A program that has taken the port, and says yes to everything. It notes what it hears. */
async function startStranger(url: string, heard: string[]): Promise<AsyncDisposable> {
  const server = createServer(({ url: path, headers }, response) => {
    heard.push(`${path} ${JSON.stringify(headers)}`);
    response.setHeader('Content-Type', 'application/json');
    response.end('{"success":true,"events":[],"next":null,"prev":null}');
  });
  server.listen(Number(new URL(url).port), '127.0.0.1');
  await once(server, 'listening');
  return {
    async [Symbol.asyncDispose]() {
      server.close().closeAllConnections();
      await once(server, 'close');
    },
  };
}

let browser: Browser;
before(async () => {
  browser = await launchBrowser();
});
after(() => browser.close());

test('the page at the root of the hub shows its events, those that come included', async () => {
  await using hub = await startDashboardHub();
  await hub.publish(0, 3);
  await using dashboard = await openDashboard(browser, hub);
  const { page } = dashboard;
  await untilLast(page, /n: 2/);
  await hub.publish(3, 1);
  await untilLast(page, /n: 3/);
  assert.equal(await page.title(), `Dev Sync · ${new URL(hub.url).host}`);
  await untilStatus(page, /On.*4 events/s);
});

test('the token goes out of the address at once, into this tab and nowhere else', async () => {
  await using hub = await startDashboardHub();
  await using dashboard = await openDashboard(browser, hub, { token: hub.token });
  const { page } = dashboard;
  await untilStatus(page, /On/);
  assert.equal(page.url(), `${hub.url}/`);
  const [tab, browserWide] = await page.evaluate(() => [JSON.stringify(sessionStorage), JSON.stringify(localStorage)]);
  assert.ok(tab?.includes(hub.token) && !browserWide?.includes(hub.token), `${tab} ${browserWide}`);
  const other = await dashboard.openTab();
  await untilStatus(other, /On/);
  assert.deepEqual(await other.evaluate((token) => JSON.stringify({ ...sessionStorage }).includes(token), hub.token), false);
});

test('a hub that wants its token shows a card, which takes no wrong one and goes away with the right one', async () => {
  await using hub = await startDashboardHub(['--require-token']);
  await hub.publish(0, 2);
  await using dashboard = await openDashboard(browser, hub, { expected: REFUSED });
  const { page } = dashboard;
  await page.getByRole('dialog', { name: 'Unlock the dashboard' }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'token');
  await page.keyboard.type('of-another-run');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').getByText('This is not the token of this hub').waitFor();
  assert.deepEqual(await seriousFindings(page), []);
  await dashboard.screenshot('locked');
  await page.keyboard.type(hub.token);
  await page.keyboard.press('Enter');
  await untilLast(page, /n: 1/);
  assert.equal(await page.getByRole('dialog').count(), 0);
});

test('a card that was put away comes back with Try Again', async () => {
  await using hub = await startDashboardHub(['--require-token']);
  await using dashboard = await openDashboard(browser, hub, { expected: REFUSED });
  const { page } = dashboard;
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Try Again' }).click();
  await page.getByRole('dialog').waitFor();
});

test('a hub that is killed and comes back is found again, and every event shows once', async () => {
  await using hub = await startDashboardHub();
  await hub.publish(0, 3);
  await using dashboard = await openDashboard(browser, hub, { expected: AWAY });
  const { page } = dashboard;
  await untilLast(page, /n: 2/);
  await page.locator('.stats-strip').waitFor();
  await hub.kill();
  await page.getByText('No hub answers').first().waitFor();
  await dashboard.screenshot('away');
  assert.deepEqual(await seriousFindings(page), []);
  await hub.start();
  await hub.publish(3, 2);
  await page
    .getByRole('button', { name: 'Try Again' })
    .click({ timeout: 1000 })
    .catch(() => {});
  await untilLast(page, /n: 4/);
  await page.locator('.seam', { hasText: 'hub restarted' }).waitFor();
  const rows = await page.locator('.row:not(.seam)').allTextContents();
  assert.deepEqual(
    rows.map((row) => /n: (\d)/.exec(row)?.[1]),
    ['0', '1', '2', '3', '4'],
  );
});

test('a stranger on the port of a hub that is gone is not sent the token, and the page goes on with the hub', async () => {
  await using hub = await startDashboardHub();
  await hub.publish(0, 1);
  await using dashboard = await openDashboard(browser, hub, { token: hub.token, expected: AWAY });
  const { page } = dashboard;
  await untilLast(page, /n: 0/);
  await hub.kill();
  const heard: string[] = [];
  {
    await using _stranger = await startStranger(hub.url, heard);
    await page.getByText('does not know the token of this page').first().waitFor();
    await dashboard.screenshot('stranger');
    await page.getByRole('button', { name: 'Not Now' }).click();
    await until(() => heard.length >= 3, 'it is tried again');
  }
  await hub.start();
  await hub.publish(1, 1);
  await untilLast(page, /n: 1/);
  assert.ok(heard.length > 0 && !heard.join().includes(hub.token), heard.join('\n'));
});

test('another address with a token, opened in the same tab, unlocks the page', async () => {
  await using hub = await startDashboardHub(['--require-token']);
  await hub.publish(0, 1);
  await using dashboard = await openDashboard(browser, hub, { expected: REFUSED });
  const { page } = dashboard;
  await page.getByRole('dialog').waitFor();
  await page.evaluate((token) => {
    location.hash = `token=${token}`;
  }, hub.token);
  await untilLast(page, /n: 0/);
  await until(() => page.url() === `${hub.url}/`, 'the token is gone from the address');
});

for (const [name, context] of Object.entries({
  dark: { colorScheme: 'dark' },
  light: { colorScheme: 'light' },
  'hc-dark': { colorScheme: 'dark', contrast: 'more' },
  'hc-light': { colorScheme: 'light', contrast: 'more' },
  forced: { colorScheme: 'dark', forcedColors: 'active' },
} as const)) {
  test(`it is readable in the theme ${name}`, async () => {
    await using hub = await startDashboardHub();
    for (const [n, type] of types.entries()) await hub.post(JSON.stringify({ event_type: type, data: { n, of: 'shop' }, source: 'api' }));
    await using dashboard = await openDashboard(browser, hub, { context });
    const { page } = dashboard;
    await untilLast(page, /n: 5/);
    await page.locator('.row:not(.seam)').last().click();
    await page.getByRole('tree').first().waitFor();
    assert.deepEqual(await seriousFindings(page), []);
    await dashboard.screenshot(name);
  });
}
