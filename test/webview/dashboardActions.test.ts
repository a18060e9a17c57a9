import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../support/browser.ts';
import { type Panel, type PanelFiles, panelHub, perform } from '../support/panelActions/panel.ts';
import { panelActions } from '../support/panelActions.ts';
import { until } from '../support/until.ts';
import { type DashboardHub, type DashboardPage, openDashboard, startDashboardHub, untilStatus } from './dashboardSupport.ts';

/** Everything that a person does in a panel, in the dashboard of a browser. */
let browser: Browser;
let hub: DashboardHub;
let dashboard: DashboardPage;

before(async () => {
  browser = await launchBrowser();
  hub = await startDashboardHub();
  dashboard = await openDashboard(browser, hub, { token: hub.token, context: { permissions: ['clipboard-read', 'clipboard-write'] } });
  await untilStatus(dashboard.page, /On/);
});

after(async () => {
  // Its end tells whether the page reported problems.
  try {
    await dashboard?.[Symbol.asyncDispose]();
  } finally {
    await hub?.[Symbol.asyncDispose]();
    await browser?.close();
  }
});

async function downloadOf(start: () => Promise<void>): Promise<string> {
  const download = dashboard.page.waitForEvent('download');
  await start();
  return readFile(await (await download).path(), 'utf8');
}

const files: PanelFiles = {
  fixtureOf: downloadOf,
  exportOf: (_ending, write) => downloadOf(write),
  async replay(text, timing, ask) {
    const { page } = dashboard;
    const chooser = page.waitForEvent('filechooser');
    await ask();
    await (await chooser).setFiles({ name: 'saved.ndjson', mimeType: 'application/x-ndjson', buffer: Buffer.from(text) });
    const dialog = page.getByRole('dialog', { name: 'Replay 2 events' });
    await dialog.getByLabel(timing === 'original' ? /^With the original timing/ : 'At once').check();
    await dialog.getByRole('button', { name: 'Replay' }).click();
    await dialog.waitFor({ state: 'detached' });
  },
};

async function openPanel(): Promise<Panel> {
  const { page } = dashboard;
  return {
    root: page,
    window: page,
    hub: await panelHub(hub.url, hub.token),
    files,
    clipboard: () => page.evaluate(() => navigator.clipboard.readText()),
    async pressUntil(key, isDone) {
      await page.keyboard.press(key);
      await until(isDone, `what "${key}" does`);
    },
    async answerDeletion(answer) {
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('button', { name: answer === 'yes' ? 'Delete Event Log' : 'Cancel' }).click();
      await dialog.waitFor({ state: 'detached' });
    },
  };
}

for (const action of panelActions) {
  test(`the dashboard ${action.name}`, { timeout: 90_000 }, async () => perform(action, await openPanel()));
}
