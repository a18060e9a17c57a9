import assert from 'node:assert/strict';
import type { OutgoingEvent } from '../../../src/client/hubClient.ts';
import { until } from '../until.ts';
import {
  button,
  choose,
  chooseAt,
  filterOf,
  hasFocus,
  listOf,
  type Panel,
  type PanelAction,
  rowOf,
  rowsOf,
  show,
  typesShown,
  untilFlash,
  untilTypes,
} from './panel.ts';

const pair = [
  { event_type: 'order.paid', data: { n: 1 } },
  { event_type: 'order.sent', data: { n: 2 } },
] as const;
const pairTypes = pair.map(({ event_type }) => event_type);
/** Types in turn, which no group takes together. */
const inTurn = (count: number): readonly OutgoingEvent[] =>
  Array.from({ length: count }, (_, n) => ({ event_type: n % 2 === 0 ? 'tick' : 'tock', data: { n } }));
const repeats = Array.from({ length: 6 }, (_, n) => ({ event_type: 'burst', data: { n } }));

const timesAre = (panel: Panel, pattern: RegExp) =>
  until(async () => pattern.test((await panel.root.locator('.row-time').allInnerTexts()).join(' | ')), `the times are ${pattern}`);
const countIs = ({ root }: Panel, words: string) =>
  until(async () => (await root.locator('.status-count').innerText()) === words, `the count reads "${words}"`, 60_000);

async function untilSelected(panel: Panel, type: string): Promise<void> {
  await panel.root.locator('.row[aria-selected="true"]', { hasText: type }).waitFor();
  await panel.root.locator('.detail h2', { hasText: type }).waitFor();
}

export const rows: readonly PanelAction[] = [
  {
    name: 'tells times by the clock, as ago, and since the row before',
    async run(panel) {
      await show(panel, ...pair);
      await timesAre(panel, /^\d\d:\d\d:\d\d\.\d{3} \| \d\d:\d\d:\d\d\.\d{3}$/);
      await choose(panel, 'Time Ago');
      await timesAre(panel, /^(now|\d+ s ago) \| (now|\d+ s ago)$/);
      await choose(panel, 'Time Since the Row Before');
      await timesAre(panel, /^— \| \+\d+ ms$/);
      await choose(panel, 'Time of Day');
      await timesAre(panel, /^\d\d:\d\d:\d\d\.\d{3} /);
    },
  },
  {
    name: 'puts repeats under one row, which opens by click and key and closes',
    async run(panel) {
      await panel.hub.post(...repeats);
      await rowOf(panel, '×6').click();
      await untilTypes(panel, ...Array.from({ length: 7 }, () => 'burst'));
      await listOf(panel).press('ArrowLeft');
      await untilTypes(panel, 'burst');
      for (const [key, lines] of [
        ['Enter', 7],
        ['ArrowLeft', 1],
        ['ArrowRight', 7],
      ] as const) {
        await listOf(panel).press(key);
        await until(async () => (await typesShown(panel)).length === lines, `${key} leads to ${lines} lines`);
      }
    },
  },
  {
    name: 'shows repeats one by one when they are not to be grouped',
    async run(panel) {
      await panel.hub.post(...repeats);
      await untilTypes(panel, 'burst');
      await choose(panel, 'Group Repeats');
      await untilTypes(panel, ...repeats.map(() => 'burst'));
      assert.equal(await rowsOf(panel).filter({ hasText: '×6' }).count(), 0);
      await choose(panel, 'Group Repeats');
      await untilTypes(panel, 'burst');
    },
  },
  {
    name: 'stays where somebody scrolled to, and leads to what is new',
    async run(panel) {
      await panel.hub.post(...inTurn(200));
      await rowOf(panel, 'n: 199').waitFor();
      await listOf(panel).hover();
      await panel.window.mouse.wheel(0, -1500);
      const newer = panel.root.locator('.newer-button');
      await newer.waitFor();
      await panel.hub.post({ event_type: 'late' }, { event_type: 'later' });
      await until(async () => (await newer.innerText()).includes('2 new events'), 'the button says how many');
      assert.ok(!(await typesShown(panel)).includes('later'));
      await newer.click();
      await newer.waitFor({ state: 'detached' });
      await rowOf(panel, 'later').waitFor();
      assert.ok(await hasFocus(listOf(panel)), 'the keyboard is in the list');
    },
  },
  {
    name: 'pauses, says how many wait, and goes on behind a mark',
    async run(panel) {
      await show(panel, ...pair);
      await button(panel, 'Pause').click();
      await panel.hub.post({ event_type: 'meanwhile' }, { event_type: 'meanwhile' });
      await button(panel, 'Resume, 2 events waiting').waitFor();
      assert.deepEqual(await typesShown(panel), pairTypes);
      await button(panel, /^Resume/).click();
      await untilTypes(panel, ...pairTypes, 'meanwhile', 'meanwhile');
      assert.match(await panel.root.locator('.seam').last().innerText(), /^paused \d\d:\d\d:\d\d–\d\d:\d\d:\d\d$/);
    },
  },
  {
    name: 'goes through the rows by arrow keys, and Escape closes the detail',
    async run(panel) {
      await show(panel, ...pair);
      await rowOf(panel, 'order.paid').click();
      await untilSelected(panel, 'order.paid');
      for (const [key, type] of [
        ['ArrowDown', 'order.sent'],
        ['Home', 'order.paid'],
        ['End', 'order.sent'],
        ['ArrowUp', 'order.paid'],
      ] as const) {
        await panel.window.keyboard.press(key);
        await untilSelected(panel, type);
      }
      await panel.window.keyboard.press('Escape');
      await panel.root.locator('.detail').waitFor({ state: 'detached' });
      await rowOf(panel, 'order.paid').click();
      await panel.root.getByRole('tree', { name: 'Event as JSON' }).press('Escape');
      await panel.root.locator('.detail').waitFor({ state: 'detached' });
      assert.ok(await hasFocus(listOf(panel)), 'the keyboard is back in the list');
    },
  },
  {
    name: 'clears the view and brings it back, by button and by key, and the log stays',
    async run(panel) {
      await show(panel, ...pair);
      // Something that the editor itself could undo.
      await filterOf(panel).pressSequentially('paid');
      await untilTypes(panel, 'order.paid');
      await filterOf(panel).press('ControlOrMeta+a');
      await filterOf(panel).press('Delete');
      await filterOf(panel).press('Enter');
      await untilTypes(panel, ...pairTypes);
      for (const undo of [() => button(panel, 'Undo').click(), () => panel.window.keyboard.press('ControlOrMeta+z')]) {
        await panel.root.getByRole('button', { name: 'Clear view' }).click();
        await untilFlash(panel, /^Cleared 2 events/);
        await untilTypes(panel);
        await undo();
        await untilTypes(panel, ...pairTypes);
        assert.equal(await filterOf(panel).inputValue(), '');
        assert.equal(await hasFocus(filterOf(panel)), false);
      }
      assert.equal((await panel.hub.events()).length, 2);
    },
  },
  {
    name: 'pins by p, keeps what is pinned when the view is cleared, and unpins',
    async run(panel) {
      await show(panel, ...pair);
      await rowOf(panel, 'order.paid').click();
      const pinned = panel.root.locator('.pinned-event');
      await panel.pressUntil('p', () => pinned.isVisible());
      await untilFlash(panel, /^Pinned/);
      assert.match(await pinned.innerText(), /order\.paid/);
      await panel.root.getByRole('button', { name: 'Clear view' }).click();
      await untilTypes(panel);
      await pinned.click();
      await panel.root.locator('.detail h2', { hasText: 'order.paid' }).waitFor();
      await button(panel, 'Unpin order.paid').click();
      await pinned.waitFor({ state: 'detached' });
    },
  },
  {
    name: 'pins and unpins by the menu of a row, which says what of the two it does',
    async run(panel) {
      await show(panel, ...pair);
      const pinned = panel.root.locator('.pinned-event');
      await chooseAt(panel, rowOf(panel, 'order.paid'), 'Pin Event');
      await pinned.waitFor();
      await chooseAt(panel, rowOf(panel, 'order.paid'), 'Unpin Event');
      await pinned.waitFor({ state: 'detached' });
    },
  },
  {
    name: 'counts every one of 20,000 events that come at once',
    async run(panel) {
      for (let n = 0; n < 20; n++) await panel.hub.post(...inTurn(1000));
      await panel.hub.post({ event_type: 'the.last' });
      await rowOf(panel, 'the.last').waitFor({ timeout: 60_000 });
      await countIs(panel, '20,001 events');
      assert.equal(await panel.root.locator('.seam').count(), 0);
      assert.ok((await panel.root.evaluate(() => document.querySelectorAll('*').length)) < 2000);
    },
  },
];
