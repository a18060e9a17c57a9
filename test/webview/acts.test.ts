import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { DraftText } from '../../src/shared/panel.ts';
import { until } from '../support/until.ts';
import { isInSight, overlapping } from './checks.ts';
import { statsOf } from './deliverySamples.ts';
import { createStage, emptySnapshot, eventAt, eventsFrom, rowTexts, type TestPanel } from './support.ts';

const stage = createStage();
after(() => stage[Symbol.asyncDispose]());

const EXACT =
  '{"id":"id-0","type":"agent.created","data":{"n":12345678901234567890},"timestamp":"2026-03-02T09:15:00.000Z","source":"shop"}';
const events = eventsFrom(0, 3);
const untilFlash = ({ page }: TestPanel, text: string) =>
  until(async () => (await page.locator('.flash').textContent())?.trim() === text, `the flash line reads "${text}"`);
const parametersOf = async (panel: TestPanel, method: string) => {
  await panel.untilCalled(method, 1);
  return (await panel.calls()).find((call) => call.method === method)?.parameters;
};

describe('an act', () => {
  it('sends an event again with all its digits', async () => {
    await using panel = await stage.open({ snapshot: { events }, answers: { raw: EXACT } });
    await panel.page.locator('.row').first().click();
    await panel.tell('onAct', 'resend');
    const expected: DraftText = { type: 'agent.created', data: '{"n":12345678901234567890}', source: 'shop' };
    assert.deepEqual(await parametersOf(panel, 'send'), [expected]);
    await untilFlash(panel, 'Sent again: agent.created');
  });

  it('takes what is here when the log does not have the event any more', async () => {
    await using panel = await stage.open({ snapshot: { events }, failing: ['raw'] });
    await panel.page.locator('.row').first().click();
    await panel.tell('onAct', 'resend');
    assert.deepEqual(await parametersOf(panel, 'send'), [{ type: 'agent.created', data: '{"n":0}', source: 'backend' }]);
  });

  it('is about the row whose menu it was chosen from', async () => {
    await using panel = await stage.open({ snapshot: { events } });
    await panel.page.locator('.row').first().click();
    const key = Number(await panel.page.locator('.row').nth(2).getAttribute('data-key'));
    await panel.tell('onAct', 'copyCurl', key);
    const [line] = (await parametersOf(panel, 'copy')) ?? [];
    assert.match(String(line), /^curl -X POST http:\/\/localhost:4848\/dev\/webhook .*"data":\{"n":2\}/);
    await untilFlash(panel, 'Copied as curl');
  });

  it('asks for an event when there is no current one', async () => {
    await using panel = await stage.open({ snapshot: { events } });
    await panel.page.locator('.row').first().waitFor();
    await panel.tell('onAct', 'resend');
    await untilFlash(panel, 'Choose an event first.');
  });

  it('is about none that the filter has taken away', async () => {
    await using panel = await stage.open({ snapshot: { events: [...events, eventAt(3, { type: 'order.paid' })] } });
    await panel.page.locator('.row').first().click();
    await panel.page.keyboard.press('Escape');
    await panel.page.locator('#filter-text').fill('type:order.*');
    await until(async () => (await rowTexts(panel.page)).join() === 'n: 3', 'the others are gone');
    await panel.page.locator('.event-list').focus();
    await panel.tell('onAct', 'resend');
    await untilFlash(panel, 'Choose an event first.');
    assert.equal((await panel.calls()).filter(({ method }) => method === 'send').length, 0);
  });

  it('that fails says so in a banner', async () => {
    await using panel = await stage.open({ snapshot: { events }, failing: ['send'] });
    await panel.page.locator('.row').first().click();
    await panel.tell('onAct', 'resend');
    await panel.page.getByText('The clipboard is locked.').waitFor();
  });

  it('saves a fixture and says where', async () => {
    await using panel = await stage.open({ snapshot: { events }, answers: { raw: EXACT, saveFixture: '.dev-sync/fixtures/a.json' } });
    await panel.page.locator('.row').first().click();
    await panel.tell('onAct', 'saveFixture');
    const [draft] = ((await parametersOf(panel, 'saveFixture')) ?? []) as readonly DraftText[];
    assert.equal(draft?.data, '{\n  "n": 12345678901234567890\n}');
    await untilFlash(panel, 'Saved as .dev-sync/fixtures/a.json');
  });

  it('says nothing when the person changed their mind', async () => {
    await using panel = await stage.open({ snapshot: { events }, answers: { importEvents: null } });
    await panel.tell('onAct', 'importEvents');
    await panel.untilCalled('importEvents', 1);
    await panel.answer('importEvents', 120);
    await panel.tell('onAct', 'importEvents');
    await untilFlash(panel, 'Published 120 events');
  });

  it('exports what the filter lets through', async () => {
    await using panel = await stage.open({
      snapshot: { events },
      answers: { exportEvents: { count: 1200, to: 'out.ndjson', hasGap: false } },
    });
    await panel.page.locator('#filter-text').fill('type:agent.*');
    await panel.tell('onAct', 'exportEvents');
    assert.deepEqual(await parametersOf(panel, 'exportEvents'), ['type:agent.*', null]);
    await untilFlash(panel, 'Exported 1,200 events to out.ndjson');
  });

  it('pins and unpins', async () => {
    await using panel = await stage.open({ snapshot: { events } });
    await panel.page.locator('.row').nth(1).click();
    await panel.tell('onAct', 'togglePin');
    await untilFlash(panel, 'Pinned');
    await panel.tell('onAct', 'togglePin');
    await untilFlash(panel, 'Unpinned');
    assert.equal((await panel.untilCalled('remember', 2)).length, 2);
  });

  it('leaves letters to the field that they are typed into', async () => {
    await using panel = await stage.open({ snapshot: { events } });
    await panel.page.locator('.row').first().click();
    await panel.page.locator('#filter-text').evaluate((field: HTMLElement) => {
      field.focus();
      field.dispatchEvent(new KeyboardEvent('keydown', { key: 'r', bubbles: true }));
      fakeHost.tell('onAct', ['resend']);
    });
    await panel.tell('onAct', 'copyJson', Number(await panel.page.locator('.row').first().getAttribute('data-key')));
    await panel.untilCalled('copy', 1);
    assert.equal((await panel.calls()).filter(({ method }) => method === 'send').length, 0);
  });

  it('leaves Ctrl+Z to the field that it is pressed in', async () => {
    await using panel = await stage.open({ snapshot: { events } });
    await panel.tell('onAct', 'clear');
    await panel.page.locator('#filter-text').evaluate((field: HTMLElement) => {
      field.focus();
      field.dispatchEvent(new KeyboardEvent('keydown', { key: 'z', ctrlKey: true, bubbles: true }));
      fakeHost.tell('onAct', ['undoClear']);
    });
    await panel.page.evaluate(() => fakeHost.passFrames(3));
    assert.deepEqual(await panel.untilCalled('setStart', 1), ['id-2']);
  });
});

describe('clearing the view', () => {
  it('can be undone by the button', async () => {
    await using panel = await stage.open({ snapshot: { events } });
    await panel.page.getByRole('button', { name: 'Clear view' }).click();
    await untilFlash(panel, 'Cleared 3 eventsUndo');
    assert.deepEqual(await panel.untilCalled('setStart', 1), ['id-2']);
    await panel.page.getByRole('button', { name: 'Undo' }).click();
    await until(async () => (await rowTexts(panel.page)).length === 3, 'the rows are back');
    assert.deepEqual(await panel.untilCalled('setStart', 2), ['id-2', null]);
    await untilFlash(panel, '');
  });

  it('can be undone by a key of the editor, also from an empty view, and but once', async () => {
    await using panel = await stage.open({ snapshot: { events } });
    await panel.page.getByRole('button', { name: 'Clear view' }).press('Enter');
    await untilFlash(panel, 'Cleared 3 eventsUndo');
    // VS Code hears of it, too, and has a binding for it.
    await panel.page.keyboard.press('Control+z');
    assert.equal((await rowTexts(panel.page)).length, 0);
    for (let pressed = 0; pressed < 2; pressed++) await panel.tell('onAct', 'undoClear');
    await until(async () => (await rowTexts(panel.page)).length === 3, 'the rows are back');
    assert.deepEqual(await panel.untilCalled('setStart', 2), ['id-2', null]);
  });

  it('can be undone whatever else was said meanwhile', async () => {
    await using panel = await stage.open({ snapshot: { events } });
    await panel.page.getByRole('button', { name: 'Clear view' }).press('Enter');
    await panel.tell('onAct', 'copyJson');
    await untilFlash(panel, 'Cleared 3 eventsUndoChoose an event first.');
    await panel.tell('onAct', 'undoClear');
    await until(async () => (await rowTexts(panel.page)).length === 3, 'the rows are back');
    await untilFlash(panel, 'Choose an event first.');
  });

  it('cannot be undone any more with a snapshot', async () => {
    await using panel = await stage.open({ snapshot: { events } });
    await panel.tell('onAct', 'clear');
    await untilFlash(panel, 'Cleared 3 eventsUndo');
    await panel.tell('onSnapshot', emptySnapshot);
    // Long before it goes by itself.
    await panel.page.getByRole('button', { name: 'Undo' }).waitFor({ state: 'detached', timeout: 5000 });
  });

  it('keeps events that came since', async () => {
    await using panel = await stage.open({ snapshot: { events } });
    await panel.tell('onAct', 'clear');
    await untilFlash(panel, 'Cleared 3 eventsUndo');
    await panel.tell('onEvents', [eventAt(7)]);
    await panel.page.getByRole('button', { name: 'Undo' }).click();
    await until(async () => (await rowTexts(panel.page)).join() === 'n: 0,n: 1,n: 2,n: 7', 'all rows are there');
  });
});

describe('editing an event whose digits are long in coming', () => {
  const keyOf = async ({ page }: TestPanel, index: number) => Number(await page.locator('.row').nth(index).getAttribute('data-key'));
  const dataOf = ({ page }: TestPanel) => page.locator('#composer-data');
  const passFrames = ({ page }: TestPanel) => page.evaluate(() => fakeHost.passFrames(3));

  it('opens the one that was asked for last', async () => {
    await using panel = await stage.open({ snapshot: { events }, held: ['raw'] });
    await panel.tell('onAct', 'edit', await keyOf(panel, 0));
    await panel.tell('onAct', 'edit', await keyOf(panel, 1));
    await panel.release('raw');
    await passFrames(panel);
    assert.equal(await dataOf(panel).count(), 0);
    await panel.release('raw');
    await until(async () => (await dataOf(panel).inputValue()) === '{\n  "n": 1\n}', 'the second one is there');
  });

  it('opens nothing when another one shows since', async () => {
    await using panel = await stage.open({ snapshot: { events }, held: ['raw'] });
    await panel.page.locator('.row').first().click();
    await panel.tell('onAct', 'edit');
    await panel.page.locator('.row').nth(1).click();
    await panel.release('raw');
    await passFrames(panel);
    assert.equal(await dataOf(panel).count(), 0);
  });

  it('does not take the keyboard from what is written meanwhile', async () => {
    await using panel = await stage.open({ snapshot: { events }, held: ['raw'] });
    await panel.page.locator('.row').first().click();
    await panel.tell('onAct', 'edit');
    await panel.page.locator('#filter-text').fill('agent');
    await panel.release('raw');
    await passFrames(panel);
    assert.equal(await dataOf(panel).count(), 0);
    assert.equal(await panel.page.evaluate(() => document.activeElement?.id), 'filter-text');
  });
});

describe('the flash line', () => {
  it('covers nothing, however narrow the panel is', async () => {
    for (const width of [1160, 830, 425, 300]) {
      await using panel = await stage.open({ snapshot: { events, stats: statsOf() }, width });
      await panel.tell('onAct', 'clear');
      await panel.tell('onAct', 'copyJson');
      await untilFlash(panel, 'Cleared 3 eventsUndoChoose an event first.');
      await panel.screenshot(`flash-${width}`);
      assert.deepEqual(await overlapping(panel.page), []);
      assert.ok(await isInSight(panel.page.getByRole('button', { name: 'Undo' })));
    }
  });

  it('is there for screen readers before there is anything to say', async () => {
    await using panel = await stage.open({ snapshot: { events } });
    const line = panel.page.locator('.flash');
    await line.waitFor({ state: 'attached' });
    assert.equal(await line.getAttribute('role'), 'status');
    assert.equal((await line.textContent())?.trim(), '');
  });

  it('goes by itself, but not from under the keyboard', async () => {
    await using panel = await stage.open({ snapshot: { events }, worksClock: true });
    await panel.page.clock.install();
    await panel.tell('onAct', 'clear');
    await panel.page.clock.runFor(100);
    await panel.page.getByRole('button', { name: 'Undo' }).focus();
    await panel.page.clock.runFor(60_000);
    await untilFlash(panel, 'Cleared 3 eventsUndo');
    await panel.page.locator('#filter-text').focus();
    await panel.page.clock.runFor(60_000);
    await untilFlash(panel, '');
  });
});
