import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { Stats } from '../../src/shared/webhooks.ts';
import { overflowing, seriousFindings } from './checks.ts';
import { absent, down, failedOf, inEveryState, NOON, statsOf, targetOf, worker } from './deliverySamples.ts';
import { createStage, eventsFrom, type PanelOptions, type TestPanel } from './support.ts';
import { type Theme, themes } from './themes.ts';

const stage = createStage();
after(() => stage[Symbol.asyncDispose]());

const events = eventsFrom(9960, 40);
const several = [
  targetOf(),
  down,
  targetOf({ url: worker, failed: 3, p50Ms: 120, p95Ms: 2410 }),
  targetOf({ url: 'http://localhost:5173/b' }),
];

type State = {
  readonly name: string;
  readonly stats: Stats;
  readonly options?: PanelOptions;
  arrange(panel: TestPanel): Promise<void>;
};

const states: readonly State[] = [
  {
    name: 'delivered',
    stats: statsOf([absent]),
    options: { deliveries: inEveryState('id-9999').slice(0, 1) },
    arrange: openDetail,
  },
  { name: 'deliveries', stats: statsOf([targetOf(), down]), options: { deliveries: inEveryState('id-9999') }, arrange: openDetail },
  { name: 'attempts', stats: statsOf([down]), options: { deliveries: inEveryState('id-9999').slice(2, 3) }, arrange: openAttempts },
  { name: 'failed', stats: statsOf(several), options: { deliveries: failedOf(9999, 9998, 9997, 1) }, arrange: openFailed },
  {
    name: 'stats',
    stats: statsOf(several),
    options: { saved: { areStatsOpen: true } },
    arrange: ({ page }) => page.locator('.stats-table').first().waitFor(),
  },
];

async function openDetail({ page }: TestPanel): Promise<void> {
  await page.locator('.row').last().click();
  await page.locator('.delivery').first().waitFor();
}

async function openAttempts(panel: TestPanel): Promise<void> {
  await openDetail(panel);
  await panel.page.locator('.delivery-toggle').click();
  await panel.page.locator('.answer summary').first().click();
  await panel.page.locator('.attempt').first().waitFor();
}

async function openFailed({ page }: TestPanel): Promise<void> {
  await page.locator('.stats-failed').click();
  await page.locator('.failed-item').first().waitFor();
}

async function open({ stats, options }: State, size: { theme?: Theme; width: number; height: number }): Promise<TestPanel> {
  return stage.open({ snapshot: { events, stats }, now: NOON, ...options, ...size });
}

for (const theme of themes) {
  describe(`deliveries in the ${theme.name} theme`, () => {
    for (const state of states) {
      it(`have nothing that axe finds serious: ${state.name}`, async () => {
        await using panel = await open(state, { theme, width: 1000, height: 320 });
        await state.arrange(panel);
        await panel.screenshot(state.name);
        assert.deepEqual(await seriousFindings(panel.page), []);
      });
    }
  });
}

for (const width of [600, 300]) {
  describe(`deliveries at a width of ${width} px`, () => {
    for (const state of states) {
      it(`do not reach beyond the edge: ${state.name}`, async () => {
        await using panel = await open(state, { width, height: 520 });
        await state.arrange(panel);
        await panel.screenshot(`${state.name}-${width}`);
        assert.deepEqual(await overflowing(panel.page), []);
        assert.equal(await panel.page.evaluate(() => document.documentElement.scrollWidth), width);
        assert.deepEqual(await seriousFindings(panel.page), []);
      });
    }
  });
}
