import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { until } from '../support/until.ts';
import { seriousFindings } from './checks.ts';
import { dashboardOpener, untilLast, untilStatus } from './dashboardSupport.ts';

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

function turnTab(page: Page, state: DocumentVisibilityState): Promise<void> {
  return page.evaluate((now) => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, value: now });
    document.dispatchEvent(new Event('visibilitychange'));
  }, state);
}

const openHub = dashboardOpener();

test('the page at the root of the hub shows its events, those that come included', async () => {
  await using dashboard = await openHub({ events: 3 });
  const { hub, page } = dashboard;
  await hub.publish(3, 1);
  await untilLast(page, /n: 3/);
  assert.equal(await page.title(), `Dev Sync · ${new URL(hub.url).host}`);
  await untilStatus(page, /On.*4 events/s);
});

test('the token goes out of the address at once, into this tab and nowhere else', async () => {
  await using dashboard = await openHub({ hasToken: true });
  const { hub, page } = dashboard;
  await untilStatus(page, /On/);
  assert.equal(page.url(), `${hub.url}/`);
  const [tab, browserWide] = await page.evaluate(() => [JSON.stringify(sessionStorage), JSON.stringify(localStorage)]);
  assert.ok(tab?.includes(hub.token) && !browserWide?.includes(hub.token), `${tab} ${browserWide}`);
  const other = await dashboard.openTab();
  await untilStatus(other, /On/);
  assert.deepEqual(await other.evaluate((token) => JSON.stringify({ ...sessionStorage }).includes(token), hub.token), false);
});

test('a hub that wants its token shows a card, which takes no wrong one and goes away with the right one', async () => {
  await using dashboard = await openHub({ parameters: ['--require-token'], expected: REFUSED });
  const { hub, page } = dashboard;
  await hub.publish(0, 2);
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
  await using dashboard = await openHub({ parameters: ['--require-token'], expected: REFUSED });
  const { page } = dashboard;
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Try Again' }).click();
  await page.getByRole('dialog').waitFor();
});

test('a hub that is killed and comes back is found again, and every event shows once', async () => {
  await using dashboard = await openHub({ events: 3, expected: AWAY });
  const { hub, page } = dashboard;
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
  // A request that is under way is sent once more by browsers when its connection dies: to the stranger, with all that was in it. So the
  // stream is open before the hub is killed, and without webhooks nothing else is asked.
  await using dashboard = await openHub({ events: 1, parameters: ['--no-webhooks'], hasToken: true, expected: AWAY });
  const { hub, page } = dashboard;
  await untilStatus(page, /On/);
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

test('a hub that was started again with another token is followed without one, with a word about it', async () => {
  await using dashboard = await openHub({ events: 1, hasToken: true, expected: AWAY });
  const { hub, page } = dashboard;
  await page.locator('.stats-strip').waitFor();
  await hub.kill();
  await hub.start('another');
  await hub.publish(1, 1);
  await untilLast(page, /n: 1/);
  await page.getByText('The hub has a new token').waitFor();
  assert.equal(await page.getByRole('dialog').count(), 0);
  assert.deepEqual(await seriousFindings(page), []);
  await dashboard.screenshot('without-token');
  await page.getByRole('button', { name: 'Microphone' }).click();
  await page.getByLabel('Token').fill(hub.token);
  await page.keyboard.press('Enter');
  await page.getByText('The hub has a new token').waitFor({ state: 'detached' });
});

test('the word about another token is one line, also at 200 %, and can be put away', async () => {
  await using dashboard = await openHub({ events: 1, hasToken: true, expected: AWAY });
  const { hub, page } = dashboard;
  await page.setViewportSize({ width: 640, height: 400 });
  await page.locator('.stats-strip').waitFor();
  await hub.kill();
  await hub.start('another');
  await page.getByText('The hub has a new token').waitFor();
  assert.ok(((await page.locator('.banner').boundingBox())?.height ?? 99) < 40);
  await dashboard.screenshot('without-token-200');
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await page.locator('.banner').waitFor({ state: 'detached' });
});

test('a hidden tab gives its connection back after a while, and goes on where it was when it is seen', async () => {
  await using dashboard = await openHub({ events: 1 });
  const { hub, page } = dashboard;
  await page.locator('.stats-strip').waitFor();
  await page.clock.install();
  await turnTab(page, 'hidden');
  await page.clock.fastForward(31_000);
  await untilStatus(page, /Starting/);
  await hub.publish(1, 2);
  assert.match((await page.locator('.row').last().textContent()) ?? '', /n: 0/);
  await turnTab(page, 'visible');
  await untilLast(page, /n: 2/);
  await untilStatus(page, /On/);
  assert.equal(await page.locator('.seam').count(), 0);
});

test('another address with a token, opened in the same tab, unlocks the page', async () => {
  await using dashboard = await openHub({ parameters: ['--require-token'], expected: REFUSED });
  const { hub, page } = dashboard;
  await hub.publish(0, 1);
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
    await using dashboard = await openHub({ context });
    const { hub, page } = dashboard;
    for (const [n, type] of types.entries()) await hub.post(JSON.stringify({ event_type: type, data: { n, of: 'shop' }, source: 'api' }));
    await untilLast(page, /n: 5/);
    await page.locator('.row:not(.seam)').last().click();
    await page.getByRole('tree').first().waitFor();
    assert.deepEqual(await seriousFindings(page), []);
    await dashboard.screenshot(name);
  });
}
