import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { DEFAULT_TARGET_URL, type Stats } from '../../src/shared/webhooks.ts';
import { until } from '../support/until.ts';
import { absent, api, down, NOON, statsOf, targetOf, vite, worker } from './deliverySamples.ts';
import { createStage, eventsFrom, type PanelOptions, type TestPanel } from './support.ts';

const stage = createStage();
after(() => stage[Symbol.asyncDispose]());

const toggle = (page: Page) => page.getByRole('button', { name: 'Traffic and targets' });
const targetTexts = async (page: Page) =>
  (await page.locator('.stats-target').allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim());

async function openStrip(stats: Stats, options: PanelOptions = {}): Promise<TestPanel> {
  const panel = await stage.open({ snapshot: { events: eventsFrom(0, 3), stats }, now: NOON, width: 1300, ...options });
  await panel.page.locator('.stats-strip').waitFor();
  return panel;
}

describe('the strip', () => {
  it('tells the rate and how the targets fare, those with trouble first', async () => {
    await using panel = await openStrip(statsOf([targetOf(), down]));
    assert.equal(await panel.page.locator('.stats-rate').innerText(), '12/s · 360/min');
    const [first, second] = await targetTexts(panel.page);
    assert.equal(first, 'localhost:8000 down since 12:57:07 · 12 queued');
    const full = 'Half of the answers came within 3 ms, 95 % within 9 ms';
    assert.match(second ?? '', new RegExp(`^localhost:5173.* p50 3 ms ?${full}$`));
    assert.match((await panel.page.locator('.stats-target').nth(1).getAttribute('title')) ?? '', new RegExp(`\n${full}$`));
  });

  it('says that nobody is at the default target, and does not make it a problem', async () => {
    await using panel = await openStrip(statsOf([absent]));
    assert.deepEqual(await targetTexts(panel.page), ['localhost:5173 no receiver']);
    const colours = await panel.page.evaluate(() =>
      ['.stats-target', '.status-line'].map((selector) => getComputedStyle(document.querySelector(selector) ?? document.body).color),
    );
    assert.equal(colours[0], colours[1], 'it is as dim as the status line');
  });

  it('is not there as long as there is nothing to say', async () => {
    const unused = targetOf({ url: DEFAULT_TARGET_URL, delivered: 0 });
    await using panel = await stage.open({ snapshot: { stats: statsOf([absent], { types: [], sources: [] }) } });
    await panel.page.locator('.status-line').waitFor();
    await panel.tell('onStats', statsOf([unused], { types: [], sources: [] }));
    await panel.tell('onEvents', eventsFrom(0, 1));
    await panel.page.locator('.row').waitFor();
    assert.equal(await panel.page.locator('.stats').count(), 0);
    await panel.tell('onStats', statsOf([absent]));
    await panel.page.locator('.stats-strip').waitFor();
    await panel.tell('onStatus', { state: 'stopped' });
    await panel.page.locator('.stats').waitFor({ state: 'detached' });
  });

  it('names those with the same host by their paths, and counts those without a place', async () => {
    const urls = [vite, 'http://localhost:5173/b', api, worker, 'http://localhost:9000/'];
    await using panel = await openStrip(statsOf(urls.map((url) => targetOf({ url }))));
    const texts = (await targetTexts(panel.page)).map((text) => text.split(' ')[0]);
    assert.deepEqual(texts, ['localhost:5173/api/webhook/receive', 'localhost:5173/b', 'localhost:8000']);
    assert.equal(await panel.page.locator('.stats-more:visible').innerText(), '+2');
    await panel.page.setViewportSize({ width: 300, height: 320 });
    await until(async () => (await panel.page.locator('.stats-more:visible').innerText()) === '+4', 'one has a place');
  });

  it('stands still while the numbers move', async () => {
    await using panel = await openStrip(statsOf([targetOf(), targetOf({ url: api })]));
    const places = () =>
      panel.page
        .locator('.stats-strip > *, .stats-target, .event-list')
        .evaluateAll((all) => all.map((one) => Object.values(one.getBoundingClientRect().toJSON()).join()).join(' | '));
    // The icons are as wide as they will be only with their font.
    await panel.page.evaluate(() => document.fonts.ready.then(({ status }) => status));
    const before = await places();
    const traffic = { count: 9, bytes: 9, perSecond: 987, perMinute: 5432 };
    const targets = [targetOf({ p50Ms: 12, p95Ms: 480, queued: 3 }), targetOf({ url: api, p50Ms: 1, p95Ms: 1 })];
    await panel.tell('onStats', statsOf(targets, { types: [{ ...traffic, type: 'a' }] }));
    await panel.page.getByText('987/s').waitFor();
    assert.equal(await places(), before);
  });

  it('does not speak up by itself', async () => {
    await using panel = await openStrip(statsOf([targetOf()]), { saved: { areStatsOpen: true } });
    await panel.page.locator('.stats-tables').waitFor();
    assert.equal(await panel.page.locator('.stats').locator('[aria-live], [role=status], [role=alert]').count(), 0);
  });
});

describe('the figures behind the strip', () => {
  it('open by keyboard and by a click on the line, and stay as they were left', async () => {
    await using panel = await openStrip(statsOf());
    const tables = panel.page.locator('.stats-tables');
    await toggle(panel.page).press('Enter');
    await tables.waitFor();
    assert.equal(await toggle(panel.page).getAttribute('aria-expanded'), 'true');
    await until(async () => ((await panel.saved()) as { areStatsOpen: boolean }).areStatsOpen, 'the view is saved');
    await panel.page.locator('.stats-rate').click();
    await tables.waitFor({ state: 'detached' });
    await using again = await openStrip(statsOf(), { saved: { areStatsOpen: true } });
    await again.page.locator('.stats-tables').waitFor();
  });

  it('tell what came, and from whom', async () => {
    await using panel = await openStrip(statsOf(), { saved: { areStatsOpen: true } });
    const rows = panel.page.locator('.stats-table:not(.is-targets) tbody tr');
    const texts = (await rows.allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim());
    assert.equal(texts[0], 'audio_level 24,310 10 300 3.5 MB');
    assert.equal(texts[5], '(none) 71 0 0 10.2 kB');
  });

  it('tell how the targets fare, and why', async () => {
    await using panel = await openStrip(statsOf([down, absent]), { saved: { areStatsOpen: true } });
    const rows = panel.page.locator('.stats-table.is-targets tbody tr');
    const [first, second] = (await rows.allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim());
    assert.equal(first, 'localhost:8000/hooks/dev-sync Down since 12:57:07. Nothing listens there. 1,204 12 12 0 3 ms 9 ms');
    assert.equal(second, 'localhost:5173/api/webhook/receive No receiver 0 3 0 0 – –');
  });

  it('are text with an end, whatever names are invented', async () => {
    const markup = '<img src=x onerror="document.title=1">\u202e';
    const traffic = { count: 1, bytes: 1, perSecond: 0, perMinute: 1 };
    const types = Array.from({ length: 500 }, (_, n) => ({ ...traffic, type: `${markup}${n}` }));
    await using panel = await openStrip(statsOf([], { types, sources: [{ ...traffic, source: markup }] }), {
      saved: { areStatsOpen: true },
    });
    await panel.page.getByText('and 480 more').waitFor();
    assert.equal(await panel.page.locator('.stats-table tbody tr').count(), 22);
    assert.equal(await panel.page.locator('#panel img').count(), 0);
    assert.ok((await panel.page.locator('.stats-tables').innerText()).includes('<img src=x onerror="document.title=1">\\u202e0'));
  });

  it('leave room for the rows in a low panel', async () => {
    await using panel = await openStrip(statsOf([targetOf(), down]), { saved: { areStatsOpen: true }, width: 300, height: 200 });
    const list = await panel.page.locator('.event-list').boundingBox();
    const line = await panel.page.locator('.status-line').boundingBox();
    assert.ok(list && list.height >= 66, `${list?.height} px of rows`);
    assert.ok(line && line.y + line.height <= 200);
  });
});
