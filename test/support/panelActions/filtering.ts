import assert from 'node:assert/strict';
import { until } from '../until.ts';
import { button, filterOf, hasFocus, type Panel, type PanelAction, rowOf, show, untilTypes } from './panel.ts';

const sample = [
  { event_type: 'order.paid', data: { name: 'Ada', count: 3, at: '2026-03-02T09:15:00Z' }, source: 'shop' },
  { event_type: 'agent.created', data: { name: 'Grace', count: 12 }, source: 'cli' },
  { event_type: 'order.sent', data: { name: 'Linus Ada', count: 40 }, source: 'shop' },
];

const queries: Readonly<Record<string, readonly [query: string, ...types: readonly string[]]>> = {
  'free text, in any case': ['aDA', 'order.paid', 'order.sent'],
  'a phrase': ['"linus ada"', 'order.sent'],
  'a type': ['type:agent.*', 'agent.created'],
  'what is left out': ['-type:order.*', 'agent.created'],
  'a source': ['source:cli', 'agent.created'],
  'a value of the data': ['data.name:ada', 'order.paid'],
  'a number of the data': ['data.count>10', 'agent.created', 'order.sent'],
  'a time': ['after:10m -data.at>2026-03-02', 'agent.created', 'order.sent'],
  'several at once': ['type:order.* data.count>10 -source:cli', 'order.sent'],
};

const byQuery: readonly PanelAction[] = Object.entries(queries).map(([what, [query, ...types]]) => ({
  name: `filters by ${what}`,
  async run(panel) {
    await show(panel, ...sample);
    await filterOf(panel).fill(query);
    await untilTypes(panel, ...types);
    const count = panel.root.locator('.status-count');
    await until(async () => (await count.innerText()) === `${types.length} of 3 events`, 'the count of what the filter lets through');
    await filterOf(panel).fill('');
    await untilTypes(panel, ...sample.map(({ event_type }) => event_type));
  },
}));

const offersOf = ({ root }: Panel) => root.getByRole('listbox', { name: 'Suggestions' }).getByRole('option');

/** Goes down the list of what could be meant, and takes it. */
async function take({ root, window }: Panel, label: string): Promise<void> {
  const active = root.locator('.suggestion[aria-selected="true"] .suggestion-label');
  await until(async () => {
    await window.keyboard.press('ArrowDown');
    return (await active.innerText({ timeout: 500 })) === label;
  }, `"${label}" in the list`);
  await window.keyboard.press('Enter');
}

export const filtering: readonly PanelAction[] = [
  ...byQuery,
  {
    name: 'completes a query by the keyboard alone',
    async run(panel) {
      await show(panel, ...sample);
      await filterOf(panel).focus();
      await panel.window.keyboard.type('ty');
      await take(panel, 'type:');
      await panel.window.keyboard.type('ord');
      await take(panel, 'order.paid');
      assert.equal(await filterOf(panel).inputValue(), 'type:order.paid');
      await offersOf(panel).first().waitFor({ state: 'detached' });
      await panel.window.keyboard.type(' data.na');
      await take(panel, 'name');
      await take(panel, 'Ada');
      assert.equal(await filterOf(panel).inputValue(), 'type:order.paid data.name:Ada');
      await untilTypes(panel, 'order.paid');
    },
  },
  {
    name: 'shows in place what is wrong with a query, and keeps the last right one',
    async run(panel) {
      await show(panel, ...sample);
      await filterOf(panel).fill('data.count>10');
      await untilTypes(panel, 'agent.created', 'order.sent');
      await filterOf(panel).fill('data.count>ten');
      const problem = panel.root.locator('.query-problem');
      await problem.waitFor();
      assert.equal(await problem.locator('mark').innerText(), 'ten');
      assert.equal(await filterOf(panel).getAttribute('aria-invalid'), 'true');
      await untilTypes(panel, 'agent.created', 'order.sent');
      await filterOf(panel).fill('data.count>30');
      await problem.waitFor({ state: 'detached' });
      await untilTypes(panel, 'order.sent');
    },
  },
  {
    name: 'names a field that does not exist when nothing matches, and clears the filter',
    async run(panel) {
      await show(panel, ...sample);
      await filterOf(panel).fill('typ:order.paid');
      await panel.root.getByText('There is no field typ.').waitFor();
      await panel.root.locator('vscode-button', { hasText: 'Clear Filter' }).click();
      await untilTypes(panel, ...sample.map(({ event_type }) => event_type));
    },
  },
  {
    name: 'offers the last filters in an empty query box',
    async run(panel) {
      await show(panel, ...sample);
      await filterOf(panel).fill('type:order.sent');
      await filterOf(panel).press('Enter');
      await filterOf(panel).fill('');
      await take(panel, 'type:order.sent');
      await untilTypes(panel, 'order.sent');
    },
  },
  {
    name: 'goes to the query box by /, and Escape clears it',
    async run(panel) {
      await show(panel, ...sample);
      await rowOf(panel, 'agent.created').click();
      await panel.pressUntil('/', () => hasFocus(filterOf(panel)));
      await panel.window.keyboard.type('paid');
      await untilTypes(panel, 'order.paid');
      await until(async () => {
        await panel.window.keyboard.press('Escape');
        return (await filterOf(panel).inputValue()) === '';
      }, 'an empty query box');
      await untilTypes(panel, ...sample.map(({ event_type }) => event_type));
    },
  },
  {
    name: 'filters by a time that is chosen in the activity strip by the keyboard, and goes back',
    async run(panel) {
      await show(panel, ...sample);
      const strip = panel.root.getByRole('slider', { name: 'Activity' });
      await strip.press('End');
      await until(async () => /3 events/.test((await strip.getAttribute('aria-valuetext')) ?? ''), 'the bar of the three events');
      await strip.press('Enter');
      await until(async () => /after:.*before:/.test(await filterOf(panel).inputValue()), 'a query with times');
      await untilTypes(panel, ...sample.map(({ event_type }) => event_type));
      await button(panel, 'Clear filter').click();
      assert.equal(await filterOf(panel).inputValue(), '');
    },
  },
];
