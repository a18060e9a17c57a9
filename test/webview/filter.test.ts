import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { until } from '../support/until.ts';
import { createStage, eventAt, eventsFrom, rowTexts } from './support.ts';

const stage = createStage();
after(() => stage[Symbol.asyncDispose]());

const events = [
  eventAt(0, { type: 'agent.created', data: { name: 'Ada' } }),
  eventAt(1, { type: 'rental.created', data: { name: 'Grace' }, source: 'shop' }),
  eventAt(2, { type: 'agent.deleted', data: { name: 'Ada' } }),
  eventAt(3, { type: 'agent.created', data: { name: 'Linus' } }),
];
const untilRows = (page: Parameters<typeof rowTexts>[0], expected: readonly string[]) =>
  until(async () => JSON.stringify(await rowTexts(page)) === JSON.stringify(expected), `the rows are ${expected.join(', ')}`);

describe('the filters', () => {
  it('search type, source and data', async () => {
    await using panel = await stage.open({ snapshot: { events } });
    const field = panel.page.getByRole('textbox', { name: 'Filter by text' });
    await field.fill('ada');
    await untilRows(panel.page, ['name: "Ada"', 'name: "Ada"']);
    assert.equal(await panel.page.locator('.status-count').textContent(), '2 of 4 events');
    await field.fill('SHOP');
    await untilRows(panel.page, ['name: "Grace"']);
    await field.press('Escape');
    await untilRows(panel.page, ['name: "Ada"', 'name: "Grace"', 'name: "Ada"', 'name: "Linus"']);
  });

  it('apply to events that come later', async () => {
    await using panel = await stage.open({ snapshot: { events } });
    await panel.page.getByRole('combobox', { name: 'Filter by type' }).fill('rental.*');
    await panel.tell('onEvents', [eventAt(9), eventAt(10, { type: 'rental.ended', data: { name: 'Alan' } })]);
    await untilRows(panel.page, ['name: "Grace"', 'name: "Alan"']);
  });

  it('offer the types seen, the most frequent first', async () => {
    await using panel = await stage.open({ snapshot: { events } });
    await panel.page.getByRole('combobox').click();
    const options = panel.page.getByRole('listbox', { name: 'Types seen' }).getByRole('option');
    await options.first().waitFor();
    assert.deepEqual(await options.allTextContents(), ['agent.created2', 'agent.deleted1', 'rental.created1']);
    await options.nth(1).click();
    await untilRows(panel.page, ['name: "Ada"']);
    assert.equal(await panel.page.getByRole('combobox').inputValue(), 'agent.deleted');
  });

  it('take suggestions by keyboard, one after the other', async () => {
    await using panel = await stage.open({ snapshot: { events } });
    const field = panel.page.getByRole('combobox');
    await field.pressSequentially('rent');
    await panel.page.locator('.suggestion', { hasText: 'rental' }).waitFor();
    await field.press('ArrowDown');
    await until(async () => (await field.getAttribute('aria-activedescendant')) === 'type-suggestion-0', 'the first is active');
    await field.press('Enter');
    await field.pressSequentially(', del');
    await until(
      async () => (await panel.page.locator('.suggestion').allTextContents()).join() === 'agent.deleted1',
      'only the fitting type is offered',
    );
    await field.press('ArrowDown');
    await field.press('Enter');
    await until(async () => (await field.inputValue()) === 'rental.created, agent.deleted', 'both types are in the field');
    await untilRows(panel.page, ['name: "Grace"', 'name: "Ada"']);
  });

  it('say when nothing matches, and can be cleared from there', async () => {
    await using panel = await stage.open({ snapshot: { events } });
    await panel.page.getByRole('textbox').fill('nowhere');
    await panel.page.getByText('No event matches the filter.').waitFor();
    await panel.page.locator('vscode-button', { hasText: 'Clear Filter' }).click();
    await until(async () => (await rowTexts(panel.page)).length === 4, 'all rows are back');
    assert.equal(await panel.page.evaluate(() => document.activeElement?.id), 'filter-text');
  });

  it('are there again after the view was hidden', async () => {
    await using panel = await stage.open({ snapshot: { events } });
    await panel.page.getByRole('textbox').fill('ada');
    await panel.page.getByRole('combobox').fill('*.deleted');
    await panel.page.getByRole('button', { name: 'Pause' }).click();
    const expected = { text: 'ada', types: '*.deleted', isPaused: true, detailShare: 0.42, areStatsOpen: false };
    await until(async () => JSON.stringify(await panel.saved()) === JSON.stringify(expected), 'the view is saved');
    await using again = await stage.open({ snapshot: { events }, saved: expected });
    await untilRows(again.page, ['name: "Ada"']);
    assert.equal(await again.page.getByRole('combobox').inputValue(), '*.deleted');
    await again.page.getByRole('button', { name: /^Resume/ }).waitFor();
  });

  it('keep the focus when somebody had scrolled up', async () => {
    const many = eventsFrom(0, 200).map((event, n) => (n % 2 ? event : { ...event, type: 'rental.created' }));
    await using panel = await stage.open({ snapshot: { events: many } });
    await panel.page.locator('.event-list').hover();
    await panel.page.mouse.wheel(0, -1500);
    await panel.page.locator('.newer-button').waitFor();
    await panel.page.getByRole('combobox').pressSequentially('rental.*');
    await panel.page.getByText('100 of 200 events').waitFor();
    assert.equal(await panel.page.getByRole('combobox').inputValue(), 'rental.*');
  });

  it('are reached by Ctrl+F', async () => {
    await using panel = await stage.open({ snapshot: { events } });
    await panel.page.locator('.row').first().click();
    await panel.page.keyboard.press('Control+f');
    assert.equal(await panel.page.evaluate(() => document.activeElement?.id), 'filter-text');
  });
});
