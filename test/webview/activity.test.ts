import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import type { LoggedEvent } from '../../src/shared/events.ts';
import { until } from '../support/until.ts';
import { overflowing, seriousFindings } from './checks.ts';
import { askedInThirtyFrames } from './meterProbes.ts';
import { createStage, eventAt, eventsFrom, flood, type PanelOptions, rowTexts, type TestPanel } from './support.ts';
import { themes } from './themes.ts';

const stage = createStage();
after(() => stage[Symbol.asyncDispose]());

const types = ['agent.created', 'rental.created', 'user.signed_in', 'order.paid'];
/** Four minutes of traffic that comes in waves, up to 10:19:00. */
const waves: readonly LoggedEvent[] = Array.from({ length: 240 }, (_, second) =>
  Array.from({ length: Math.max(0, Math.round(6 * Math.sin(second / 12))) }, (_, n) =>
    eventAt(second + n / 10, { id: `id-${second}-${n}`, type: types[(second + n * n) % types.length] ?? '' }),
  ),
).flat();
const seams = [{ at: eventAt(100).timestamp, text: 'hub restarted 10:16:40' }];
const NOW = eventAt(240).timestamp;

/** Three events at 10:15:03, one at 10:15:10, and the newest one minute later. */
const few = [
  ...[3, 3.2, 3.4].map((n) => eventAt(n, { type: n === 3 ? 'order.paid' : 'agent.created' })),
  ...[10, 70].map((n) => eventAt(n)),
];
const open = (options: PanelOptions = {}) => stage.open({ snapshot: { events: few }, now: NOW, ...options });
const strip = ({ page }: TestPanel) => page.getByRole('slider', { name: 'Activity' });
const words = ({ page }: TestPanel) => page.locator('.activity-text').innerText();
const valueText = (panel: TestPanel) => strip(panel).getAttribute('aria-valuetext');
const filterText = ({ page }: TestPanel) => page.locator('#filter-text').inputValue();
const untilRows = ({ page }: TestPanel, ...texts: readonly string[]) =>
  until(async () => (await rowTexts(page)).join() === texts.join(), `the rows are ${texts}`);

/** Where the second `n` of the stream is on the strip, whose newest one is that of `last`. */
async function placeOf({ page }: TestPanel, n: number, last = 70): Promise<{ readonly x: number; readonly y: number }> {
  const box = await page.locator('.activity canvas').boundingBox();
  assert.ok(box);
  return { x: box.x + ((300 - (last - Math.floor(n)) - 0.5) / 300) * box.width, y: box.y + box.height / 2 };
}

/** How high each column of the strip is lit, in pixels. */
function heights(page: Page): Promise<readonly number[]> {
  return page.locator('.activity canvas').evaluate((canvas: HTMLCanvasElement) => {
    const { width, height } = canvas;
    const data = canvas.getContext('2d')?.getImageData(0, 0, width, height).data ?? [];
    const isLit = (x: number, y: number) => (data[4 * (y * width + x) + 3] ?? 0) > 200;
    return Array.from({ length: width }, (_, x) => Array.from({ length: height }, (_, y) => y).filter((y) => isLit(x, y)).length);
  });
}

describe('the strip of activity', () => {
  it('shows when how much came', async () => {
    await using panel = await open();
    await strip(panel).waitFor();
    assert.equal(await words(panel), '10:11:11–10:16:11');
    assert.equal(await panel.page.locator('.activity-peak').innerText(), 'peak 3/s');
    const lit = await heights(panel.page);
    const scale = lit.length / 300;
    const at = (n: number) => lit[Math.floor((299.5 - (70 - n)) * scale)] ?? 0;
    assert.ok(at(3) > 2 * at(10) && at(10) > 1, lit.join());
    assert.equal(at(40), 0);
  });

  it('tells what a bar is under the pointer', async () => {
    await using panel = await open();
    const { x, y } = await placeOf(panel, 3);
    await panel.page.mouse.move(x, y);
    await until(async () => (await words(panel)) === '10:15:03 · 3 events: 2 agent.created, 1 order.paid', 'the words say it');
    assert.equal(await valueText(panel), '10:15:03, 3 events: 2 agent.created, 1 order.paid');
    await panel.page.locator('.event-list').hover();
    await until(async () => (await words(panel)) === '10:11:11–10:16:11', 'the words are about all again');
  });

  it('filters on a bar that is clicked, and goes back', async () => {
    await using panel = await open();
    const { x, y } = await placeOf(panel, 3);
    // A little beside it: bars are thin.
    await panel.page.mouse.click(x + 2, y);
    await untilRows(panel, 'n: 3', 'n: 3.2', 'n: 3.4');
    assert.equal(await filterText(panel), 'after:2026-03-02T10:15:03+01:00 before:2026-03-02T10:15:04+01:00');
    await panel.page.locator('.event-list').hover();
    await until(async () => (await words(panel)) === '10:15:03 · 3 events: 2 agent.created, 1 order.paid', 'the words are about it');
    await panel.page.getByRole('button', { name: 'Show all times (Esc)' }).click();
    await untilRows(panel, 'n: 3', 'n: 3.2', 'n: 3.4', 'n: 10', 'n: 70');
    assert.equal(await filterText(panel), '');
    assert.ok(await strip(panel).evaluate((element) => element === document.activeElement));
  });

  it('filters on a time that is dragged over, beside the filter that is there', async () => {
    await using panel = await open({ saved: { query: 'agent' } });
    const [from, to] = [await placeOf(panel, 2), await placeOf(panel, 12)];
    await panel.page.mouse.move(from.x, from.y);
    await panel.page.mouse.down();
    await panel.page.mouse.move(to.x, to.y, { steps: 4 });
    await panel.page.mouse.up();
    await untilRows(panel, 'n: 3.2', 'n: 3.4', 'n: 10');
    assert.match(await filterText(panel), /^agent after:\S+ before:\S+$/);
  });

  it('works by keyboard', async () => {
    await using panel = await open();
    await strip(panel).focus();
    const said: (string | null)[] = [];
    for (const key of ['ArrowLeft', 'ArrowLeft', 'Shift+ArrowLeft', 'Home']) {
      await panel.page.keyboard.press(key);
      said.push(await valueText(panel));
    }
    assert.deepEqual(said, [
      '10:16:10, 1 event: 1 agent.created',
      '10:15:10, 1 event: 1 agent.created',
      '10:15:03–10:15:11, 4 events: 3 agent.created, 1 order.paid',
      '10:15:03, 3 events: 2 agent.created, 1 order.paid',
    ]);
    await panel.page.keyboard.press('Enter');
    await untilRows(panel, 'n: 3', 'n: 3.2', 'n: 3.4');
    await panel.page.keyboard.press('ArrowRight');
    await panel.page.keyboard.press('Enter');
    await untilRows(panel, 'n: 10');
    await panel.page.keyboard.press('Escape');
    await untilRows(panel, 'n: 3', 'n: 3.2', 'n: 3.4', 'n: 10', 'n: 70');
  });

  it('forgets its time when somebody writes another filter', async () => {
    await using panel = await open();
    const { x, y } = await placeOf(panel, 3);
    await panel.page.mouse.click(x, y);
    await panel.page.getByRole('button', { name: 'Show all times (Esc)' }).waitFor();
    await panel.page.locator('#filter-text').fill('order');
    await panel.page.getByRole('button', { name: 'Show all times (Esc)' }).waitFor({ state: 'detached' });
    await untilRows(panel, 'n: 3');
    assert.equal(await panel.page.locator('.activity-peak').innerText(), 'peak 1/s');
  });

  it('says nothing of times when the filter lets nothing through', async () => {
    await using panel = await open({ saved: { query: 'type:no.such' } });
    await panel.page.getByText('No event matches the filter.').waitFor();
    await until(async () => (await valueText(panel)) === 'No events', 'the strip says so');
    assert.deepEqual([await words(panel), await panel.page.locator('.activity-peak').innerText()], ['', '']);
  });

  it('goes on with what comes', async () => {
    await using panel = await open();
    await strip(panel).waitFor();
    await panel.tell('onEvents', eventsFrom(80, 1));
    await until(async () => (await words(panel)) === '10:11:21–10:16:21', 'the strip ends at the newest event');
  });

  it('comes and goes from the menu', async () => {
    await using panel = await open();
    await strip(panel).waitFor();
    await panel.page.getByRole('button', { name: 'View and more' }).click();
    await panel.page.getByText('Activity Strip').click();
    await strip(panel).waitFor({ state: 'detached' });
  });

  it('leaves the room to the rows in a low panel', async () => {
    await using panel = await open({ height: 150 });
    await panel.page.locator('.row').first().waitFor();
    assert.equal(await strip(panel).isVisible(), false);
    await panel.page.setViewportSize({ width: 900, height: 320 });
    await strip(panel).waitFor();
    assert.ok((await heights(panel.page)).some((height) => height > 2));
  });

  it('is at rest while nothing comes, and paints at its own pace under a flood', async () => {
    await using panel = await open();
    await strip(panel).waitFor();
    await panel.page.evaluate(() => {
      const paint = CanvasRenderingContext2D.prototype.clearRect;
      Object.assign(globalThis, { paints: 0 });
      CanvasRenderingContext2D.prototype.clearRect = function (...place) {
        (globalThis as unknown as { paints: number }).paints++;
        paint.apply(this, place);
      };
    });
    const paints = () => panel.page.evaluate(() => (globalThis as unknown as { paints: number }).paints);
    assert.equal(await askedInThirtyFrames(panel.page), 0);
    assert.equal(await paints(), 0);
    const start = performance.now();
    for (let n = 0; n < 40; n++) {
      await flood(panel, 100 + n * 50, 50);
      await panel.page.evaluate(() => fakeHost.passFrames(1));
    }
    assert.ok((await paints()) >= 1);
    assert.ok((await paints()) <= 2 + (performance.now() - start) / 250);
  });
});

for (const theme of themes) {
  describe(`the strip of activity in the ${theme.name} theme`, () => {
    it('has nothing that axe finds serious', async () => {
      await using panel = await stage.open({ snapshot: { events: waves, seams }, now: NOW, theme, width: 900, height: 320 });
      const { x, y } = await placeOf(panel, 85, 240);
      await panel.page.mouse.move(x, y);
      await panel.page.mouse.down();
      await panel.page.mouse.move(x + 60, y, { steps: 3 });
      await panel.page.mouse.up();
      await panel.page.getByRole('button', { name: 'Show all times (Esc)' }).waitFor();
      await panel.screenshot('activity');
      assert.deepEqual(await seriousFindings(panel.page), []);
    });
  });
}

describe('the strip of activity at a width of 300 px', () => {
  it('fits', async () => {
    await using panel = await stage.open({ snapshot: { events: waves, seams }, now: NOW, width: 300, height: 400 });
    await strip(panel).focus();
    await panel.page.keyboard.press('ArrowLeft');
    await panel.screenshot('activity-narrow');
    assert.deepEqual(await overflowing(panel.page), []);
    assert.ok(await panel.page.locator('.activity-peak').evaluate((peak) => peak.getBoundingClientRect().right <= innerWidth));
  });
});
