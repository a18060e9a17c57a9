import assert from 'node:assert/strict';
import { until } from '../until.ts';
import { button, filterOf, forgetCopied, openTab, type Panel, type PanelAction, rowOf, show, untilCopied, untilTypes } from './panel.ts';

const orders = [
  { event_type: 'order.paid', data: { order_id: 'o-17', state: 'new', total: 5 }, source: 'shop' },
  { event_type: 'mail.sent', data: { mail: { orderId: 'o-17' } } },
  { event_type: 'order.paid', data: { order_id: 'o-17', state: 'paid', list: [1] }, source: 'shop' },
] as const;

/** Shows these events, and the newest of them in the detail. */
async function openNewest(panel: Panel): Promise<void> {
  await show(panel, ...orders);
  await rowOf(panel, 'paid').last().waitFor();
  await panel.root.locator('.row').last().click();
  await panel.root.getByRole('tree', { name: 'Event as JSON' }).waitFor();
}

const lineOf = ({ root }: Panel, key: string) =>
  root.locator('.tree-line', { has: root.locator('.tree-key', { hasText: new RegExp(`^${key}$`) }) });

export const detail: readonly PanelAction[] = [
  {
    name: 'shows the data as a tree, which the keyboard opens and closes',
    async run(panel) {
      await openNewest(panel);
      const tree = panel.root.getByRole('tree', { name: 'Event as JSON' });
      await lineOf(panel, 'list').click();
      await lineOf(panel, '0').waitFor();
      await tree.press('ArrowLeft');
      await lineOf(panel, '0').waitFor({ state: 'detached' });
      await tree.press('ArrowRight');
      await lineOf(panel, '0').waitFor();
    },
  },
  {
    name: 'goes through the tabs of an event by arrow keys',
    async run(panel) {
      await openNewest(panel);
      await panel.root.getByRole('tab', { name: 'Data' }).focus();
      for (const name of ['Diff', 'Raw', 'Post', 'Related', 'Data']) {
        await panel.window.keyboard.press('ArrowRight');
        await panel.root.getByRole('tabpanel', { name }).waitFor();
      }
    },
  },
  {
    name: 'tells what differs from the event of this type before',
    async run(panel) {
      await openNewest(panel);
      const diff = await openTab(panel, 'Diff');
      await diff.locator('.change').nth(2).waitFor();
      const changes = (await diff.locator('.change-text').allTextContents()).map((text) => text.replace(/\s+/g, ' '));
      assert.deepEqual(changes.sort(), [
        'Added data.listnow [1]',
        'Changed data.statebefore "new"now "paid"',
        'Removed data.totalbefore 5',
      ]);
    },
  },
  {
    name: 'shows the raw text with all digits of its numbers, and copies it',
    async run(panel) {
      await forgetCopied(panel);
      await panel.hub.postText('{"event_type":"long.number","data":{"id":12345678901234567890}}');
      await rowOf(panel, 'long.number').click();
      const raw = await openTab(panel, 'Raw');
      await raw.getByText('12345678901234567890').waitFor();
      await raw.getByLabel('As sent').check();
      const [event] = await panel.hub.events();
      await until(async () => (await raw.locator('pre').innerText()) === (await panel.hub.raw(event?.id ?? '')), 'the text of the log');
      await raw.getByRole('button', { name: 'Copy this text' }).click();
      await untilCopied(panel, (await panel.hub.raw(event?.id ?? '')) ?? '');
    },
  },
  {
    name: 'shows how an event came in',
    async run(panel) {
      await openNewest(panel);
      const post = await openTab(panel, 'Post');
      await post.getByText('POST /dev/webhook').waitFor();
      await post.getByRole('row', { name: 'content-type' }).getByText('application/json').waitFor();
      await post.getByText(/, 3 events$/).waitFor();
      assert.doesNotMatch(await post.innerText(), /Bearer/);
    },
  },
  {
    name: 'finds the events with the same id, and leads there',
    async run(panel) {
      await openNewest(panel);
      const related = await openTab(panel, 'Related');
      await related.getByText('2 events with an id of its data').waitFor();
      await related.getByRole('button', { name: 'mail.sent' }).click();
      await panel.root.locator('.detail h2', { hasText: 'mail.sent' }).waitFor();
      await panel.root.locator('.row[aria-selected="true"]', { hasText: 'mail.sent' }).waitFor();
    },
  },
  {
    name: 'copies a value and its path, by key and by button',
    async run(panel) {
      await openNewest(panel);
      await lineOf(panel, 'state').click();
      await panel.root.getByRole('tree', { name: 'Event as JSON' }).focus();
      for (const [key, copied] of [
        ['ControlOrMeta+c', 'paid'],
        ['ControlOrMeta+Shift+c', 'data.state'],
      ] as const) {
        await forgetCopied(panel);
        await panel.window.keyboard.press(key);
        await untilCopied(panel, copied);
      }
      for (const [name, copied] of [
        ['Copy path', 'data.list'],
        ['Copy value', '[\n  1\n]'],
      ] as const) {
        await lineOf(panel, 'list').hover();
        await lineOf(panel, 'list').getByRole('button', { name }).click();
        await untilCopied(panel, copied);
      }
    },
  },
  {
    name: 'filters by a value of the data',
    async run(panel) {
      await openNewest(panel);
      await lineOf(panel, 'state').hover();
      await lineOf(panel, 'state').getByRole('button', { name: 'Filter by this value' }).click();
      await until(async () => (await filterOf(panel).inputValue()) === 'data.state:paid', 'the query');
      await untilTypes(panel, 'order.paid');
    },
  },
  {
    name: 'closes the detail by its button',
    async run(panel) {
      await openNewest(panel);
      await button(panel, 'Close (Esc)').click();
      await panel.root.locator('.detail').waitFor({ state: 'detached' });
    },
  },
];
