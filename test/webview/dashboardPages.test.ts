import assert from 'node:assert/strict';
import { test } from 'node:test';
import { launchBrowser } from '../support/browser.ts';
import { startPathProxy } from '../support/pathProxy.ts';
import { until } from '../support/until.ts';
import { seriousFindings } from './checks.ts';
import { choose, dashboardOpener, openDashboard, startDashboardHub, untilLast, untilStatus } from './dashboardSupport.ts';

const openHub = dashboardOpener();

test('deleting the log asks first, then for the token that it needs, and empties the view', async () => {
  await using dashboard = await openHub({ events: 3, expected: /401/ });
  const { hub, page } = dashboard;
  await choose(page, 'Delete Event Log');
  assert.deepEqual(await seriousFindings(page), []);
  await dashboard.screenshot('delete');
  await page.getByRole('dialog').getByRole('button', { name: 'Delete Event Log' }).click();
  await page.getByLabel('Token').fill(hub.token);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Waiting for events' }).waitFor();
  assert.equal(await hub.count(), 0);
  await hub.publish(3, 1);
  await untilLast(page, /n: 3/);
  assert.match((await page.locator('.row').first().textContent()) ?? '', /event log deleted/);
});

test('who changes their mind deletes nothing', async () => {
  await using dashboard = await openHub({ events: 3, hasToken: true });
  const { hub, page } = dashboard;
  await choose(page, 'Delete Event Log');
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Cancel');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  assert.equal(await hub.count(), 3);
});

test('all of a large log can be seen, page by page', async () => {
  await using dashboard = await openHub();
  const { hub, page } = dashboard;
  for (let first = 0; first < 20_000; first += 10_000) await hub.publish(first, 10_000);
  await page.reload();
  await untilLast(page, /n: 19999/);
  await until(async () => /20,000 events/.test((await page.locator('.status-count').textContent()) ?? ''), 'all events', 60_000);
  assert.ok((await page.evaluate(() => document.querySelectorAll('*').length)) < 2000);
});

test('two tabs follow the same hub, each with its own filter and beginning', async () => {
  await using dashboard = await openHub({ events: 2 });
  const { hub, page } = dashboard;
  const other = await dashboard.openTab();
  await untilLast(other, /n: 1/);
  await page.locator('#filter-text').fill('nothing.like.this');
  await page.getByText('No event matches the filter.').waitFor();
  await page.getByRole('button', { name: 'Clear Filter', exact: true }).click();
  await page
    .getByRole('button', { name: /^Clear/ })
    .first()
    .click();
  await hub.publish(2, 1);
  await untilLast(page, /n: 2/);
  await untilLast(other, /n: 2/);
  assert.deepEqual([await page.locator('.row:not(.seam)').count(), await other.locator('.row:not(.seam)').count()], [1, 3]);
});

test('a reload brings back the filter and where the view begins', async () => {
  await using dashboard = await openHub({ events: 2 });
  const { hub, page } = dashboard;
  await page
    .getByRole('button', { name: /^Clear/ })
    .first()
    .click();
  await hub.publish(2, 1);
  await untilLast(page, /n: 2/);
  await page.locator('#filter-text').fill('type:agent.*');
  await until(() => page.evaluate(() => JSON.stringify(sessionStorage).includes('type:agent.*')), 'the view is kept');
  await page.reload();
  await untilLast(page, /n: 2/);
  assert.deepEqual([await page.locator('.row:not(.seam)').count(), await page.locator('#filter-text').inputValue()], [1, 'type:agent.*']);
});

test('a proxy may put the hub below a path', async () => {
  await using hub = await startDashboardHub();
  await hub.publish(0, 2);
  await using proxy = await startPathProxy(hub, '/proxy/4848');
  await using browser = await launchBrowser();
  await using dashboard = await openDashboard(browser, proxy, { token: hub.token });
  const { page } = dashboard;
  await untilLast(page, /n: 1/);
  await hub.publish(2, 1);
  await untilLast(page, /n: 2/);
  await untilStatus(page, /On/);
  assert.equal(page.url(), `${proxy.url}/`);
});

test('a test event can be sent without the token, the microphone not switched on', async () => {
  await using dashboard = await openHub();
  const { page } = dashboard;
  await page.getByRole('button', { name: 'Send Test Event' }).click();
  await untilLast(page, /Hello from the dashboard/);
  await page.getByRole('button', { name: 'Microphone' }).click();
  await page.getByRole('dialog').getByText('A page may switch the microphone on with the token of the hub only.').waitFor();
  await page.getByRole('button', { name: 'Not Now' }).click();
  await page.getByText('try again and paste the token').waitFor();
});

test('with the token the microphone of the hub can be switched on and off, and its levels show', async () => {
  await using dashboard = await openHub({ parameters: ['--audio-backend', 'tone'], hasToken: true });
  const { page } = dashboard;
  await page.getByRole('button', { name: 'Microphone' }).click();
  const meter = page.locator('.meters');
  await meter
    .getByText(/-?\d+(\.\d)? dB/)
    .first()
    .waitFor();
  await dashboard.screenshot('listening');
  await page.getByRole('button', { name: 'Microphone' }).click();
  await page.locator('[aria-pressed="false"][aria-label="Microphone"]').waitFor();
});
