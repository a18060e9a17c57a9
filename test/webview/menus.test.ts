import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { until } from '../support/until.ts';
import { createStage, eventsFrom } from './support.ts';

const stage = createStage();
after(() => stage[Symbol.asyncDispose]());

const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent?.trim() ?? '');
const untilFocused = (page: Page, text: string) => until(async () => (await focused(page)).startsWith(text), `the focus is on ${text}`);
const events = eventsFrom(0, 3);

describe('the menu of the view', () => {
  it('shows what is on and changes it', async () => {
    await using panel = await stage.open({ snapshot: { events } });
    await panel.page.getByRole('button', { name: 'View and more' }).click();
    const item = (role: 'menuitemradio' | 'menuitemcheckbox', name: string) => panel.page.getByRole(role, { name });
    assert.equal(await item('menuitemradio', 'Time of Day').getAttribute('aria-checked'), 'true');
    await item('menuitemradio', 'Time Ago').click();
    await panel.page.getByRole('menu').waitFor({ state: 'detached' });
    await panel.page.getByRole('button', { name: 'View and more' }).click();
    assert.equal(await item('menuitemradio', 'Time Ago').getAttribute('aria-checked'), 'true');
    await item('menuitemcheckbox', 'Group Repeats').click();
    await until(async () => ((await panel.saved()) as { isGrouping?: boolean }).isGrouping === false, 'repeats are not grouped');
  });

  it('is worked by the keyboard, and gives the focus back', async () => {
    await using panel = await stage.open({ snapshot: { events } });
    const button = panel.page.getByRole('button', { name: 'View and more' });
    await button.press('Enter');
    await untilFocused(panel.page, 'Time of Day');
    const steps = [
      ['ArrowDown', 'Time Ago'],
      ['End', 'Delete Event Log'],
      ['ArrowDown', 'Time of Day'],
      ['ArrowUp', 'Delete'],
      ['Home', 'Time of Day'],
      ['c', 'Compose'],
    ] as const;
    for (const [key, text] of steps) {
      await panel.page.keyboard.press(key);
      await untilFocused(panel.page, text);
    }
    assert.equal(await button.getAttribute('aria-expanded'), 'true');
    await panel.page.keyboard.press('Escape');
    await until(async () => (await button.getAttribute('aria-expanded')) === 'false', 'the menu is closed');
    assert.equal(await button.evaluate((element) => element === document.activeElement), true);
  });

  it('is closed by its button, and by a click elsewhere', async () => {
    await using panel = await stage.open({ snapshot: { events } });
    const button = panel.page.getByRole('button', { name: 'View and more' });
    for (const place of ['.toolbar ds-menu-button', '.status-line']) {
      await button.click();
      await panel.page.getByRole('menu').waitFor();
      await panel.page.locator(place).click();
      await panel.page.getByRole('menu').waitFor({ state: 'detached' });
      await until(async () => (await button.getAttribute('aria-expanded')) === 'false', 'the button says so');
    }
  });

  it('exports in both formats', async () => {
    await using panel = await stage.open({ snapshot: { events } });
    for (const format of ['NDJSON', 'JSON']) {
      await panel.page.getByRole('button', { name: 'View and more' }).click();
      await panel.page.getByRole('menuitem', { name: `Export Events as ${format}`, exact: true }).click();
    }
    await panel.untilCalled('exportEvents', 2);
    const asked = (await panel.calls()).filter(({ method }) => method === 'exportEvents').map(({ parameters }) => parameters[1]);
    assert.deepEqual(asked, ['ndjson', 'json']);
  });

  it('shows cleared events again, where there are some', async () => {
    await using panel = await stage.open({ snapshot: { events } });
    await panel.page.getByRole('button', { name: 'View and more' }).click();
    assert.equal(await panel.page.getByRole('menuitem', { name: 'Show Cleared Events' }).count(), 0);
    await using other = await stage.open({ snapshot: { events, start: 'id-9' } });
    await other.page.getByRole('button', { name: 'View and more' }).click();
    await other.page.getByRole('menuitem', { name: 'Show Cleared Events' }).click();
    assert.deepEqual(await other.untilCalled('setStart', 1), [null]);
  });

  it('deletes the log where that can be done', async () => {
    await using panel = await stage.open({ snapshot: { events, commands: ['sendTestEvent'] } });
    await panel.page.getByRole('button', { name: 'View and more' }).click();
    assert.equal(await panel.page.getByRole('menuitem', { name: /Delete/ }).count(), 0);
    await using other = await stage.open({ snapshot: { events } });
    await other.page.getByRole('button', { name: 'View and more' }).click();
    await other.page.getByRole('menuitem', { name: 'Delete Event Log…' }).click();
    assert.deepEqual(await other.untilCalled('run', 1), ['deleteEventLog']);
  });

  it('stays inside of a small window', async () => {
    await using panel = await stage.open({ snapshot: { events }, width: 300, height: 180 });
    await panel.page.getByRole('button', { name: 'View and more' }).click();
    const box = await panel.page.getByRole('menu').boundingBox();
    assert.ok(box && box.x >= 0 && box.y >= 0 && box.x + box.width <= 300 && box.y + box.height <= 180, JSON.stringify(box));
    await panel.page.keyboard.press('End');
    await untilFocused(panel.page, 'Delete');
  });
});

describe('the menu of an event', () => {
  it('opens at the current row by the keyboard', async () => {
    await using panel = await stage.open({ snapshot: { events } });
    await panel.page.locator('.row').nth(1).click();
    for (const key of ['Shift+F10', 'ContextMenu']) {
      await panel.page.locator('.event-list').press(key);
      await untilFocused(panel.page, 'Resend Event');
      await panel.page.keyboard.press('Escape');
      await panel.page.getByRole('menu').waitFor({ state: 'detached' });
      assert.equal(await panel.page.evaluate(() => document.activeElement?.className), 'event-list');
    }
  });

  it('does what it says with its event', async () => {
    await using panel = await stage.open({ snapshot: { events } });
    await panel.page.locator('.row').nth(1).click();
    await panel.page.locator('.detail').getByRole('button', { name: 'Actions of the event' }).click();
    await panel.page.getByRole('menuitem', { name: 'Copy Event as fetch' }).click();
    assert.match(String((await panel.untilCalled('copy', 1))[0]), /^fetch\(.*"n":1/);
    await panel.page.locator('.detail').getByRole('button', { name: 'Actions of the event' }).click();
    await panel.page.getByRole('menuitem', { name: 'Pin Event' }).click();
    await panel.untilCalled('remember', 1);
    await panel.page.locator('.detail').getByRole('button', { name: 'Actions of the event' }).click();
    await panel.page.getByRole('menuitem', { name: 'Unpin Event' }).waitFor();
  });

  it('is left to VS Code when a row is clicked on', async () => {
    await using panel = await stage.open({ snapshot: { events } });
    await panel.page.evaluate(() => {
      document.addEventListener('contextmenu', (event) => Object.assign(globalThis, { isPrevented: event.defaultPrevented }));
    });
    await panel.page.locator('.row').nth(1).click({ button: 'right' });
    assert.equal(await panel.page.evaluate(() => (globalThis as { isPrevented?: boolean }).isPrevented), false);
    assert.equal(await panel.page.getByRole('menu').count(), 0);
  });
});
