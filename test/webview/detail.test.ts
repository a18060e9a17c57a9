import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { until } from '../support/until.ts';
import { createStage, eventAt, eventsFrom } from './support.ts';

const stage = createStage();
after(() => stage[Symbol.asyncDispose]());

const data = { user: { name: 'Ada', tags: ['a', 'b'] }, n: 1 };
/** Names and values, without what is said about them. */
const lines = (page: Page) =>
  page.locator('.tree-text').evaluateAll((all) =>
    all.map((line) =>
      [...line.querySelectorAll('.tree-key, .tree-value')]
        .map((part) => part.textContent)
        .join(': ')
        .replace(/: $/, ':'),
    ),
  );
const untilLines = (page: Page, expected: readonly string[]) =>
  until(async () => JSON.stringify(await lines(page)) === JSON.stringify(expected), `the tree reads ${expected.join(' | ')}`);

describe('the detail', () => {
  it('shows the whole event as a tree', async () => {
    await using panel = await stage.open({ snapshot: { events: [eventAt(0, { data })] } });
    await panel.page.locator('.row').click();
    const rest = ['n: 1', 'id: "id-0"', 'type: "agent.created"', 'timestamp: "2026-03-02T09:15:00.000Z"', 'source: "backend"'];
    await untilLines(panel.page, ['data:', 'user: {2 members}', ...rest]);
    await panel.page.getByText('{2 members}').click();
    await untilLines(panel.page, ['data:', 'user:', 'name: "Ada"', 'tags: [2 items]', ...rest]);
  });

  it('is a tree for screen readers too', async () => {
    await using panel = await stage.open({ snapshot: { events: [eventAt(0, { data })] } });
    await panel.page.locator('.row').click();
    const item = panel.page.getByRole('tree', { name: 'Event as JSON' }).getByRole('treeitem', { name: /user/ });
    await item.waitFor();
    const attributes = await item.evaluate((line) =>
      ['aria-level', 'aria-posinset', 'aria-setsize', 'aria-expanded'].map((name) => line.getAttribute(name)),
    );
    assert.deepEqual(attributes, ['2', '1', '2', 'false']);
  });

  it('copies the event as JSON and says that it did', async () => {
    await using panel = await stage.open({ snapshot: { events: [eventAt(0, { data })] } });
    await panel.page.locator('.row').click();
    await panel.page.getByRole('button', { name: 'Copy JSON' }).click();
    await panel.page.getByRole('status').getByText('Copied').waitFor();
    const [copied] = await panel.untilCalled('copy', 1);
    assert.deepEqual(JSON.parse(String(copied)), eventAt(0, { data }));
  });

  it('sends again, edits and pins by its buttons, where there is room for them', async () => {
    await using panel = await stage.open({ snapshot: { events: eventsFrom(0, 1) }, width: 1000 });
    await panel.page.locator('.row').click();
    const button = (name: string) => panel.page.locator('.detail-header').getByRole('button', { name, exact: true });
    await button('Resend Event').click();
    await panel.untilCalled('send', 1);
    await button('Pin Event').click();
    await button('Unpin Event').waitFor();
    await button('Edit and Resend Event').click();
    await panel.page.locator('.composer').getByRole('button', { name: /Close/ }).click();
    await panel.page.setViewportSize({ width: 340, height: 500 });
    await button('Actions of the event').waitFor();
    await button('Resend Event').waitFor({ state: 'hidden' });
  });

  it('closes by its button and by Escape, and gives the focus back', async () => {
    await using panel = await stage.open({ snapshot: { events: eventsFrom(0, 3) } });
    const detail = panel.page.locator('.detail');
    const isListFocused = () => panel.page.evaluate(() => document.activeElement?.matches('.event-list'));
    await panel.page.locator('.row').first().click();
    await panel.page.getByRole('button', { name: 'Close (Esc)' }).click();
    await detail.waitFor({ state: 'detached' });
    assert.ok(await isListFocused());
    await panel.page.keyboard.press('Enter');
    await panel.page.locator('.tree').focus();
    await panel.page.keyboard.press('Escape');
    await detail.waitFor({ state: 'detached' });
    assert.ok(await isListFocused());
  });

  it('stays while its row leaves and new rows come', async () => {
    await using panel = await stage.open({ snapshot: { events: eventsFrom(0, 3) } });
    await panel.page.locator('.row').first().click();
    await panel.page.locator('.tree').waitFor();
    await panel.page.evaluate(() => {
      const event = { type: 'large', timestamp: '2026-03-02T09:16:00.000Z', source: null, data: { text: 'x'.repeat(1024 * 1024) } };
      fakeHost.tell('onEvents', [Array.from({ length: 40 }, (_, n) => ({ ...event, id: `large-${n}` }))]);
    });
    await panel.page.locator('.row', { hasText: 'agent.created' }).first().waitFor({ state: 'detached' });
    assert.ok((await lines(panel.page)).includes('id: "id-0"'));
  });

  it('shows 1 MB of text only when somebody wants it', async () => {
    await using panel = await stage.open({ snapshot: { events: [eventAt(0, { data: { text: 'x'.repeat(1_000_000) } })] } });
    await panel.page.locator('.row').click();
    const all = panel.page.getByRole('button', { name: 'Show all (999,500 more characters)' });
    await all.waitFor();
    assert.ok((await panel.page.locator('.tree').innerText()).length < 2000);
    await all.click();
    await all.waitFor({ state: 'detached' });
    assert.ok((await panel.page.locator('.tree').innerText()).length > 1_000_000);
  });

  it('shows long lists step by step', async () => {
    const list = Array.from({ length: 10_000 }, (_, n) => n);
    await using panel = await stage.open({ snapshot: { events: [eventAt(0, { data: { list } })] } });
    await panel.page.locator('.row').click();
    await panel.page.getByText('[10,000 items]').click();
    await panel.page.getByText('Show 100 more (9,900 left)').click();
    await panel.page.getByText('Show 100 more (9,800 left)').waitFor();
    assert.ok((await panel.page.locator('.tree-line').count()) < 220);
  });

  it('stands beside the list when there is room, else below it', async () => {
    await using panel = await stage.open({ snapshot: { events: eventsFrom(0, 3) }, height: 500 });
    await panel.page.locator('.row').first().click();
    await panel.page.locator('.detail').waitFor();
    const boxOf = async (selector: string) => (await panel.page.locator(selector).boundingBox()) ?? assert.fail(`no ${selector}`);
    const [list, detail] = [await boxOf('.event-list'), await boxOf('.detail')];
    assert.ok(detail.x >= list.x + list.width);
    await panel.page.setViewportSize({ width: 400, height: 500 });
    await until(async () => (await boxOf('.detail')).x === 0, 'the detail begins at the left edge');
    const [narrowList, narrowDetail] = [await boxOf('.event-list'), await boxOf('.detail')];
    assert.ok(narrowDetail.y >= narrowList.y + narrowList.height);
  });

  it('can be made larger with the mouse and the keyboard, and keeps its size', async () => {
    await using panel = await stage.open({ snapshot: { events: eventsFrom(0, 3) } });
    await panel.page.locator('.row').first().click();
    const separator = panel.page.getByRole('separator');
    await separator.focus();
    await panel.page.keyboard.press('ArrowLeft');
    await until(async () => (await separator.getAttribute('aria-valuenow')) === '47', 'the key moves the line');
    const box = await separator.boundingBox();
    assert.ok(box);
    await panel.page.mouse.move(box.x, box.y + 20);
    await panel.page.mouse.down();
    await panel.page.mouse.move(450, box.y + 20);
    await panel.page.mouse.up();
    await until(async () => (await separator.getAttribute('aria-valuenow')) === '50', 'the mouse moves the line');
    assert.equal(((await panel.saved()) as { detailShare: number }).detailShare, 0.5);
  });
});
