import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { JsonObject } from '../../src/shared/json.ts';
import { overflowing, seriousFindings } from './checks.ts';
import { inEveryState, NOON, statsOf } from './deliverySamples.ts';
import { browserPost, openTab } from './detailSamples.ts';
import { createStage, eventAt, type PanelOptions, type TestPanel } from './support.ts';
import { themes } from './themes.ts';

const stage = createStage();
after(() => stage[Symbol.asyncDispose]());

const order = (state: string, items: readonly string[]) => ({
  order_id: 'o-4711',
  state,
  paid_at: '2026-03-02T11:55:00Z',
  webhook: 'https://hooks.example.com/services/T024BE7LD/B024BE7LE',
  customer: { id: 'c-17', name: 'Ada Lovelace', note: null },
  items: items.map((sku) => ({ sku, count: 2 })),
});
const file = { folder: 'shop-frontend', file: 'src/components/checkout/PaymentForm.tsx', change: 'changed' };
const events = [
  eventAt(0, { type: 'order.paid', data: order('open', ['A-1', 'B-2']), source: 'api' }),
  eventAt(1, { type: 'customer.signed_in', data: { customerId: 'c-17', device: 'laptop' }, source: null }),
  eventAt(2, { type: 'frontend.file_changed', data: file, source: 'watcher' }),
  eventAt(3, { type: 'order.paid', data: { ...order('paid', ['B-2', 'C-3']), total: 129.5 }, source: 'worker' }),
];

const raw = JSON.stringify(events[3]);

async function openIn(tab: string, options: PanelOptions): Promise<TestPanel> {
  const panel = await stage.open({
    now: NOON,
    answers: { raw, postOf: browserPost },
    ...options,
    snapshot: { events, stats: statsOf(), canOpenFiles: true },
  });
  await panel.page.locator('.row').last().click();
  await openTab(panel.page, tab);
  if (tab === 'Raw') await panel.page.locator('.raw-text pre').waitFor();
  if (tab === 'Post') await panel.page.locator('.post-headers').waitFor();
  if (tab === 'Related') await panel.page.getByText('2 events with an id').waitFor();
  return panel;
}

const hoverAddress = (panel: TestPanel) => panel.page.locator('.tree-line', { hasText: 'webhook' }).hover();
const tabs = ['Data', 'Diff', 'Raw', 'Post', 'Related'];

for (const theme of themes) {
  describe(`the detail in the ${theme.name} theme`, () => {
    for (const tab of tabs) {
      it(`axe finds nothing serious: ${tab}`, async () => {
        await using panel = await openIn(tab, { theme, width: 1000, height: 320 });
        if (tab === 'Data') await hoverAddress(panel);
        await panel.screenshot(`detail-${tab.toLowerCase()}`);
        assert.deepEqual(await seriousFindings(panel.page), []);
      });
    }
  });
}

describe('the detail at a width of 300 px', () => {
  for (const tab of tabs) {
    it(`is whole: ${tab}`, async () => {
      await using panel = await openIn(tab, { width: 300, height: 520 });
      if (tab === 'Data') await hoverAddress(panel);
      await panel.screenshot(`detail-${tab.toLowerCase()}-300`);
      assert.deepEqual(await overflowing(panel.page), []);
      assert.equal(await panel.page.evaluate(() => document.documentElement.scrollWidth), 300);
      assert.deepEqual(await seriousFindings(panel.page), []);
    });
  }

  it('has all of its tabs and its deliveries, also in a low panel', async () => {
    await using panel = await openIn('Data', { width: 300, height: 200, deliveries: inEveryState('id-3') });
    await panel.page.locator('.delivery').nth(4).getByRole('button', { name: 'Retry' }).click();
    await panel.untilCalled('retryDelivery', 1);
    await panel.screenshot('detail-low-300');
    for (const tab of tabs) await openTab(panel.page, tab);
    assert.deepEqual(await overflowing(panel.page), []);
  });
});

describe('the detail in a low and wide panel', () => {
  it('has its tabs beside its name, and room for its data', async () => {
    await using panel = await openIn('Data', { width: 1000, height: 250, deliveries: inEveryState('id-3').slice(0, 1) });
    await panel.page.locator('.delivery').waitFor();
    await panel.screenshot('detail-low');
    const [tabs, head, body] = await panel.page.locator('.tabs, .detail-header, .detail-panel').evaluateAll((all) =>
      ['.tabs', '.detail-header', '.detail-panel'].map((name) =>
        all
          .find((one) => one.matches(name))
          ?.getBoundingClientRect()
          .toJSON(),
      ),
    );
    assert.ok(tabs.bottom <= body.top && head.bottom <= body.top && tabs.right <= head.left && body.height >= 88);
    assert.deepEqual(await overflowing(panel.page), []);
  });
});

describe('the data of an event with deliveries', () => {
  for (const [width, height] of [
    [1200, 240],
    [300, 600],
  ] as const) {
    it(`is what one sees first at ${width} × ${height}, with one thing that scrolls`, async () => {
      await using panel = await openIn('Data', { width, height, deliveries: inEveryState('id-3') });
      await panel.page.locator('.delivery').first().waitFor({ state: 'attached' });
      const { keys, scrollers } = await panel.page.locator('.detail').evaluate((detail) => {
        const { bottom } = detail.getBoundingClientRect();
        const seen = [...detail.querySelectorAll('.tree-line')].filter((line) => line.getBoundingClientRect().bottom <= bottom);
        const scrolls = (one: Element) => one.scrollHeight > one.clientHeight && getComputedStyle(one).overflowY === 'auto';
        return {
          keys: seen.map((line) => line.querySelector('.tree-key')?.textContent),
          scrollers: [detail, ...detail.querySelectorAll('*')].filter(scrolls).map(({ localName }) => localName),
        };
      });
      assert.deepEqual(keys.slice(0, 4), ['data', 'order_id', 'state', 'paid_at']);
      assert.deepEqual(scrollers, ['ds-event-data']);
    });
  }
});

describe('where the system chooses the colors', () => {
  it('the dots of types keep theirs, and the selected tab is marked', async () => {
    await using panel = await openIn('Data', {});
    await panel.page.emulateMedia({ forcedColors: 'active' });
    const dots = panel.page.locator('.row-type');
    const colors = await dots.evaluateAll((all) => all.map((one) => getComputedStyle(one, '::before').backgroundColor));
    assert.equal(new Set(colors).size, 3, colors.join(' '));
    const marks = await panel.page.locator('.tab').evaluateAll((all) => all.map((one) => getComputedStyle(one).borderBottomColor));
    assert.deepEqual([new Set(marks.slice(1)).size, marks.slice(1).includes(marks[0] ?? '')], [1, false], marks.join(' '));
  });
});

describe('strange data', () => {
  it('of 64 levels, one long line and other directions breaks no tab', async () => {
    let deep: JsonObject = { id: 'c-17' };
    for (let level = 0; level < 62; level++) deep = { [`level${level}`]: deep };
    const data = { deep, line: 'x'.repeat(200_000), '\u202ekey': '\u202eabc', id: '<b>c-17</b>', url: 'javascript:alert(1)' };
    const other = eventAt(4, { data: { ...data, line: 'y'.repeat(200_000) } });
    await using panel = await stage.open({
      now: NOON,
      width: 300,
      height: 520,
      snapshot: { events: [eventAt(3, { data: data }), other] },
      answers: { raw: JSON.stringify(other) },
    });
    await panel.page.locator('.row').last().click();
    for (const tab of tabs) {
      await openTab(panel.page, tab);
      assert.deepEqual(await overflowing(panel.page), []);
      assert.equal(await panel.page.locator('#panel a, #panel b').count(), 0);
    }
  });
});
