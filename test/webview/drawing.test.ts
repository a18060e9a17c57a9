import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { launchBrowser } from '../support/browser.ts';
import { until } from '../support/until.ts';
import { openDashboard, startDashboardHub, untilLast } from './dashboardSupport.ts';
import { createStage, eventAt, eventsFrom, rowTexts, type TestPanel, untilLastRow } from './support.ts';

const stage = createStage();
after(() => stage[Symbol.asyncDispose]());

declare global {
  // Lives in the page: how often elements were drawn, by their names.
  var drawings: Record<string, number>;
}

/** Counts from now on. */
async function countDrawings({ page }: TestPanel): Promise<void> {
  await page.evaluate(() => {
    globalThis.drawings = {};
    for (const name of ['ds-event-list', 'ds-event-detail', 'ds-menu-button', 'ds-flash']) {
      const prototype = customElements.get(name)?.prototype as { render(): unknown };
      const { render } = prototype;
      drawings[name] = 0;
      prototype.render = function counted() {
        drawings[name] = (drawings[name] ?? 0) + 1;
        return render.call(this);
      };
    }
  });
}

describe('an event that comes', () => {
  it('draws the list once, and nothing that does not show it', async () => {
    await using panel = await stage.open({ snapshot: { events: eventsFrom(0, 40) } });
    await panel.page.locator('.row').last().click();
    await panel.page.locator('.detail').waitFor();
    await panel.page.evaluate(() => fakeHost.passFrames(5));
    await countDrawings(panel);
    for (let n = 40; n < 45; n++) {
      await panel.tell('onEvents', [eventAt(n)]);
      await untilLastRow(panel.page, `n: ${n}`);
      await panel.page.evaluate(() => fakeHost.passFrames(3));
    }
    const drawings = await panel.page.evaluate(() => globalThis.drawings);
    assert.deepEqual(drawings, { 'ds-event-list': 5, 'ds-event-detail': 0, 'ds-menu-button': 0, 'ds-flash': 0 });
  });
});

describe('a host that cannot save', () => {
  it('does not stop the drawing', async () => {
    await using panel = await stage.open({ snapshot: { events: eventsFrom(0, 2) } });
    await untilLastRow(panel.page, 'n: 1');
    await panel.page.evaluate(() => {
      // What is thrown here is part of the test, and no problem of the page.
      addEventListener('error', (event) => event.preventDefault());
      Object.defineProperty(fakeHost, 'state', {
        set() {
          throw new Error('There is no room.');
        },
      });
    });
    await panel.page.locator('#filter-text').fill('data.n:1');
    await until(async () => (await rowTexts(panel.page)).join() === 'n: 1', 'the filter works');
  });

  it('says so in a browser whose storage is full', async () => {
    await using hub = await startDashboardHub();
    await hub.publish(0, 2);
    await using browser = await launchBrowser();
    await using dashboard = await openDashboard(browser, hub);
    const { page } = dashboard;
    await untilLast(page, /n: 1/);
    const said = page.evaluate(() => {
      Storage.prototype.setItem = () => {
        throw new DOMException('There is no room.', 'QuotaExceededError');
      };
      return new Promise<string>((resolve) => {
        addEventListener('error', (event) => {
          event.preventDefault();
          resolve(event.message);
        });
      });
    });
    await page.locator('#filter-text').fill('data.n:0');
    assert.match(await said, /did not keep/);
    await untilLast(page, /n: 0/);
  });
});
