import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../support/browser.ts';
import { until } from '../support/until.ts';
import { openDashboard, startDashboardHub, untilLast } from './dashboardSupport.ts';

let browser: Browser;
before(async () => {
  browser = await launchBrowser();
});
after(() => browser.close());

const untilFlash = (page: Page, text: string) =>
  until(async () => (await page.locator('.flash').textContent())?.trim() === text, `the flash line reads "${text}"`);

describe('keys of one letter in a browser', () => {
  it('do what the table says at the current row', async () => {
    await using hub = await startDashboardHub();
    await hub.post('{"event_type":"order.paid","data":{"id":12345678901234567890},"source":"shop"}');
    await using dashboard = await openDashboard(browser, hub, { token: hub.token });
    const { page } = dashboard;
    await untilLast(page, /order\.paid/);
    await page.locator('.event-list').press('End');
    await page.keyboard.press('r');
    await untilFlash(page, 'Sent again: order.paid');
    assert.equal(await hub.count(), 2);
    await page.keyboard.press('p');
    await untilFlash(page, 'Pinned');
    await page.keyboard.press('e');
    await until(async () => /12345678901234567890/.test(await page.locator('#composer-data').inputValue()), 'the composer has all digits');
    await page.keyboard.press('Control+Enter');
    await until(async () => (await hub.count()) === 3, 'the edited event is in the log');
  });

  it('are text in fields, and nothing with other keys', async () => {
    await using hub = await startDashboardHub();
    await hub.publish(0, 1);
    await using dashboard = await openDashboard(browser, hub, { token: hub.token });
    const { page } = dashboard;
    await untilLast(page, /n: 0/);
    await page.locator('.event-list').press('End');
    await page.keyboard.press('Alt+r');
    await page.keyboard.press('/');
    await page.keyboard.type('nre');
    assert.equal(await page.locator('#filter-text').inputValue(), 'nre');
    assert.equal(await page.locator('.composer').count(), 0);
    assert.equal(await hub.count(), 1);
  });

  it('leave Ctrl+Z to the browser while there is nothing to undo, and in fields', async () => {
    await using hub = await startDashboardHub();
    await hub.publish(0, 1);
    await using dashboard = await openDashboard(browser, hub, { token: hub.token });
    const { page } = dashboard;
    await untilLast(page, /n: 0/);
    const isTaken = () =>
      page.evaluate(
        () =>
          !document.activeElement?.dispatchEvent(
            new KeyboardEvent('keydown', { key: 'z', ctrlKey: true, bubbles: true, cancelable: true }),
          ),
      );
    assert.equal(await isTaken(), false);
    await page.getByRole('button', { name: 'Clear view' }).click();
    await untilFlash(page, 'Cleared 1 eventUndo');
    await page.locator('#filter-text').focus();
    assert.equal(await isTaken(), false);
    await page.locator('#filter-text').blur();
    assert.equal(await isTaken(), true);
    await untilLast(page, /n: 0/);
    assert.equal(await isTaken(), false);
  });

  it('stand in the menu that a right click opens', async () => {
    await using hub = await startDashboardHub();
    await hub.publish(0, 2);
    await using dashboard = await openDashboard(browser, hub, { token: hub.token });
    const { page } = dashboard;
    await untilLast(page, /n: 1/);
    await page.locator('.row').first().click({ button: 'right' });
    const item = page.getByRole('menuitem', { name: 'Resend Event', exact: true });
    assert.equal(await item.locator('.menu-hint').textContent(), 'R');
    await item.click();
    await untilLast(page, /n: 0/);
    assert.equal(await hub.count(), 3);
  });
});
