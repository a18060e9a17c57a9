import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import type { JsonObject } from '../../src/shared/json.ts';
import { until } from '../support/until.ts';
import { NOON } from './deliverySamples.ts';
import { focused } from './detailSamples.ts';
import { createStage, eventAt, type PanelOptions, type TestPanel } from './support.ts';

const stage = createStage();
after(() => stage[Symbol.asyncDispose]());

async function openTree(data: JsonObject, options: PanelOptions = {}): Promise<TestPanel> {
  const panel = await stage.open({ now: NOON, height: 500, ...options, snapshot: { events: [eventAt(0, { data })] } });
  await panel.page.locator('.row').click();
  await panel.page.locator('.tree').waitFor();
  return panel;
}

const line = (page: Page, key: string) =>
  page.locator('.tree-line', { has: page.locator('.tree-key', { hasText: new RegExp(`^${key}$`) }) });

/** Goes down from the line that the tree begins with. */
async function goDownTo(page: Page, key: string): Promise<void> {
  await page.locator('.tree').focus();
  await until(async () => {
    if ((await page.locator('.tree-line.is-current .tree-key').textContent()) === key) return true;
    await page.keyboard.press('ArrowDown');
    return undefined;
  }, `the line of ${key}`);
}

describe('a line of the tree', () => {
  it('gives its value and its path away, by key', async () => {
    await using panel = await openTree({ 'odd key': 'two\nlines', n: 1 });
    await goDownTo(panel.page, 'odd key');
    await panel.page.keyboard.press('Control+c');
    await panel.untilCalled('copy', 1);
    await panel.page.keyboard.press('Control+Shift+c');
    assert.deepEqual(await panel.untilCalled('copy', 2), ['two\nlines', 'data["odd key"]']);
  });

  it('gives them away by buttons, for the mouse and behind Tab', async () => {
    await using panel = await openTree({ user: { id: 'u-1' }, list: [{ id: 7 }] });
    const { page } = panel;
    await line(page, 'list').click();
    await line(page, '0').click();
    await line(page, 'user').hover();
    await line(page, 'user').getByRole('button', { name: 'Copy value' }).click();
    assert.deepEqual(JSON.parse(String((await panel.untilCalled('copy', 1))[0])), { id: 'u-1' });
    await goDownTo(page, 'id');
    const names = [];
    for (let step = 0; step < 3; step++) {
      await page.keyboard.press('Tab');
      names.push(await focused(page));
    }
    assert.deepEqual(names, ['Copy value (Ctrl+C)', 'Copy path (Ctrl+Shift+C)', 'Filter by this value']);
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    assert.equal((await panel.untilCalled('copy', 2))[1], 'data.list[0].id');
    assert.ok(await line(page, 'id').last().isVisible(), 'Enter on a button opens and closes nothing');
  });

  it('filters by its value', async () => {
    await using panel = await openTree({ user: { name: 'Ada Lovelace' } });
    await line(panel.page, 'user').click();
    await line(panel.page, 'name').click();
    await line(panel.page, 'name').getByRole('button', { name: 'Filter by this value' }).click();
    const field = panel.page.locator('#filter-text');
    await until(async () => (await field.inputValue()) === 'data.user.name:"Ada Lovelace"', 'the query is in the box');
    assert.equal(await panel.page.locator('.row').count(), 1);
  });

  it('keeps the keyboard in the tree when its buttons go', async () => {
    await using panel = await openTree({ a: 1, b: 2 });
    await goDownTo(panel.page, 'a');
    await panel.page.keyboard.press('Tab');
    await panel.page.keyboard.press('ArrowDown');
    await until(async () => (await panel.page.locator('.is-current .tree-key').textContent()) === 'b', 'the next line');
    assert.equal(await focused(panel.page), 'Event as JSON');
  });

  it('is read out without its buttons', async () => {
    await using panel = await openTree({ user: 'Ada' });
    await goDownTo(panel.page, 'user');
    await panel.page.getByRole('treeitem', { name: /^user:\s"Ada"$/ }).waitFor();
  });
});

describe('numbers that JavaScript does not hold', () => {
  const raw =
    '{"id":"id-0","type":"agent.created","data":{"big":12345678901234567890,"list":[{"x":1.00000000000000000001}]},"timestamp":"","source":null}';

  it('show all of their digits, and are copied so', async () => {
    await using panel = await openTree(JSON.parse(raw).data as JsonObject, { answers: { raw } });
    await line(panel.page, 'big').getByText('12345678901234567890').waitFor();
    await goDownTo(panel.page, 'big');
    await panel.page.keyboard.press('Control+c');
    assert.deepEqual(await panel.untilCalled('copy', 1), ['12345678901234567890']);
    await panel.page.keyboard.press('ArrowDown');
    await panel.page.keyboard.press('Control+c');
    assert.equal((await panel.untilCalled('copy', 2))[1], '[\n  {\n    "x": 1.00000000000000000001\n  }\n]');
  });

  it('show all of them also where what is left is a number like any other', async () => {
    const exact = ['1.00000000000000001', '0.1000000000000000055', '-0', '1e-400', '0.30000000000000000001'];
    const text = `{"id":"id-0","type":"agent.created","data":{"list":[${exact}]},"timestamp":"","source":null}`;
    await using panel = await openTree({ list: exact.map(Number) }, { answers: { raw: text } });
    await line(panel.page, 'list').click();
    const values = panel.page.locator('.tree-line[aria-level="3"] .tree-value');
    await until(async () => (await values.allTextContents()).join() === exact.join(), 'all digits');
    assert.deepEqual(await panel.untilCalled('raw', 1), ['id-0']);
  });

  it('are those of the panel until the log has answered, in the same lines', async () => {
    await using panel = await openTree(JSON.parse(raw).data as JsonObject, { answers: { raw }, held: ['raw'] });
    const value = line(panel.page, 'big').locator('.tree-value');
    await value.evaluate((element) => {
      element.id = 'the-same';
    });
    assert.equal(await value.textContent(), '12345678901234567000');
    await panel.release('raw');
    await until(async () => (await value.textContent()) === '12345678901234567890', 'all digits');
    assert.equal(await value.getAttribute('id'), 'the-same');
  });

  it('are as the panel has them when the log cannot be asked', async () => {
    await using panel = await openTree({ big: 2 ** 60 }, { failing: ['raw'] });
    await line(panel.page, 'big').getByText('1152921504606847000').waitFor();
    assert.equal(await panel.page.getByRole('alert').count(), 0);
  });

  it('do not close what is open when they come', async () => {
    await using panel = await openTree({ user: { big: 2 ** 60 } });
    await line(panel.page, 'user').click();
    await line(panel.page, 'big').waitFor();
  });
});

describe('what is open in the tree', () => {
  it('stays open in the next event of the same type', async () => {
    await using panel = await openTree({ user: { name: 'Ada' } });
    await line(panel.page, 'user').click();
    await panel.tell('onEvents', [
      eventAt(1, { data: { user: { name: 'Grace' } } }),
      eventAt(2, { type: 'other', data: { user: { name: 'x' } } }),
    ]);
    await panel.page.locator('.row').nth(1).click();
    await panel.page.locator('.tree').getByText('"Grace"').waitFor();
    await panel.page.locator('.row').nth(2).click();
    await panel.page.locator('.tree').getByText('{1 member}').waitFor();
  });
});

describe('times and addresses', () => {
  it('say what they are here and now', async () => {
    const data = { at: '2026-03-02T11:55:00Z', sent_at: 1772409600, size: 1772409600, local: '2026-03-02T11:55:00' };
    await using panel = await openTree(data);
    const notes = await panel.page
      .locator('.tree-line', { has: panel.page.locator('.tree-note') })
      .evaluateAll((all) =>
        all.map((one) => `${one.querySelector('.tree-key')?.textContent} ${one.querySelector('.tree-note')?.textContent?.trim()}`),
      );
    assert.deepEqual(notes, ['at 12:55:00 · 5 min ago', 'sent_at 01:00:00 · 12 h ago', 'timestamp 10:15:00 · 2 h ago']);
  });

  it('are never links, and what looks like a script is text', async () => {
    const data = { url: 'https://example.com/x?y=1', script: 'javascript:document.title=1', html: '<a href="https://a.test">x</a>' };
    await using panel = await openTree(data);
    await panel.page.locator('.tree-value.is-url').getByText('https://example.com/x?y=1').click();
    await panel.page.locator('.tree').getByText('javascript:').click();
    assert.equal(await panel.page.locator('.tree-value.is-url').count(), 1);
    assert.equal(await panel.page.locator('#panel a, #panel [href]').count(), 0);
    assert.equal(await panel.page.title(), 'Dev Sync');
  });
});
