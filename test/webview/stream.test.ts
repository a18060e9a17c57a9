import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { PANEL_CAPACITY } from '../../src/shared/panel.ts';
import { until } from '../support/until.ts';
import { createStage, emptySnapshot, eventAt, eventsFrom, flood, gaugeAt, rowTexts, untilLastRow } from './support.ts';

const stage = createStage();
after(() => stage[Symbol.asyncDispose]());

const scrollTop = (page: Page) => page.locator('.event-list').evaluate((list) => list.scrollTop);
const isAtEnd = (page: Page) =>
  page.locator('.event-list').evaluate((list) => list.scrollTop > 0 && list.scrollHeight - list.clientHeight - list.scrollTop < 1);

/** The row at the upper edge, and where it is. */
const topRow = (page: Page) =>
  page.locator('.event-list').evaluate((list) => {
    const edge = list.getBoundingClientRect().top;
    const row = [...list.querySelectorAll('.row')].find((candidate) => candidate.getBoundingClientRect().bottom > edge);
    return `${row?.querySelector('.row-summary')?.textContent} at ${(row?.getBoundingClientRect().top ?? 0) - edge}`;
  });

async function scrollUp(page: Page, pixels: number): Promise<void> {
  const end = (await scrollTop(page)) - pixels;
  await page.locator('.event-list').hover();
  await page.mouse.wheel(0, -pixels);
  // The browser may get there step by step.
  await until(async () => (await scrollTop(page)) === end, `the list scrolls up by ${pixels} pixels`);
  await page.locator('.newer-button').waitFor();
}

describe('rows', () => {
  it('show time, type, summary and source', async () => {
    await using panel = await stage.open({ snapshot: { events: [eventAt(0, { data: { message: 'Hello' } })] } });
    const row = panel.page.locator('.row');
    assert.match((await row.locator('.row-time').textContent()) ?? '', /^\d\d-\d\d 10:15$/);
    assert.equal(await row.locator('.row-type').textContent(), 'agent.created');
    assert.equal(await row.locator('.row-summary').textContent(), 'message: "Hello"');
    assert.equal(await row.locator('.row-source').textContent(), 'backend');
  });

  it('show the time of day when they are of today', async () => {
    const timestamp = new Date().toISOString();
    await using panel = await stage.open({ snapshot: { events: [eventAt(0, { timestamp })] } });
    const time = (await panel.page.locator('.row .row-time').textContent()) ?? '';
    assert.match(time, /^\d\d:\d\d:\d\d\.\d{3}$/);
    assert.ok(time.endsWith(timestamp.slice(17, 23)), 'seconds are the same in every time zone');
  });

  it('appear as events come, the newest at the bottom', async () => {
    await using panel = await stage.open({ snapshot: { events: eventsFrom(0, 2) } });
    await panel.tell('onEvents', eventsFrom(2, 2));
    await untilLastRow(panel.page, 'n: 3');
    assert.deepEqual(await rowTexts(panel.page), ['n: 0', 'n: 1', 'n: 2', 'n: 3']);
  });

  it('start anew with a snapshot that comes unasked', async () => {
    await using panel = await stage.open({ snapshot: { events: eventsFrom(0, 3) } });
    await panel.page.locator('.row').first().waitFor();
    await panel.tell('onSnapshot', { ...emptySnapshot, events: eventsFrom(10, 2) });
    await untilLastRow(panel.page, 'n: 11');
    assert.deepEqual(await rowTexts(panel.page), ['n: 10', 'n: 11']);
  });

  it('have seams between them where they belong by time', async () => {
    await using panel = await stage.open({ snapshot: { events: eventsFrom(0, 3) } });
    await panel.tell('onSeam', { at: eventAt(1.5).timestamp, text: 'hub restarted 10:15:01' });
    await panel.page.locator('.seam').waitFor();
    const lines = await panel.page
      .locator('.row')
      .evaluateAll((rows) => rows.map((row) => row.querySelector('.row-summary, .seam-text')?.textContent));
    assert.deepEqual(lines, ['n: 0', 'n: 1', 'hub restarted 10:15:01', 'n: 2']);
  });

  it('are not made for gauges, which have a meter', async () => {
    await using panel = await stage.open({ snapshot: { events: eventsFrom(0, 1) } });
    for (let level = 1; level <= 30; level++) await panel.tell('onEvents', [gaugeAt(level, level)]);
    await panel.page.getByRole('meter', { name: 'Level of remote: backend' }).waitFor();
    assert.equal(await panel.page.getByRole('meter').count(), 1);
    assert.equal(await panel.page.locator('.row').count(), 1);
  });
});

describe('following', () => {
  it('keeps the newest row in sight', async () => {
    await using panel = await stage.open({ snapshot: { events: eventsFrom(0, 100) } });
    await until(() => isAtEnd(panel.page), 'the list begins at its end');
    await panel.tell('onEvents', eventsFrom(100, 50));
    await untilLastRow(panel.page, 'n: 149');
    await until(() => isAtEnd(panel.page), 'the list is at its end');
    await panel.page.getByText('n: 149').click();
  });

  it('stops when somebody scrolls up, and says what is new', async () => {
    await using panel = await stage.open({ snapshot: { events: eventsFrom(0, 100) } });
    await until(() => isAtEnd(panel.page), 'the list begins at its end');
    await scrollUp(panel.page, 400);
    const top = await scrollTop(panel.page);
    await panel.tell('onEvents', eventsFrom(100, 12));
    const button = panel.page.getByRole('button', { name: '12 new events' });
    await button.waitFor();
    assert.equal(await scrollTop(panel.page), top);
    await button.click();
    await untilLastRow(panel.page, 'n: 111');
    await until(() => isAtEnd(panel.page), 'the list is at its end again');
    assert.equal(await panel.page.locator('.newer-button').count(), 0);
  });

  it('goes on when the list gets lower just after it scrolled', async () => {
    await using panel = await stage.open({ snapshot: { events: eventsFrom(0, 100) } });
    await until(() => isAtEnd(panel.page), 'the list begins at its end');
    await panel.page.evaluate(async (event) => {
      fakeHost.tell('onEvents', [[event]]);
      await fakeHost.passFrames(1);
      // Between this frame and the next, in which the browser tells of the scrolling.
      await new Promise((resolve) => setTimeout(resolve));
      document.querySelector<HTMLElement>('#panel')?.style.setProperty('height', '200px');
      await fakeHost.passFrames(3);
    }, eventsFrom(100, 1)[0] as object);
    await untilLastRow(panel.page, 'n: 100');
    assert.equal(await panel.page.locator('.newer-button').count(), 0);
    assert.ok(await isAtEnd(panel.page));
  });

  it('goes on when somebody scrolls back to the end', async () => {
    await using panel = await stage.open({ snapshot: { events: eventsFrom(0, 100) } });
    await until(() => isAtEnd(panel.page), 'the list begins at its end');
    await scrollUp(panel.page, 200);
    await panel.page.mouse.wheel(0, 1000);
    await panel.page.locator('.newer-button').waitFor({ state: 'detached' });
    await panel.tell('onEvents', eventsFrom(100, 1));
    await untilLastRow(panel.page, 'n: 100');
    await until(() => isAtEnd(panel.page), 'the list follows again');
  });

  it('keeps what is read in place while the oldest rows leave', async () => {
    await using panel = await stage.open();
    await flood(panel, 0, PANEL_CAPACITY);
    await untilLastRow(panel.page, `n: ${PANEL_CAPACITY - 1}`);
    await until(() => isAtEnd(panel.page), 'the list begins at its end');
    await scrollUp(panel.page, 2000);
    const before = await topRow(panel.page);
    await flood(panel, PANEL_CAPACITY, 300);
    await panel.page.getByText('300 new events').waitFor();
    assert.equal(await topRow(panel.page), before);
  });

  it('survives that the list becomes smaller', async () => {
    await using panel = await stage.open({ snapshot: { events: eventsFrom(0, 100) } });
    await until(() => isAtEnd(panel.page), 'the list begins at its end');
    await panel.page.setViewportSize({ width: 400, height: 200 });
    await until(() => isAtEnd(panel.page), 'the list is still at its end');
  });
});

describe('a flood', () => {
  it('of more events than there is room for leaves the newest, counts all, and keeps the document small', async () => {
    await using panel = await stage.open();
    await flood(panel, 0, PANEL_CAPACITY + 5000);
    await untilLastRow(panel.page, `n: ${PANEL_CAPACITY + 4999}`);
    assert.equal(await panel.page.locator('.status-count').textContent(), '105,000 events · newest 100,000 here');
    assert.ok((await panel.page.locator('.row').count()) < 100);
    assert.ok((await panel.page.locator('*').count()) < 1000);
    await panel.page.locator('.event-list').focus();
    await panel.page.keyboard.press('Home');
    await panel.page.locator('.row-summary', { hasText: /^n: 5000$/ }).waitFor();
  });

  it('in small messages arrives complete and in order', async () => {
    await using panel = await stage.open();
    await panel.page.evaluate(
      (events) => events.forEach((event) => void fakeHost.tell('onEvents', [[event]])),
      eventsFrom(0, 1000) as readonly object[],
    );
    await untilLastRow(panel.page, 'n: 999');
    assert.equal(await panel.page.locator('.status-count').textContent(), '1,000 events');
  });
});

describe('pause', () => {
  it('lets the rows stand still, counts what waits and shows it on resume', async () => {
    await using panel = await stage.open({ snapshot: { events: eventsFrom(0, 3) } });
    await panel.page.getByRole('button', { name: 'Pause' }).click();
    await panel.tell('onEvents', eventsFrom(3, 37));
    const resume = panel.page.getByRole('button', { name: 'Resume, 37 events waiting' });
    await resume.waitFor();
    assert.deepEqual(await rowTexts(panel.page), ['n: 0', 'n: 1', 'n: 2']);
    assert.match((await resume.textContent()) ?? '', /37/);
    assert.equal(await panel.page.locator('.status-count').textContent(), 'Paused · 3 events');
    await resume.click();
    await untilLastRow(panel.page, 'n: 39');
    assert.equal(await panel.page.locator('.status-count').textContent(), '40 events');
  });

  it('leaves a mark between what was shown and what came', async () => {
    await using panel = await stage.open({ snapshot: { events: eventsFrom(0, 1) }, now: eventAt(60).timestamp });
    await panel.page.getByRole('button', { name: 'Pause' }).click();
    await panel.tell('onEvents', eventsFrom(1, 1));
    await panel.page.getByRole('button', { name: 'Resume, 1 event waiting' }).click();
    await untilLastRow(panel.page, 'n: 1');
    const lines = await panel.page
      .locator('.row')
      .evaluateAll((rows) => rows.map((row) => row.querySelector('.row-summary, .seam-text')?.textContent));
    assert.deepEqual(lines, ['n: 0', 'paused 10:16:00–10:16:00', 'n: 1']);
    // By its time it comes back to the same place.
    assert.deepEqual(await panel.untilCalled('keepSeam', 1), [{ at: eventAt(60).timestamp, text: lines[1] }]);
  });

  it('says so when there is nothing to show yet', async () => {
    await using panel = await stage.open({ saved: { isPaused: true } });
    await panel.tell('onEvents', eventsFrom(0, 2));
    await panel.page.getByText('Paused. 2 events waiting.').waitFor();
    await panel.page.locator('vscode-button', { hasText: 'Resume' }).click();
    await untilLastRow(panel.page, 'n: 1');
  });
});

describe('older events', () => {
  it('come after the first ones page by page, until there are no more', async () => {
    await using panel = await stage.open({ snapshot: { events: eventsFrom(100, 50) }, log: eventsFrom(0, 100), pageSize: 30 });
    assert.deepEqual(await panel.untilCalled('older', 4), ['before-snapshot', 'id-70', 'id-40', 'id-10']);
    await panel.page.getByText('150 events').waitFor();
    await untilLastRow(panel.page, 'n: 149');
    await panel.page.locator('.event-list').focus();
    await panel.page.keyboard.press('Home');
    await panel.page.locator('.row-summary', { hasText: /^n: 0$/ }).waitFor();
  });

  it('do not move what is in sight', async () => {
    const log = eventsFrom(0, 300);
    await using panel = await stage.open({ snapshot: { events: eventsFrom(300, 100) }, log, failing: ['older'] });
    await until(() => isAtEnd(panel.page), 'the list begins at its end');
    await panel.untilCalled('older', 1);
    await scrollUp(panel.page, 400);
    const before = await topRow(panel.page);
    await panel.fail();
    await panel.tell('onStatus', { ...emptySnapshot.status });
    await panel.page.getByText('400 events').waitFor();
    assert.equal(await topRow(panel.page), before);
  });
});

describe('repeats', () => {
  const burst = (first: number, count: number) =>
    eventsFrom(first, count).map((event, n) => ({ ...event, timestamp: eventAt(first + n / 10).timestamp }));
  const heading = (page: Page, isOpen = false) => page.locator('.event-list').getByRole('treeitem', { expanded: isOpen });

  it('share a row that a click opens', async () => {
    await using panel = await stage.open({ snapshot: { events: [...burst(0, 12), ...eventsFrom(20, 1)] } });
    await heading(panel.page).waitFor();
    assert.match((await heading(panel.page).textContent()) ?? '', /×12.*n: 11/s);
    assert.equal(await panel.page.locator('.row').count(), 2);
    await heading(panel.page).click();
    await heading(panel.page, true).waitFor();
    assert.equal(await panel.page.locator('.row[aria-level="2"][aria-setsize="12"]').count(), 12);
  });

  it('open and close by keyboard', async () => {
    await using panel = await stage.open({ snapshot: { events: burst(0, 5) } });
    await panel.page.locator('.event-list').focus();
    for (const key of ['End', 'ArrowRight', 'ArrowRight', 'ArrowDown']) await panel.page.keyboard.press(key);
    await panel.page.locator('.row[aria-selected="true"]', { hasText: 'n: 1' }).waitFor();
    for (const key of ['ArrowLeft', 'ArrowLeft']) await panel.page.keyboard.press(key);
    await heading(panel.page).waitFor();
    await panel.page.keyboard.press('Enter');
    await heading(panel.page, true).waitFor();
  });

  it('grow while events come, and what comes is counted as new', async () => {
    await using panel = await stage.open({ snapshot: { events: [...eventsFrom(0, 100), ...burst(200, 5)] } });
    await until(() => isAtEnd(panel.page), 'the list begins at its end');
    await scrollUp(panel.page, 400);
    await panel.tell('onEvents', burst(200.5, 3));
    await panel.page.getByText('3 new events').click();
    await panel.page.getByText('×8').waitFor();
  });
});

describe('clear', () => {
  it('empties the view and tells the host where the view begins now', async () => {
    await using panel = await stage.open({ snapshot: { events: eventsFrom(0, 5) } });
    await panel.page.getByRole('button', { name: /^Clear view/ }).click();
    await panel.page.getByText('Waiting for events').waitFor();
    assert.deepEqual(await panel.untilCalled('setStart', 1), ['id-4']);
    await panel.tell('onEvents', eventsFrom(5, 1));
    await untilLastRow(panel.page, 'n: 5');
    assert.deepEqual(await rowTexts(panel.page), ['n: 5']);
  });

  it('does nothing in an empty view', async () => {
    await using panel = await stage.open();
    await panel.page.getByText('Waiting for events').waitFor();
    await panel.page.getByRole('button', { name: /^Clear view/ }).click({ force: true });
    assert.ok((await panel.calls()).every(({ method }) => method !== 'setStart'));
  });

  it('is undone with all that came since', async () => {
    await using panel = await stage.open({ snapshot: { events: eventsFrom(0, 3) } });
    await panel.page.getByRole('button', { name: /^Clear view/ }).click();
    await panel.tell('onEvents', eventsFrom(3, 1));
    await untilLastRow(panel.page, 'n: 3');
    await panel.page.getByRole('button', { name: 'Undo' }).click();
    await until(async () => (await rowTexts(panel.page)).length === 4, 'the rows are back');
    assert.deepEqual(await rowTexts(panel.page), ['n: 0', 'n: 1', 'n: 2', 'n: 3']);
    assert.deepEqual(await panel.untilCalled('setStart', 2), ['id-2', null]);
  });
});

describe('the place in the list', () => {
  const fill = (page: Page, filter: string) => page.locator('#filter-text').fill(filter);
  const open = () => stage.open({ snapshot: { events: eventsFrom(0, 200) } });

  it('is there again after a filter that no event matched', async () => {
    await using panel = await open();
    await scrollUp(panel.page, 1500);
    const before = await topRow(panel.page);
    await fill(panel.page, 'nobody');
    await panel.page.getByText('No event matches the filter.').waitFor();
    assert.equal(await panel.page.locator('.event-list').isVisible(), false);
    await panel.tell('onEvents', eventsFrom(200, 3));
    await fill(panel.page, '');
    await until(async () => (await topRow(panel.page)) === before, `the list is at ${before}`);
    await panel.page.locator('.newer-button').waitFor();
  });

  it('is there again after a filter whose rows were all in sight', async () => {
    await using panel = await open();
    await scrollUp(panel.page, 1500);
    const before = await topRow(panel.page);
    await fill(panel.page, 'data.n:7');
    await until(async () => (await rowTexts(panel.page)).join() === 'n: 7', 'one row is left');
    await panel.page.locator('.newer-button').waitFor({ state: 'detached' });
    await panel.page.evaluate(() => fakeHost.passFrames(3));
    await fill(panel.page, '');
    await until(async () => (await topRow(panel.page)) === before, `the list is at ${before}`);
  });

  it('is at the newest row again when one came while all were in sight', async () => {
    await using panel = await open();
    await scrollUp(panel.page, 1500);
    await fill(panel.page, 'data.n>198');
    await until(async () => (await rowTexts(panel.page)).join() === 'n: 199', 'one row is left');
    await panel.tell('onEvents', eventsFrom(200, 40));
    await untilLastRow(panel.page, 'n: 239');
    await until(() => isAtEnd(panel.page), 'the list follows');
  });
});
