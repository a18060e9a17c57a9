import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { until } from '../support/until.ts';
import { createStage, eventAt, rowTexts, type TestPanel } from './support.ts';

const stage = createStage();
after(() => stage[Symbol.asyncDispose]());

const events = [
  eventAt(0, { type: 'agent.created', data: { name: 'Ada' } }),
  eventAt(1, { type: 'rental.created', data: { name: 'Grace', count: 3 }, source: 'shop' }),
  eventAt(2, { type: 'agent.deleted', data: { name: 'Ada' } }),
  eventAt(3, { type: 'agent.created', data: { name: 'Linus', count: 12 } }),
];
const memory = { queries: ['type:agent.*', 'ada'], pins: [] };
const fieldOf = ({ page }: TestPanel) => page.getByRole('combobox', { name: 'Filter events' });
const offersOf = ({ page }: TestPanel) => page.getByRole('listbox', { name: 'Suggestions' }).getByRole('option');
const untilOffers = (panel: TestPanel, pattern: RegExp) =>
  until(async () => pattern.test((await offersOf(panel).allTextContents()).join(' | ')), `the offers are ${pattern}`);
const untilRows = ({ page }: TestPanel, expected: readonly string[]) =>
  until(async () => JSON.stringify(await rowTexts(page)) === JSON.stringify(expected), `the rows are ${expected.join(', ')}`);

describe('the query box', () => {
  it('completes fields, then what they may be', async () => {
    await using panel = await stage.open({ snapshot: { events } });
    await fieldOf(panel).pressSequentially('ty');
    await untilOffers(panel, /^type:/);
    await fieldOf(panel).press('ArrowDown');
    await fieldOf(panel).press('Enter');
    assert.equal(await fieldOf(panel).inputValue(), 'type:');
    await untilOffers(panel, /^agent\.created.*agent\.deleted/);
    await fieldOf(panel).press('ArrowDown');
    await fieldOf(panel).press('Enter');
    await offersOf(panel).first().waitFor({ state: 'detached' });
    assert.equal(await fieldOf(panel).inputValue(), 'type:agent.created');
    await untilRows(panel, ['name: "Ada"', 'name: "Linus", count: 12']);
  });

  it('takes the chosen offer by Tab, which else goes on to the next field', async () => {
    await using panel = await stage.open({ snapshot: { events } });
    await fieldOf(panel).pressSequentially('data.na');
    await untilOffers(panel, /^name/);
    await fieldOf(panel).press('ArrowDown');
    await fieldOf(panel).press('Tab');
    assert.equal(await fieldOf(panel).inputValue(), 'data.name:');
    await untilOffers(panel, /^Ada/);
    await panel.page.keyboard.press('Tab');
    assert.equal(await fieldOf(panel).inputValue(), 'data.name:');
    assert.equal(await panel.page.evaluate(() => document.activeElement?.getAttribute('title')), 'Clear filter');
  });

  it('goes back by Shift+Tab, whatever is chosen', async () => {
    await using panel = await stage.open({ snapshot: { events } });
    await fieldOf(panel).pressSequentially('ty');
    await untilOffers(panel, /^type:/);
    await fieldOf(panel).press('ArrowDown');
    await fieldOf(panel).press('Shift+Tab');
    assert.equal(await fieldOf(panel).inputValue(), 'ty');
    assert.notEqual(await panel.page.evaluate(() => document.activeElement?.id), 'filter-text');
  });

  it('keeps a filter that nothing matches yet: somebody may wait for such events', async () => {
    await using panel = await stage.open({ snapshot: { events } });
    await fieldOf(panel).fill('type:rental.ended');
    await fieldOf(panel).press('Enter');
    assert.deepEqual(await panel.untilCalled('remember', 1), [{ kind: 'filter', query: 'type:rental.ended' }]);
  });

  it('offers the types that begin so when nothing is of that very type', async () => {
    await using panel = await stage.open({ snapshot: { events } });
    await fieldOf(panel).fill('type:agent -data.name:linus');
    await panel.page.getByText('No event has this very type.').waitFor();
    const hint = panel.page.getByRole('button', { name: 'type:agent.* -data.name:linus would match 2 events' });
    await hint.waitFor();
    await panel.screenshot('query-type-hint');
    await hint.click();
    await untilRows(panel, ['name: "Ada"', 'name: "Ada"']);
    assert.equal(await fieldOf(panel).inputValue(), 'type:agent.* -data.name:linus');
    assert.equal(await panel.page.evaluate(() => document.activeElement?.id), 'filter-text');
  });

  it('offers the last filters while it is empty, and keeps those that were used', async () => {
    await using panel = await stage.open({ snapshot: { events, memory } });
    await fieldOf(panel).focus();
    await fieldOf(panel).press('ArrowDown');
    await untilOffers(panel, /^type:agent\.\* \| ada \| type:/);
    await offersOf(panel).nth(1).click();
    await untilRows(panel, ['name: "Ada"', 'name: "Ada"']);
    await fieldOf(panel).press('Enter');
    const [remembered] = await panel.untilCalled('remember', 1);
    assert.deepEqual(remembered, { kind: 'filter', query: 'ada' });
  });

  it('completes paths and values of the data', async () => {
    await using panel = await stage.open({ snapshot: { events } });
    await fieldOf(panel).pressSequentially('data.co');
    await untilOffers(panel, /^count/);
    await fieldOf(panel).press('ArrowDown');
    await fieldOf(panel).press('Enter');
    assert.equal(await fieldOf(panel).inputValue(), 'data.count:');
    await untilOffers(panel, /^(12|3)/);
    await fieldOf(panel).fill('data.count>10');
    await untilRows(panel, ['name: "Linus", count: 12']);
  });

  it('completes the word at the caret, wherever that is', async () => {
    await using panel = await stage.open({ snapshot: { events } });
    await fieldOf(panel).fill('source: name');
    for (let step = 0; step < 5; step++) await fieldOf(panel).press('ArrowLeft');
    await untilOffers(panel, /^backend \| shop/);
    await offersOf(panel).nth(1).click();
    assert.equal(await fieldOf(panel).inputValue(), 'source:shop name');
    assert.equal(await fieldOf(panel).evaluate((field: HTMLInputElement) => field.selectionStart), 11);
  });

  it('says what is wrong and where, and the last right filter stays', async () => {
    await using panel = await stage.open({ snapshot: { events } });
    await fieldOf(panel).fill('data.count>3');
    await untilRows(panel, ['name: "Linus", count: 12']);
    await fieldOf(panel).fill('data.count>three');
    const problem = panel.page.locator('.query-problem');
    await problem.waitFor();
    assert.match((await problem.textContent()) ?? '', /neither a number nor a time/);
    assert.equal(await problem.locator('mark').textContent(), 'three');
    assert.equal(await fieldOf(panel).getAttribute('aria-invalid'), 'true');
    assert.equal(await fieldOf(panel).getAttribute('aria-describedby'), await problem.getAttribute('id'));
    await untilRows(panel, ['name: "Linus", count: 12']);
  });

  it('selects the mistake on Enter', async () => {
    await using panel = await stage.open({ snapshot: { events } });
    await fieldOf(panel).fill('ada data.count>three');
    await panel.page.locator('.query-problem').waitFor();
    await fieldOf(panel).press('Enter');
    const selected = await fieldOf(panel).evaluate(({ value, selectionStart, selectionEnd }: HTMLInputElement) =>
      value.slice(selectionStart ?? 0, selectionEnd ?? 0),
    );
    assert.equal(selected, 'three');
    assert.equal((await panel.calls()).filter(({ method }) => method === 'remember').length, 0);
  });

  it('closes its list by Escape first, then clears itself', async () => {
    await using panel = await stage.open({ snapshot: { events } });
    await fieldOf(panel).pressSequentially('ag');
    await offersOf(panel).first().waitFor();
    await fieldOf(panel).press('Escape');
    await offersOf(panel).first().waitFor({ state: 'detached' });
    assert.equal(await fieldOf(panel).inputValue(), 'ag');
    await fieldOf(panel).press('Escape');
    assert.equal(await fieldOf(panel).inputValue(), '');
  });

  it('tells screen readers of the active offer', async () => {
    await using panel = await stage.open({ snapshot: { events } });
    await fieldOf(panel).pressSequentially('type:');
    await offersOf(panel).first().waitFor();
    assert.equal(await fieldOf(panel).getAttribute('aria-expanded'), 'true');
    await fieldOf(panel).press('ArrowUp');
    await until(async () => {
      const id = await fieldOf(panel).getAttribute('aria-activedescendant');
      return id && (await panel.page.locator(`[id="${id}"]`).textContent())?.startsWith('agent.*');
    }, 'the last offer is active');
  });

  it('names the fields when one is unknown and nothing matches', async () => {
    await using panel = await stage.open({ snapshot: { events } });
    await fieldOf(panel).fill('typ:agent.created');
    await panel.page.getByText('There is no field typ.').waitFor();
    await panel.page.locator('vscode-button', { hasText: 'Clear Filter' }).click();
    await until(async () => (await rowTexts(panel.page)).length === 4, 'all rows are back');
    assert.equal(await panel.page.evaluate(() => document.activeElement?.id), 'filter-text');
  });

  it('keeps its list inside of a narrow window', async () => {
    await using panel = await stage.open({ snapshot: { events, memory }, width: 300, height: 200 });
    await fieldOf(panel).click();
    await offersOf(panel).first().waitFor();
    const box = await panel.page.locator('.suggestions').boundingBox();
    assert.ok(box && box.x >= 0 && box.x + box.width <= 300 && box.y + box.height <= 200, JSON.stringify(box));
  });
});
