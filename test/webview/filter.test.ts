import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { until } from '../support/until.ts';
import { createStage, eventAt, eventsFrom, rowTexts, type TestPanel } from './support.ts';

const stage = createStage();
after(() => stage[Symbol.asyncDispose]());

const events = [
  eventAt(0, { type: 'agent.created', data: { name: 'Ada' } }),
  eventAt(1, { type: 'rental.created', data: { name: 'Grace' }, source: 'shop' }),
  eventAt(2, { type: 'agent.deleted', data: { name: 'Ada' } }),
  eventAt(3, { type: 'agent.created', data: { name: 'Linus' } }),
];
const fieldOf = ({ page }: TestPanel) => page.getByRole('combobox', { name: 'Filter events' });
const untilRows = ({ page }: TestPanel, expected: readonly string[]) =>
  until(async () => JSON.stringify(await rowTexts(page)) === JSON.stringify(expected), `the rows are ${expected.join(', ')}`);

describe('the filter', () => {
  it('searches type, source and data', async () => {
    await using panel = await stage.open({ snapshot: { events } });
    await fieldOf(panel).fill('ada');
    await untilRows(panel, ['name: "Ada"', 'name: "Ada"']);
    assert.equal(await panel.page.locator('.status-count').textContent(), '2 of 4 events');
    await fieldOf(panel).fill('SHOP');
    await untilRows(panel, ['name: "Grace"']);
    await fieldOf(panel).fill('type:agent.* -data.name:ada');
    await untilRows(panel, ['name: "Linus"']);
  });

  it('is cleared by its button', async () => {
    await using panel = await stage.open({ snapshot: { events } });
    await fieldOf(panel).fill('ada');
    await panel.page.getByRole('button', { name: 'Clear filter' }).click();
    await untilRows(panel, ['name: "Ada"', 'name: "Grace"', 'name: "Ada"', 'name: "Linus"']);
    assert.equal(await panel.page.evaluate(() => document.activeElement?.id), 'filter-text');
  });

  it('applies to events that come later', async () => {
    await using panel = await stage.open({ snapshot: { events } });
    await fieldOf(panel).fill('type:rental.*');
    await panel.tell('onEvents', [eventAt(9), eventAt(10, { type: 'rental.ended', data: { name: 'Alan' } })]);
    await untilRows(panel, ['name: "Grace"', 'name: "Alan"']);
  });

  it('is there again after the view was hidden', async () => {
    await using panel = await stage.open({ snapshot: { events } });
    await fieldOf(panel).fill('ada type:*.deleted');
    await panel.page.getByRole('button', { name: 'Pause' }).click();
    const saved = await until(async () => {
      const view = (await panel.saved()) as { query?: string; isPaused?: boolean } | undefined;
      return view?.query === 'ada type:*.deleted' && view.isPaused ? view : undefined;
    }, 'the view is saved');
    await using again = await stage.open({ snapshot: { events }, saved });
    await untilRows(again, ['name: "Ada"']);
    assert.equal(await fieldOf(again).inputValue(), 'ada type:*.deleted');
    await again.page.getByRole('button', { name: /^Resume/ }).waitFor();
  });

  it('keeps the focus when somebody had scrolled up', async () => {
    const many = eventsFrom(0, 200).map((event, n) => (n % 2 ? event : { ...event, type: 'rental.created' }));
    await using panel = await stage.open({ snapshot: { events: many } });
    await panel.page.locator('.event-list').hover();
    await panel.page.mouse.wheel(0, -1500);
    await panel.page.locator('.newer-button').waitFor();
    await fieldOf(panel).pressSequentially('type:rental.*');
    await panel.page.getByText('100 of 200 events').waitFor();
    assert.equal(await fieldOf(panel).inputValue(), 'type:rental.*');
  });

  it('is reached by Ctrl+F, with its text selected', async () => {
    await using panel = await stage.open({ snapshot: { events } });
    await fieldOf(panel).fill('ada');
    await panel.page.locator('.row').first().click();
    await panel.page.keyboard.press('Control+f');
    await panel.page.keyboard.type('grace');
    assert.equal(await fieldOf(panel).inputValue(), 'grace');
  });
});
