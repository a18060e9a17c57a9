import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { until } from '../support/until.ts';
import { NOON } from './deliverySamples.ts';
import { focused, openTab } from './detailSamples.ts';
import { createStage, eventAt, eventsFrom, type PanelOptions, type TestPanel } from './support.ts';

const stage = createStage();
after(() => stage[Symbol.asyncDispose]());

const file = { folder: 'shop', file: 'src/Cart.tsx', change: 'changed' };
const saved = eventAt(1, { type: 'frontend.file_changed', data: file, source: 'watcher' });
const events = [
  eventAt(0, { data: { agent_id: 'a-17', state: 'new', tags: ['x'], gone: 1 } }),
  saved,
  eventAt(2, { type: 'order.paid', data: { order: { agentId: 'a-17' } } }),
  eventAt(3, { data: { agent_id: 'a-17', state: 'busy', tags: ['y', 'x'] } }),
];

/** A panel that shows the newest of these events in one of the tabs. */
async function openIn(tab: string, options: PanelOptions = {}): Promise<TestPanel> {
  const panel = await stage.open({ now: NOON, height: 500, ...options, snapshot: { events, ...options.snapshot } });
  await panel.page.locator('.row').last().click();
  await openTab(panel.page, tab);
  return panel;
}

describe('the diff', () => {
  it('says in words what differs from the event of this type before', async () => {
    await using panel = await openIn('Diff');
    const { page } = panel;
    await page.locator('.change').nth(2).waitFor();
    const texts = (await page.locator('.change-text').allTextContents()).map((text) => text.replace(/\s+/g, ' '));
    assert.deepEqual(texts, ['Changed data.statebefore "new"now "busy"', 'Added data.tags[0]now "y"', 'Removed data.gonebefore 1']);
    assert.match(await page.locator('.detail-bar-words').innerText(), /^Since 10:15:00\.000, id-0$/);
  });

  it('leads to the event before, whose tab is the same', async () => {
    await using panel = await openIn('Diff');
    await panel.page.getByRole('button', { name: 'Show', exact: true }).press('Enter');
    await panel.page.getByText('No earlier event of this type is in the panel.').waitFor();
    assert.equal(await focused(panel.page), 'Differences');
    await until(
      async () => (await panel.page.locator('.row[aria-selected="true"]').getAttribute('aria-posinset')) === '1',
      'the first row',
    );
  });

  it('says when nothing differs', async () => {
    await using panel = await openIn('Diff', { snapshot: { events: [eventAt(0, { data: { a: 1 } }), eventAt(1, { data: { a: 1 } })] } });
    await panel.page.getByText('The data is the same.').waitFor();
  });

  it('tells numbers apart that JavaScript cannot, and claims nothing before it knows all digits', async () => {
    const twins = [eventAt(0, { data: { x: 1 } }), eventAt(1, { data: { x: 1 } })];
    const texts = [JSON.stringify(twins[0]), JSON.stringify(twins[1]).replace('"x":1', '"x":1.00000000000000001')];
    await using panel = await openIn('Data', { snapshot: { events: twins } });
    await panel.untilCalled('raw', 1);
    await panel.page.evaluate(
      (next) =>
        Object.defineProperty(fakeHost, 'answers', {
          value: {
            get raw() {
              return next.shift();
            },
          },
        }),
      texts,
    );
    await panel.hold('raw');
    await openTab(panel.page, 'Diff');
    assert.deepEqual((await panel.untilCalled('raw', 3)).slice(1), ['id-0', 'id-1']);
    await panel.release('raw');
    assert.equal(await panel.page.getByText('The data is the same.').count(), 0);
    await panel.release('raw');
    await panel.page.getByText('1.00000000000000001').waitFor();
    assert.equal(await panel.page.locator('.change').count(), 1);
  });

  it('shows a number of differences, and how many more there are', async () => {
    const data = (sign: number) => Object.fromEntries(Array.from({ length: 1000 }, (_, n) => [`key${n}`, sign * n]));
    await using panel = await openIn('Diff', { snapshot: { events: [eventAt(0, { data: data(1) }), eventAt(1, { data: data(-1) })] } });
    await panel.page.getByText('… and 799 more differences').waitFor();
    assert.equal(await panel.page.locator('.change').count(), 200);
  });

  it('finds the event before on a page that comes later', async () => {
    const [first, ...others] = events;
    assert.ok(first);
    await using panel = await stage.open({ now: NOON, snapshot: { events: others }, log: [first], height: 500 });
    await panel.page.locator('.row').last().click();
    await openTab(panel.page, 'Diff');
    await panel.page.locator('.change').first().waitFor();
  });
});

describe('related events', () => {
  it('have an id in common, newest first, and lead there', async () => {
    await using panel = await openIn('Related');
    const rows = panel.page.locator('.related-rows .related-row');
    await panel.page.getByText('2 events with an id of its data').waitFor();
    const texts = (await rows.allInnerTexts()).map((text) => text.replace(/\s+/g, ' '));
    assert.deepEqual(
      texts.map((text) => text.split(' ').slice(0, 4).join(' ')),
      ['10:15:02.000 order.paid agentId a-17', '10:15:00.000 agent.created agent_id a-17'],
    );
    await rows.first().press('Enter');
    await panel.page.locator('.detail h2', { hasText: 'order.paid' }).waitFor();
    assert.equal(await panel.page.getByRole('tabpanel', { name: 'Related' }).count(), 1);
  });

  it('come while one looks, and the keyboard stays', async () => {
    await using panel = await openIn('Related');
    const rows = panel.page.locator('.related-rows .related-row');
    await rows.nth(1).focus();
    const before = await focused(panel.page);
    await panel.tell('onEvents', [eventAt(4, { data: { id: 'a-17' } }), ...eventsFrom(5, 3)]);
    await rows.nth(2).waitFor();
    assert.equal(await focused(panel.page), before);
  });

  it('begin with the file that was saved just before, which opens', async () => {
    await using panel = await openIn('Related', { snapshot: { canOpenFiles: true } });
    const save = panel.page.locator('.related-save');
    assert.match(
      (await save.innerText()).replace(/\s+/g, ' '),
      /^10:15:01\.000 Saved 2\.0 s before src\/Cart\.tsx changed · shop Open File$/,
    );
    await save.getByRole('button', { name: 'Open File' }).click();
    assert.deepEqual(await panel.untilCalled('openFile', 1), [{ folder: 'shop', file: 'src/Cart.tsx' }]);
  });

  it('are looked for among 20,000 without a pause, and say when there are none', async () => {
    const many = Array.from({ length: 20_000 }, (_, n) => eventAt(n, { data: { agent_id: `a-${n + 100}` } }));
    await using panel = await openIn('Related', { snapshot: { events: [...many, eventAt(20_000, { data: { agent_id: 'a-17' } })] } });
    await panel.page.getByText('No other event in the panel has an id of its data.').waitFor();
    await panel.tell('onEvents', [eventAt(20_001, { data: { n: 1 } })]);
    await panel.page.locator('.row', { hasText: 'n: 1' }).click();
    await panel.page.getByText('Its data has no ids').waitFor();
  });
});

describe('a file that was saved', () => {
  it('opens in the editor from the head of the detail', async () => {
    await using panel = await openIn('Data', { snapshot: { events: [saved], canOpenFiles: true } });
    await panel.page.locator('.detail-header').getByRole('button', { name: 'Open File' }).click();
    assert.deepEqual(await panel.untilCalled('openFile', 1), [{ folder: 'shop', file: 'src/Cart.tsx' }]);
  });

  it('cannot be opened where there is no editor, or when it is gone', async () => {
    const removed = { ...saved, data: { ...file, change: 'removed' } };
    for (const snapshot of [
      { events: [saved], canOpenFiles: false },
      { events: [removed], canOpenFiles: true },
    ]) {
      await using panel = await openIn('Data', { snapshot });
      assert.equal(await panel.page.getByRole('button', { name: 'Open File' }).count(), 0);
    }
  });
});
