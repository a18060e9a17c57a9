import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { PanelMemory } from '../../src/shared/panel.ts';
import { until } from '../support/until.ts';
import { isInSight, overflowing, seriousFindings } from './checks.ts';
import { createStage, emptySnapshot, eventsFrom, type PanelOptions, type TestPanel } from './support.ts';
import { themes } from './themes.ts';

const stage = createStage();
after(() => stage[Symbol.asyncDispose]());

const events = eventsFrom(0, 30);
const pinning = (...ns: readonly number[]): PanelMemory => ({ queries: [], pins: ns.flatMap((n) => eventsFrom(n, 1)) });
const open = (memory: PanelMemory, options: PanelOptions = {}) => stage.open({ snapshot: { events, memory }, ...options });
const pinned = ({ page }: TestPanel) => page.locator('.pinned-event .row-summary').allTextContents();
const untilPinned = (panel: TestPanel, ...expected: readonly string[]) =>
  until(async () => (await pinned(panel)).join() === expected.join(), `pinned is ${expected}`);
const pressP = (panel: TestPanel) => panel.tell('onAct', 'togglePin');
const current = ({ page }: TestPanel) => page.locator('.pinned-event:focus .row-summary').allTextContents();

describe('pinned events', () => {
  it('stand above the rows and are remembered', async () => {
    await using panel = await open(pinning());
    await panel.page.locator('.row').last().click();
    await pressP(panel);
    await untilPinned(panel, 'n: 29');
    assert.equal(await panel.page.locator('.row').getByRole('img', { name: 'Pinned' }).count(), 1);
    assert.equal(await panel.page.locator('.row[data-vscode-context*=\'"isPinned":true\']').count(), 1);
    assert.deepEqual(await panel.untilCalled('remember', 1), [{ kind: 'pin', event: events[29] }]);
    await panel.page.getByText('Pinned', { exact: true }).waitFor();
  });

  it('outlive a clear, and open from there', async () => {
    await using panel = await open(pinning(3));
    await untilPinned(panel, 'n: 3');
    await panel.tell('onAct', 'clear');
    await panel.page.locator('.row').first().waitFor({ state: 'detached' });
    await panel.page.locator('.pinned-event').click();
    await panel.page.locator('.detail').getByText('agent.created').first().waitFor();
    await panel.page.locator('.pinned-event[aria-current="true"]').waitFor();
    assert.deepEqual(await pinned(panel), ['n: 3']);
  });

  it('outlive their log, and their detail says nothing wrong', async () => {
    await using panel = await open(pinning(900), { answers: { raw: null, postOf: null } });
    await panel.tell('onSnapshot', { ...emptySnapshot, events: eventsFrom(5, 2), memory: pinning(900) });
    await panel.page.locator('.pinned-event').click();
    for (const name of ['Raw', 'Post', 'Diff', 'Related']) await panel.page.getByRole('tab', { name }).click();
    await panel.page.getByRole('tab', { name: 'Data' }).click();
    await panel.page.locator('.detail').getByText('900').first().waitFor();
    assert.equal(await panel.page.locator('.banner').count(), 0);
  });

  it('choose their row in the list while it is there', async () => {
    await using panel = await open(pinning(28));
    await panel.page.locator('.pinned-event').click();
    await panel.page.locator('.row[aria-selected="true"]', { hasText: 'n: 28' }).waitFor();
  });

  it('are walked through and unpinned by keyboard', async () => {
    await using panel = await open(pinning(1, 2, 3, 4));
    await panel.page.locator('.pinned-event').first().focus();
    await panel.page.keyboard.press('ArrowDown');
    assert.deepEqual(await current(panel), ['n: 2']);
    await panel.page.keyboard.press('Delete');
    await untilPinned(panel, 'n: 1', 'n: 3', 'n: 4');
    assert.deepEqual(await current(panel), ['n: 3']);
    await panel.page.keyboard.press('End');
    await panel.page.keyboard.press('p');
    await untilPinned(panel, 'n: 1', 'n: 3');
    assert.deepEqual(await current(panel), ['n: 3']);
    await panel.page.keyboard.press('Enter');
    await panel.page.locator('.detail').waitFor();
  });

  it('have each its own draft', async () => {
    await using panel = await open(pinning(900, 901));
    const data = panel.page.locator('#composer-data');
    await panel.page.locator('.pinned-event').first().click();
    await panel.tell('onAct', 'edit');
    await data.fill('{"mine": true}');
    await data.press('Escape');
    await panel.page.getByRole('button', { name: 'Unpin agent.created' }).first().click();
    await untilPinned(panel, 'n: 901');
    await panel.page.locator('.pinned-event').click();
    await panel.tell('onAct', 'edit');
    await data.waitFor();
    assert.equal(await data.inputValue(), '{\n  "n": 901\n}');
  });

  it('are unpinned by a click, and the last one takes the strip with it', async () => {
    await using panel = await open(pinning(1));
    await panel.page.getByRole('button', { name: 'Unpin agent.created' }).click();
    await panel.page.locator('.pinned').waitFor({ state: 'detached' });
    assert.deepEqual(await panel.untilCalled('remember', 1), [{ kind: 'unpin', id: 'id-1' }]);
  });

  it('fold to a line with their number', async () => {
    await using panel = await open(pinning(1, 2));
    await panel.page.getByRole('button', { name: '2 pinned events', expanded: true }).click();
    await panel.page.getByRole('button', { name: '2 pinned events', expanded: false }).waitFor();
    assert.deepEqual(await pinned(panel), []);
  });

  it('come from other panels', async () => {
    await using panel = await open(pinning());
    await panel.tell('onMemory', pinning(7));
    await untilPinned(panel, 'n: 7');
    assert.equal((await panel.calls()).filter(({ method }) => method === 'remember').length, 0);
  });

  it('have four rows at most, and leave three to the list', async () => {
    await using panel = await open(pinning(...events.keys()), { height: 500 });
    const height = (selector: string) => panel.page.locator(selector).evaluate((element) => element.clientHeight);
    await untilPinned(panel, ...events.map((_, n) => `n: ${n}`));
    assert.equal(await height('.pinned-items'), 88);
    await panel.page.setViewportSize({ width: 900, height: 190 });
    await until(async () => (await height('.event-list')) >= 66 && (await height('.pinned-items')) < 88, 'the list has three rows');
  });

  it('are whole rows however low the panel is', async () => {
    await using panel = await open(pinning(1, 2, 3, 4, 5));
    const { page } = panel;
    const heightOf = (selector: string) => page.locator(selector).evaluate((element) => element.clientHeight);
    for (let height = 420; height >= 140; height -= 20) {
      await page.setViewportSize({ width: 900, height });
      assert.equal((await heightOf('.pinned-items')) % 22, 0);
      for (const n of [0, 2]) await page.locator('.pinned-event').nth(n).focus();
      assert.ok(await isInSight(page.locator('.pinned-event').nth(2)), `the third one is in sight at ${height}`);
    }
    await page.setViewportSize({ width: 900, height: 225 });
    await panel.screenshot('pins-low');
    assert.ok((await heightOf('.event-list')) >= 4 * 22);
  });
});

for (const theme of themes) {
  describe(`pinned events in the ${theme.name} theme`, () => {
    it('have nothing that axe finds serious', async () => {
      await using panel = await open(pinning(1, 27, 2, 900, 5), { theme });
      await panel.page.locator('.pinned-event').nth(1).click();
      await panel.page.locator('.detail').waitFor();
      await panel.screenshot('pins');
      assert.deepEqual(await seriousFindings(panel.page), []);
    });
  });
}

describe('pinned events at a width of 300 px', () => {
  it('fit', async () => {
    await using panel = await open(pinning(1, 27, 900), { width: 300, height: 420 });
    await untilPinned(panel, 'n: 1', 'n: 27', 'n: 900');
    await panel.screenshot('pins-narrow');
    assert.deepEqual(await overflowing(panel.page), []);
    const edges = await panel.page.locator('.pinned-item').evaluateAll((items) => items.map((item) => item.getBoundingClientRect().right));
    assert.ok(
      edges.every((edge) => edge <= 300),
      edges.join(),
    );
  });
});
