import assert from 'node:assert/strict';
import { until } from '../until.ts';
import {
  button,
  choose,
  chooseAt,
  composerOf,
  forgetCopied,
  hasFocus,
  openTab,
  type Panel,
  type PanelAction,
  rowOf,
  show,
  untilCopied,
  untilFlash,
  untilPublished,
  untilTypes,
} from './panel.ts';

const exact = '{"event_type":"order.paid","data":{"id":12345678901234567890,"note":"it\'s"},"source":"shop"}';
const typeOf = ({ root }: Panel) => root.locator('#composer-type');
const dataOf = ({ root }: Panel) => root.locator('#composer-data');
const send = (panel: Panel) => composerOf(panel).locator('vscode-button', { hasText: 'Send' }).click();

/** Shows one event with digits that JavaScript loses, and goes to its row. */
async function chooseExact(panel: Panel): Promise<void> {
  await panel.hub.postText(exact);
  await untilTypes(panel, 'order.paid');
  await rowOf(panel, 'order.paid').click();
  await panel.root.locator('.detail').waitFor();
}

async function assertExact(panel: Panel, id: string | undefined): Promise<void> {
  assert.match((await panel.hub.raw(id ?? '')) ?? '', /"data":\{"id":12345678901234567890,"note":"it's"\}.*"source":"shop"/);
}

async function compose(panel: Panel): Promise<void> {
  await rowOf(panel, 'order.paid').click();
  await panel.pressUntil('n', () => composerOf(panel).isVisible());
  await until(() => hasFocus(typeOf(panel)), 'the type has the focus');
}

const copies = {
  'Copy Event as curl': /^curl -X POST http:\/\/\S+\/dev\/webhook .*"id":12345678901234567890,"note":"it'\\''s"/,
  'Copy Event as fetch': /^fetch\('http:\/\/\S+\/dev\/webhook', .*"id":12345678901234567890,"note":"it\\'s"/,
  'Copy Event as httpx (Python)': /^import httpx.*"id":12345678901234567890,"note":"it\\'s"/,
  'Copy Event as JSON': /^\{.*"id": 12345678901234567890,.*\}$/s,
} as const;

const copying: readonly PanelAction[] = Object.entries(copies).map(([name, text]) => ({
  name: `has "${name}" in the menu of a row, also one that the keyboard is not on`,
  async run(panel) {
    await forgetCopied(panel);
    await chooseExact(panel);
    await panel.hub.post({ event_type: 'other' });
    await rowOf(panel, 'other').click();
    await chooseAt(panel, rowOf(panel, 'order.paid'), name);
    await untilCopied(panel, text);
    await untilFlash(panel, /^Copied as /);
  },
}));

export const sending: readonly PanelAction[] = [
  {
    name: 'resends an event by r, with all its digits',
    async run(panel) {
      await chooseExact(panel);
      await panel.pressUntil('r', async () => (await panel.hub.events()).length > 1);
      await untilFlash(panel, /^Sent again: order\.paid/);
      await untilTypes(panel, 'order.paid', 'order.paid');
      const [, again] = await untilPublished(panel, 'order.paid', 2);
      await assertExact(panel, again?.id);
    },
  },
  {
    name: 'edits an event by e and resends it, with all digits that nobody changed',
    async run(panel) {
      await chooseExact(panel);
      await panel.pressUntil('e', () => composerOf(panel).isVisible());
      await until(async () => (await dataOf(panel).inputValue()).includes('12345678901234567890'), 'the digits are there');
      await dataOf(panel).fill((await dataOf(panel).inputValue()).replace("it's", 'edited'));
      await dataOf(panel).press('ControlOrMeta+Enter');
      const [, again] = await untilPublished(panel, 'order.paid', 2);
      assert.match((await panel.hub.raw(again?.id ?? '')) ?? '', /"data":\{"id":12345678901234567890,"note":"edited"\}.*"source":"shop"/);
      await untilFlash(panel, /^Sent: order\.paid/);
    },
  },
  {
    name: 'composes an event by n, and says where its data is wrong before anything is sent',
    async run(panel) {
      await show(panel, { event_type: 'order.paid' });
      await compose(panel);
      await typeOf(panel).fill('composed.here');
      await dataOf(panel).fill('{\n  "a": 1\n  "b": 2\n}');
      await send(panel);
      await panel.root.getByText('Line 3, column 3: A comma or } is missing here.').waitFor();
      assert.ok(await hasFocus(dataOf(panel)), 'the keyboard is where the mistake is');
      await dataOf(panel).fill('{"a": 1, "b": 2}');
      await send(panel);
      const [sent] = await untilPublished(panel, 'composed.here', 1);
      assert.deepEqual([sent?.data, sent?.source], [{ a: 1, b: 2 }, 'panel']);
      await rowOf(panel, 'composed.here').waitFor();
    },
  },
  {
    name: 'completes the types seen in the composer, and says what the type lacks',
    async run(panel) {
      await show(panel, { event_type: 'order.paid' }, { event_type: 'agent.created' });
      await compose(panel);
      await send(panel);
      await composerOf(panel).locator('#composer-type-problem').waitFor();
      await typeOf(panel).pressSequentially('agen');
      await panel.root.getByRole('listbox', { name: 'Types seen' }).getByText('agent.created').waitFor();
      await typeOf(panel).press('ArrowDown');
      await typeOf(panel).press('Enter');
      assert.equal(await typeOf(panel).inputValue(), 'agent.created');
      await send(panel);
      await untilPublished(panel, 'agent.created', 2);
    },
  },
  {
    name: 'keeps a draft that Escape closes',
    async run(panel) {
      await show(panel, { event_type: 'order.paid' });
      await compose(panel);
      await typeOf(panel).fill('kept.draft');
      await typeOf(panel).press('Escape');
      await composerOf(panel).waitFor({ state: 'detached' });
      await untilFlash(panel, /^The draft is kept/);
      await choose(panel, 'Compose Event');
      await until(async () => (await typeOf(panel).inputValue()) === 'kept.draft', 'the draft');
      await send(panel);
      await untilPublished(panel, 'kept.draft', 1);
    },
  },
  {
    name: 'copies an event by c, with all its digits',
    async run(panel) {
      await forgetCopied(panel);
      await chooseExact(panel);
      await panel.pressUntil('c', async () => (await panel.clipboard()).includes('"id": 12345678901234567890'));
      await untilFlash(panel, /^Copied as JSON/);
    },
  },
  ...copying,
  {
    name: 'has the acts of an event in the menu of its detail, too',
    async run(panel) {
      await chooseExact(panel);
      await openTab(panel, 'Raw');
      await button(panel, 'Actions of the event').click();
      await panel.root.locator('ds-menu').getByRole('menuitem', { name: 'Pin Event' }).click();
      await panel.root.locator('.pinned-event').waitFor();
      await button(panel, 'Actions of the event').click();
      await panel.root.locator('ds-menu').getByRole('menuitem', { name: 'Unpin Event' }).click();
      await panel.root.locator('.pinned-event').waitFor({ state: 'detached' });
      await button(panel, 'Actions of the event').click();
      await panel.root.locator('ds-menu').getByRole('menuitem', { name: 'Resend Event', exact: true }).click();
      await untilPublished(panel, 'order.paid', 2);
      await untilTypes(panel, 'order.paid', 'order.paid');
    },
  },
];
