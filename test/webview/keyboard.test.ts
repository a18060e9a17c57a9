import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { until } from '../support/until.ts';
import { inEveryState, statsOf, targetOf } from './deliverySamples.ts';
import { createStage, eventAt, eventsFrom, type TestPanel, untilLastRow } from './support.ts';

const stage = createStage();
after(() => stage[Symbol.asyncDispose]());

const focused = (page: Page) =>
  page.evaluate(() => {
    const element = document.activeElement;
    return element?.getAttribute('aria-label') ?? element?.textContent?.trim() ?? '';
  });
/** Undefined while there is none: a probe must not wait by itself. */
const currentRow = async (page: Page) => (await page.locator('.row[aria-selected="true"] .row-summary').allTextContents())[0];
const untilCurrent = (page: Page, summary: string) =>
  until(async () => (await currentRow(page)) === summary, `the current row is ${summary}`);

type Colour = readonly number[];

/** What the theme makes of a colour, as the page paints it. */
const paintedAs = (page: Page, colour: string): Promise<Colour> =>
  page.evaluate((text) => {
    const probe = document.body.appendChild(document.createElement('i'));
    probe.style.color = text;
    const context = new OffscreenCanvas(1, 1).getContext('2d');
    if (!context) throw new Error('no canvas');
    context.fillStyle = getComputedStyle(probe).color;
    probe.remove();
    context.fillRect(0, 0, 1, 1);
    return [...context.getImageData(0, 0, 1, 1).data];
  }, colour);

const pixelAt = async (page: Page, x: number, y: number): Promise<Colour> => {
  const png = await page.screenshot({ clip: { x, y, width: 1, height: 1 } });
  return page.evaluate(
    async (bytes) => {
      const context = new OffscreenCanvas(1, 1).getContext('2d');
      context?.drawImage(await createImageBitmap(new Blob([Uint8Array.from(bytes)])), 0, 0);
      return [...(context?.getImageData(0, 0, 1, 1).data ?? [])];
    },
    [...png],
  );
};

describe('the keyboard', () => {
  it('reaches everything in a sensible order', async () => {
    await using panel = await stage.open({ snapshot: { events: eventsFrom(0, 3) } });
    await panel.page.locator('.row').first().click();
    await panel.page.locator('.tree').waitFor();
    await panel.page.locator('#filter-text').focus();
    const names = [await focused(panel.page)];
    for (let step = 1; step < 16; step++) {
      await panel.page.keyboard.press('Tab');
      names.push(await focused(panel.page));
    }
    const expected = [
      'Filter events',
      'Microphone',
      'Pause',
      'Clear view (the log stays)',
      'View and more',
      'Activity',
      'Events',
      'Size of the detail',
      'Copy JSON',
    ];
    const ofTree = ['Event as JSON', 'Copy value (Ctrl+C)', 'Copy path (Ctrl+Shift+C)'];
    assert.deepEqual(names, [...expected, 'Actions of the event', 'Close (Esc)', 'Data', ...ofTree, 'Copy URL']);
  });

  it('reaches deliveries, and the strip below', async () => {
    const deliveries = inEveryState('id-2').slice(2, 3);
    await using panel = await stage.open({
      snapshot: { events: eventsFrom(0, 3), stats: statsOf([targetOf({ failed: 1 })]) },
      saved: { areStatsOpen: true },
      deliveries,
    });
    await panel.page.locator('.row').last().click();
    await panel.page.locator('.delivery').waitFor();
    await panel.page.getByRole('tree', { name: 'Event as JSON' }).focus();
    const names = [];
    for (let step = 0; step < 10; step++) {
      await panel.page.keyboard.press('Tab');
      names.push(await focused(panel.page));
    }
    const folded = /^Traceback.*Show all \(3 lines\)/s;
    assert.deepEqual(names.slice(2).toSpliced(3, 1), [
      'Failed, 2 attempts',
      'Retry',
      'Discard',
      'Copy answer',
      'Traffic and targets',
      '1 failed',
      'Figures',
    ]);
    assert.match(names[5] ?? '', folded);
  });

  it('moves through the rows and shows them', async () => {
    await using panel = await stage.open({ snapshot: { events: eventsFrom(0, 100) } });
    await panel.page.locator('.event-list').focus();
    const press = (key: string) => panel.page.keyboard.press(key);
    await press('ArrowUp');
    await untilCurrent(panel.page, 'n: 99');
    await press('ArrowUp');
    await untilCurrent(panel.page, 'n: 98');
    await panel.page.locator('.tree').getByText('"id-98"').waitFor();
    await press('Home');
    await untilCurrent(panel.page, 'n: 0');
    assert.equal(await panel.page.locator('.event-list').evaluate((list) => list.scrollTop), 0);
    await press('PageDown');
    await until(async () => Number((await currentRow(panel.page))?.slice(3)) > 4, 'a page further');
    await press('End');
    await untilCurrent(panel.page, 'n: 99');
  });

  it('is told to screen readers as the active row', async () => {
    await using panel = await stage.open({ snapshot: { events: eventsFrom(0, 5) } });
    const list = panel.page.getByRole('tree', { name: 'Events' });
    await list.focus();
    await panel.page.keyboard.press('Home');
    await untilCurrent(panel.page, 'n: 0');
    const id = await list.getAttribute('aria-activedescendant');
    assert.equal(await panel.page.locator(`[id="${id}"]`).getAttribute('aria-posinset'), '1');
    assert.equal(await panel.page.locator(`[id="${id}"]`).getAttribute('aria-setsize'), '5');
  });

  it('keeps its place while events come', async () => {
    await using panel = await stage.open({ snapshot: { events: eventsFrom(0, 10) } });
    await panel.page.locator('.event-list').focus();
    await panel.page.keyboard.press('End');
    await panel.page.keyboard.press('ArrowUp');
    await untilCurrent(panel.page, 'n: 8');
    await panel.tell('onEvents', eventsFrom(10, 1));
    await untilLastRow(panel.page, 'n: 10');
    assert.equal(await focused(panel.page), 'Events');
    assert.equal(await currentRow(panel.page), 'n: 8');
    const textField = panel.page.locator('#filter-text');
    await textField.focus();
    await panel.tell('onEvents', eventsFrom(11, 1));
    await untilLastRow(panel.page, 'n: 11');
    assert.equal(await focused(panel.page), 'Filter events');
  });

  it('works the tree', async () => {
    await using panel = await stage.open({ snapshot: { events: [eventAt(0, { data: { user: { name: 'Ada' }, after: 1 } })] } });
    await panel.page.locator('.row').click();
    const tree = panel.page.getByRole('tree', { name: 'Event as JSON' });
    await tree.focus();
    const current = () => tree.locator('[aria-selected="true"] .tree-key').textContent();
    const pressUntil = async (key: string, label: string) => {
      await panel.page.keyboard.press(key);
      await until(async () => (await current()) === label, `${key} leads to ${label}`);
    };
    await until(async () => (await current()) === 'data', 'the tree begins at the data');
    await pressUntil('ArrowDown', 'user');
    await panel.page.keyboard.press('ArrowRight');
    await tree.getByText('"Ada"').waitFor();
    await pressUntil('ArrowRight', 'name');
    await pressUntil('ArrowLeft', 'user');
    await panel.page.keyboard.press('ArrowLeft');
    await tree.getByText('"Ada"').waitFor({ state: 'detached' });
    await pressUntil('End', 'source');
    await pressUntil('Home', 'data');
  });

  it('takes a key that comes right after a click', async () => {
    await using panel = await stage.open({ snapshot: { events: eventsFrom(0, 5) } });
    await panel.page
      .locator('.row')
      .nth(1)
      .evaluate((row: HTMLElement) => {
        row.click();
        row.dispatchEvent(new KeyboardEvent('keydown', { key: 'c', ctrlKey: true, bubbles: true }));
        row.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true }));
      });
    assert.equal(JSON.parse(String((await panel.untilCalled('copy', 1))[0])).id, 'id-1');
    await untilCurrent(panel.page, 'n: 2');
  });

  it('copies the current row and the current value', async () => {
    await using panel = await stage.open({ snapshot: { events: [eventAt(0, { data: { text: 'two\nlines' } })] } });
    await panel.page.locator('.row').click();
    await panel.page.keyboard.press('Alt+c');
    await panel.page.keyboard.press('Control+c');
    assert.equal(JSON.parse(String((await panel.untilCalled('copy', 1))[0])).id, 'id-0');
    await panel.page.getByRole('tree', { name: 'Event as JSON' }).focus();
    await panel.page.keyboard.press('ArrowDown');
    await panel.page.keyboard.press('Control+c');
    assert.equal((await panel.untilCalled('copy', 2))[1], 'two\nlines');
  });

  it('shows that the list has it, also over the current row at its edge', async () => {
    await using panel = await stage.open({ snapshot: { events: eventsFrom(0, 100) } });
    const list = panel.page.locator('.event-list');
    await list.focus();
    await panel.page.keyboard.press('Home');
    await untilCurrent(panel.page, 'n: 0');
    const box = await list.boundingBox();
    assert.ok(box);
    const ring = await paintedAs(panel.page, 'var(--vscode-list-focusOutline, var(--vscode-focusBorder))');
    for (const [x, y] of [
      [box.x + 50, box.y],
      [box.x, box.y + 10],
      [box.x + 50, box.y + box.height - 1],
    ] as const)
      assert.deepEqual(await pixelAt(panel.page, x, y), ring, `${x}, ${y}`);
  });
});

describe('letters that VS Code has bindings for', () => {
  /** VS Code hears of a key and of the focus later than the page: its acts for the letters come when they are in the filter. */
  const sendActsLate = ({ page }: TestPanel) =>
    page.locator('#filter-text').evaluate((field) => {
      const acts: Readonly<Record<string, string>> = { r: 'resend', e: 'edit', c: 'copyJson', p: 'togglePin', n: 'compose' };
      field.addEventListener('input', (event) => {
        for (const act of ['focusFilter', acts[(event as InputEvent).data ?? '']]) fakeHost.tell('onAct', [act]);
      });
    });

  it('go into the filter right behind a slash, and never act on an event', async () => {
    await using panel = await stage.open({ snapshot: { events: eventsFrom(0, 3) } });
    await panel.page.locator('.row').first().click();
    const key = Number(await panel.page.locator('.row').first().getAttribute('data-key'));
    await sendActsLate(panel);
    await panel.page.locator('.event-list').focus();
    await panel.page.keyboard.type('/recpn');
    assert.equal(await panel.page.locator('#filter-text').inputValue(), 'recpn');
    await panel.tell('onAct', 'copyCurl', key);
    assert.match(String(await panel.untilCalled('copy', 1)), /^curl /);
    const called = new Set((await panel.calls()).map(({ method }) => method));
    for (const method of ['send', 'remember']) assert.equal(called.has(method), false, method);
    assert.equal(await panel.page.locator('.composer').count(), 0);
  });

  it('are left to VS Code outside of the filter', async () => {
    await using panel = await stage.open({ snapshot: { events: eventsFrom(0, 3) } });
    await panel.page.locator('.row').first().click();
    await panel.page.locator('.event-list').focus();
    await panel.page.keyboard.type('rp');
    await panel.tell('onAct', 'copyJson');
    await panel.untilCalled('copy', 1);
    const called = new Set((await panel.calls()).map(({ method }) => method));
    for (const method of ['send', 'remember']) assert.equal(called.has(method), false, method);
  });
});
