import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { until } from '../support/until.ts';
import { createStage, emptySnapshot, eventAt, eventsFrom, gaugeAt, rowTexts, untilLastRow } from './support.ts';

const stage = createStage();
after(() => stage[Symbol.asyncDispose]());

const scrollTop = (page: Page) => page.locator('.event-list').evaluate((list) => list.scrollTop);
const isAtEnd = (page: Page) =>
  page.locator('.event-list').evaluate((list) => list.scrollTop > 0 && list.scrollHeight - list.clientHeight - list.scrollTop < 1);

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
    await using panel = await stage.open({ snapshot: { events: eventsFrom(0, 5000) } });
    await until(() => isAtEnd(panel.page), 'the list begins at its end');
    await scrollUp(panel.page, 2000);
    const place = () =>
      panel.page.locator('.event-list').evaluate((list) => {
        const edge = list.getBoundingClientRect().top;
        const row = [...list.querySelectorAll('.row')].find((candidate) => candidate.getBoundingClientRect().bottom > edge);
        return `${row?.querySelector('.row-summary')?.textContent} at ${(row?.getBoundingClientRect().top ?? 0) - edge}`;
      });
    const before = await place();
    await panel.tell('onEvents', eventsFrom(5000, 300));
    await panel.page.getByText('300 new events').waitFor();
    assert.equal(await place(), before);
  });

  it('survives that the list becomes smaller', async () => {
    await using panel = await stage.open({ snapshot: { events: eventsFrom(0, 100) } });
    await until(() => isAtEnd(panel.page), 'the list begins at its end');
    await panel.page.setViewportSize({ width: 400, height: 200 });
    await until(() => isAtEnd(panel.page), 'the list is still at its end');
  });
});

describe('a flood', () => {
  it('of 10,000 events leaves the newest 5,000 and a small document', async () => {
    await using panel = await stage.open();
    for (let first = 0; first < 10_000; first += 2000) await panel.tell('onEvents', eventsFrom(first, 2000));
    await untilLastRow(panel.page, 'n: 9999');
    assert.equal(await panel.page.locator('.status-count').textContent(), '5,000 events');
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

  it('says so when there is nothing to show yet', async () => {
    await using panel = await stage.open({ saved: { isPaused: true } });
    await panel.tell('onEvents', eventsFrom(0, 2));
    await panel.page.getByText('Paused. 2 events waiting.').waitFor();
    await panel.page.locator('vscode-button', { hasText: 'Resume' }).click();
    await untilLastRow(panel.page, 'n: 1');
  });
});

describe('clear', () => {
  it('empties the view and tells the host where the view begins now', async () => {
    await using panel = await stage.open({ snapshot: { events: eventsFrom(0, 5) } });
    await panel.page.getByRole('button', { name: /^Clear view/ }).click();
    await panel.page.getByText('Waiting for events').waitFor();
    assert.deepEqual(await panel.untilCalled('clear', 1), ['id-4']);
    await panel.tell('onEvents', eventsFrom(5, 1));
    await untilLastRow(panel.page, 'n: 5');
    assert.deepEqual(await rowTexts(panel.page), ['n: 5']);
  });

  it('does nothing in an empty view', async () => {
    await using panel = await stage.open();
    await panel.page.getByText('Waiting for events').waitFor();
    await panel.page.getByRole('button', { name: /^Clear view/ }).click({ force: true });
    assert.deepEqual(
      (await panel.calls()).map(({ method }) => method),
      ['ready'],
    );
  });
});
