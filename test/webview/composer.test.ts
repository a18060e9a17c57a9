import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { DraftText } from '../../src/shared/panel.ts';
import type { SavedView } from '../../webview/host/host.ts';
import { until } from '../support/until.ts';
import { seriousFindings } from './checks.ts';
import { createStage, eventAt, eventsFrom, type TestPanel } from './support.ts';
import { themes } from './themes.ts';

const stage = createStage();
after(() => stage[Symbol.asyncDispose]());

const EXACT =
  '{"id":"id-0","type":"agent.created","data":{"n":12345678901234567890},"timestamp":"2026-03-02T09:15:00.000Z","source":"shop"}';
const events = [...eventsFrom(0, 2), eventAt(2, { type: 'rental.created' })];
const typeOf = ({ page }: TestPanel) => page.locator('#composer-type');
const sourceOf = ({ page }: TestPanel) => page.locator('#composer-source');
const dataOf = ({ page }: TestPanel) => page.locator('#composer-data');
const sentBy = async (panel: TestPanel) => (await panel.untilCalled('send', 1)) as readonly DraftText[];
const untilFlash = ({ page }: TestPanel, text: string) =>
  until(async () => (await page.locator('.flash').textContent())?.trim() === text, `the flash line reads "${text}"`);
/** Opens the composer. Until the next frame the one before may still be there, and would take what is written. */
const open = async ({ tell, page }: TestPanel, act: 'compose' | 'edit') => {
  await tell('onAct', act);
  await page.getByRole('heading', { name: act === 'edit' ? 'Edit and resend' : 'Compose event' }).waitFor();
};
const compose = (panel: TestPanel) => open(panel, 'compose');
const edit = (panel: TestPanel) => open(panel, 'edit');
const untilClosed = ({ page }: TestPanel) => page.locator('.composer').waitFor({ state: 'detached' });
const close = async (panel: TestPanel) => {
  await typeOf(panel).press('Escape');
  await untilClosed(panel);
};

describe('the composer', () => {
  it('sends what was written', async () => {
    await using panel = await stage.open({ snapshot: { events } });
    await compose(panel);
    await until(() => typeOf(panel).evaluate((field) => field === document.activeElement), 'the type has the focus');
    await typeOf(panel).fill('order.paid');
    await dataOf(panel).fill('{"total": 12.50, "id": 12345678901234567890}');
    await dataOf(panel).press('Control+Enter');
    assert.deepEqual(await sentBy(panel), [{ type: 'order.paid', data: '{"total":12.5,"id":12345678901234567890}', source: 'panel' }]);
    await untilFlash(panel, 'Sent: order.paid');
    assert.equal(await dataOf(panel).evaluate((field) => field === document.activeElement), true);
  });

  it('opens with an event to edit, with all its digits', async () => {
    await using panel = await stage.open({ snapshot: { events }, answers: { raw: EXACT } });
    await panel.page.locator('.row').first().click();
    await edit(panel);
    assert.equal(await dataOf(panel).inputValue(), '{\n  "n": 12345678901234567890\n}');
    assert.equal(await typeOf(panel).inputValue(), 'agent.created');
    assert.equal(await sourceOf(panel).inputValue(), 'shop');
    await sourceOf(panel).fill('');
    await panel.page.locator('vscode-button', { hasText: 'Send' }).click();
    assert.deepEqual(await sentBy(panel), [{ type: 'agent.created', data: '{"n":12345678901234567890}', source: null }]);
  });

  it('has its buttons in sight in a low panel, and something to write in', async () => {
    await using panel = await stage.open({ snapshot: { events }, height: 180 });
    await compose(panel);
    const box = async (selector: string) => (await panel.page.locator(selector).boundingBox()) ?? { y: 0, height: 0 };
    const [buttons, status] = [await box('.composer-buttons'), await box('.status-line')];
    assert.ok(buttons.height > 20 && buttons.y + buttons.height <= status.y, JSON.stringify({ buttons, status }));
    await dataOf(panel).click();
    const data = await box('#composer-data');
    assert.ok(data.height >= 24 && data.y + data.height <= buttons.y, JSON.stringify({ data, buttons }));
  });

  it('has its title whole and its buttons in one row at 200 %', async () => {
    await using panel = await stage.open({ snapshot: { events }, width: 640, height: 400 });
    await panel.page.locator('.row').first().click();
    await edit(panel);
    assert.equal(await panel.page.locator('.composer h2').evaluate((title) => title.scrollWidth <= title.clientWidth), true);
    const tops = await panel.page
      .locator('.composer-buttons vscode-button')
      .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().top));
    assert.equal(new Set(tops).size, 1, String(tops));
  });

  it('shows where the JSON is wrong, and leads there', async () => {
    await using panel = await stage.open({ snapshot: { events } });
    await compose(panel);
    await typeOf(panel).fill('order.paid');
    await dataOf(panel).fill('{\n  "a": 1\n  "b": 2\n}');
    const problem = panel.page.locator('#composer-data-problem');
    await until(async () => (await problem.textContent()) === 'Line 3, column 3: A comma or } is missing here.', 'the place is told');
    assert.equal(await dataOf(panel).getAttribute('aria-describedby'), 'composer-data-problem');
    await typeOf(panel).press('Control+Enter');
    await until(() => dataOf(panel).evaluate((field: HTMLTextAreaElement) => field.selectionStart === 13), 'the caret is at the place');
    assert.equal((await panel.calls()).filter(({ method }) => method === 'send').length, 0);
  });

  it('says why the hub refused it, and keeps what was written', async () => {
    await using panel = await stage.open({ snapshot: { events }, failing: ['send'] });
    await compose(panel);
    await typeOf(panel).fill('order.paid');
    await typeOf(panel).press('Control+Enter');
    await panel.page.locator('.composer [role="alert"]').getByText('The clipboard is locked. Try again.').waitFor();
    assert.equal(await panel.page.locator('.banner').count(), 0);
    await panel.fail();
    await typeOf(panel).press('Control+Enter');
    await untilFlash(panel, 'Sent: order.paid');
    assert.equal(await panel.page.locator('.composer [role="alert"]').count(), 0);
  });

  it('completes the types seen', async () => {
    await using panel = await stage.open({ snapshot: { events } });
    await compose(panel);
    await typeOf(panel).pressSequentially('cre');
    const options = panel.page.getByRole('listbox', { name: 'Types seen' }).getByRole('option');
    await until(async () => (await options.allTextContents()).join() === 'agent.created,rental.created', 'the types are offered');
    await typeOf(panel).press('ArrowDown');
    await typeOf(panel).press('Enter');
    assert.equal(await typeOf(panel).inputValue(), 'agent.created');
    await close(panel);
  });

  it('offers first what begins with what was typed', async () => {
    const types = ['chat.message', 'chat.message', 'chat.message', 'agent.created'];
    await using panel = await stage.open({ snapshot: { events: types.map((type, n) => eventAt(n, { type })) } });
    await compose(panel);
    await typeOf(panel).pressSequentially('AG');
    const options = panel.page.getByRole('listbox', { name: 'Types seen' }).getByRole('option');
    await until(async () => (await options.allTextContents()).join() === 'agent.created,chat.message', 'its own words come first');
  });

  it('begins from a template', async () => {
    const templates = [{ name: 'paid', type: 'order.paid', data: '{"id":12345678901234567890}', source: 'shop' }];
    await using panel = await stage.open({ snapshot: { events }, answers: { templates } });
    await compose(panel);
    await panel.page.getByRole('combobox', { name: 'Template' }).selectOption({ label: 'paid' });
    await until(async () => (await dataOf(panel).inputValue()) === '{\n  "id": 12345678901234567890\n}', 'the data is there');
    assert.deepEqual([await typeOf(panel).inputValue(), await sourceOf(panel).inputValue()], ['order.paid', 'shop']);
  });

  it('formats without losing digits, and saves a fixture', async () => {
    await using panel = await stage.open({ snapshot: { events } });
    await compose(panel);
    await typeOf(panel).fill('order.paid');
    await dataOf(panel).fill('{"id":12345678901234567890}');
    await panel.page.locator('vscode-button', { hasText: 'Format' }).click();
    await until(async () => (await dataOf(panel).inputValue()) === '{\n  "id": 12345678901234567890\n}', 'the data is formatted');
    await panel.page.locator('vscode-button', { hasText: 'Save as Fixture' }).click();
    await untilFlash(panel, 'Saved as .dev-sync/fixtures/fixture.json');
  });

  it('is closed by Escape in the list, and the event behind it stays', async () => {
    await using panel = await stage.open({ snapshot: { events } });
    await panel.page.locator('.row').first().click();
    await edit(panel);
    await panel.page.locator('.event-list').press('Escape');
    await panel.page.locator('.detail').waitFor();
    assert.equal(await panel.page.locator('.composer').count(), 0);
    await panel.page.locator('.event-list').press('Escape');
    await panel.page.locator('.detail').waitFor({ state: 'detached' });
  });

  it('does not hold the keyboard', async () => {
    await using panel = await stage.open({ snapshot: { events } });
    await compose(panel);
    await dataOf(panel).focus();
    await panel.page.keyboard.press('Tab');
    assert.equal(await panel.page.evaluate(() => document.activeElement?.textContent?.trim()), 'Send');
    await panel.page.keyboard.press('Shift+Tab');
    assert.equal(await panel.page.evaluate(() => document.activeElement?.id), 'composer-data');
  });
});

describe('a send that is under way', () => {
  const failure = 'The clipboard is locked. Try again.';
  const alerts = ({ page }: TestPanel) => page.locator('.composer [role="alert"]');
  const untilBanner = ({ page }: TestPanel) => page.locator('.banner', { hasText: failure }).waitFor();

  it('takes nothing that is typed meanwhile', async () => {
    await using panel = await stage.open({ snapshot: { events }, held: ['send'] });
    await compose(panel);
    await typeOf(panel).fill('order.paid');
    await typeOf(panel).press('Control+Enter');
    await typeOf(panel).fill('order.refunded');
    await panel.release('send');
    await untilFlash(panel, 'Sent: order.paid');
    await typeOf(panel).press('Escape');
    await untilFlash(panel, 'The draft is kept');
    await compose(panel);
    assert.equal(await typeOf(panel).inputValue(), 'order.refunded');
  });

  it('is not begun a second time', async () => {
    await using panel = await stage.open({ snapshot: { events }, held: ['send'] });
    await compose(panel);
    await typeOf(panel).fill('order.paid');
    await typeOf(panel).press('Control+Enter');
    await typeOf(panel).press('Control+Enter');
    await panel.release('send');
    await untilFlash(panel, 'Sent: order.paid');
    assert.equal((await panel.untilCalled('send', 1)).length, 1);
  });

  it('may outlive the composer, and its draft is not kept', async () => {
    await using panel = await stage.open({ snapshot: { events }, held: ['send'] });
    await compose(panel);
    await typeOf(panel).fill('order.paid');
    await typeOf(panel).press('Control+Enter');
    await typeOf(panel).press('Escape');
    await untilFlash(panel, 'The draft is kept');
    await panel.release('send');
    await untilFlash(panel, 'Sent: order.paid');
    await compose(panel);
    assert.equal(await typeOf(panel).inputValue(), '');
  });

  it('may fail after the composer has closed: a banner says so', async () => {
    await using panel = await stage.open({ snapshot: { events }, failing: ['send'], held: ['send'] });
    await compose(panel);
    await typeOf(panel).fill('order.paid');
    await typeOf(panel).press('Control+Enter');
    await close(panel);
    await panel.release('send');
    await untilBanner(panel);
    await compose(panel);
    assert.equal(await typeOf(panel).inputValue(), 'order.paid');
  });

  it('leaves the next draft alone, and does not fail in its place', async () => {
    await using panel = await stage.open({ snapshot: { events }, failing: ['send'], held: ['send'] });
    await panel.page.locator('.row').first().click();
    await edit(panel);
    await dataOf(panel).press('Control+Enter');
    await panel.fail();
    await compose(panel);
    assert.equal(await typeOf(panel).inputValue(), '');
    await typeOf(panel).fill('order.paid');
    await typeOf(panel).press('Control+Enter');
    await panel.untilCalled('send', 2);
    await panel.release('send');
    await untilBanner(panel);
    assert.equal(await alerts(panel).count(), 0);
    await panel.release('send');
    await untilFlash(panel, 'Sent: order.paid');
  });
});

describe('a draft', () => {
  it('that was not sent is there again', async () => {
    await using panel = await stage.open({ snapshot: { events } });
    await compose(panel);
    await typeOf(panel).fill('order.paid');
    await typeOf(panel).press('Escape');
    await untilFlash(panel, 'The draft is kept');
    await compose(panel);
    assert.equal(await typeOf(panel).inputValue(), 'order.paid');
  });

  it('is kept when another row is chosen, and is not mixed up with that', async () => {
    await using panel = await stage.open({ snapshot: { events } });
    await panel.page.locator('.row').first().click();
    await edit(panel);
    await dataOf(panel).fill('{"mine": true}');
    await panel.page.locator('.row').nth(1).click();
    await untilClosed(panel);
    await edit(panel);
    assert.equal(await dataOf(panel).inputValue(), '{\n  "n": 1\n}');
    await panel.page.locator('.row').first().click();
    await untilClosed(panel);
    await edit(panel);
    assert.equal(await dataOf(panel).inputValue(), '{"mine": true}');
  });

  it('of a new event is there again after another one was edited, also after the view was hidden', async () => {
    await using panel = await stage.open({ snapshot: { events } });
    await compose(panel);
    await typeOf(panel).fill('order.paid');
    await panel.page.locator('.row', { hasText: 'rental.created' }).click();
    await edit(panel);
    await dataOf(panel).fill('{"mine": true}');
    await panel.page.locator('.event-list').press('Escape');
    await untilClosed(panel);
    await compose(panel);
    assert.equal(await typeOf(panel).inputValue(), 'order.paid');
    await close(panel);
    await using again = await stage.open({ snapshot: { events }, saved: await panel.saved() });
    await compose(again);
    assert.equal(await typeOf(again).inputValue(), 'order.paid');
    await again.page.locator('.row', { hasText: 'rental.created' }).click();
    await edit(again);
    assert.equal(await dataOf(again).inputValue(), '{"mine": true}');
  });

  it('that was sent is not kept', async () => {
    await using panel = await stage.open({ snapshot: { events } });
    await compose(panel);
    await typeOf(panel).fill('order.paid');
    await typeOf(panel).press('Control+Enter');
    await untilFlash(panel, 'Sent: order.paid');
    await close(panel);
    await compose(panel);
    assert.equal(await typeOf(panel).inputValue(), '');
  });

  it('survives hiding the view', async () => {
    await using panel = await stage.open({ snapshot: { events } });
    await compose(panel);
    await typeOf(panel).fill('order.paid');
    const saved = await until(async () => {
      const view = (await panel.saved()) as Partial<SavedView> | undefined;
      return view?.drafts?.at(-1)?.draft.type === 'order.paid' && view.isComposing ? view : undefined;
    }, 'the draft is saved');
    await using again = await stage.open({ snapshot: { events }, saved });
    await typeOf(again).waitFor();
    assert.equal(await typeOf(again).inputValue(), 'order.paid');
  });
});

describe('to axe', () => {
  for (const theme of themes) {
    it(`composer, menu and query box are fine in ${theme.name}`, async () => {
      await using panel = await stage.open({ theme, snapshot: { events, memory: { queries: ['ada'], pins: [] } } });
      await compose(panel);
      await dataOf(panel).fill('{');
      await panel.page.locator('#composer-data-problem').waitFor();
      assert.deepEqual(await seriousFindings(panel.page), []);
      await panel.page.locator('#filter-text').click();
      await panel.page.locator('.suggestion').first().waitFor();
      assert.deepEqual(await seriousFindings(panel.page), []);
      await panel.page.getByRole('button', { name: 'View and more' }).click();
      await panel.page.getByRole('menu').waitFor();
      assert.deepEqual(await seriousFindings(panel.page), []);
      await panel.page.keyboard.press('Escape');
      await panel.page.locator('#filter-text').fill('"open');
      await panel.page.locator('.query-problem').waitFor();
      await panel.tell('onAct', 'clear');
      assert.deepEqual(await seriousFindings(panel.page), []);
    });
  }
});
