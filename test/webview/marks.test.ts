import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { Delivery } from '../../src/shared/webhooks.ts';
import { until } from '../support/until.ts';
import { overflowing, seriousFindings } from './checks.ts';
import { attemptAt, deliveryOf, inEveryState, NOON, statsOf, targetOf } from './deliverySamples.ts';
import { askedInThirtyFrames } from './meterProbes.ts';
import { createStage, eventsFrom, type PanelOptions, type TestPanel } from './support.ts';
import { defaultTheme, themes } from './themes.ts';

const stage = createStage();
after(() => stage[Symbol.asyncDispose]());

const events = eventsFrom(0, 12).map((event, n) => ({ ...event, type: n % 2 === 0 ? 'agent.created' : 'order.paid' }));
const refused = attemptAt(-5, { status: null, ms: 1, error: 'Nothing listens there.' });
/** From the newest event on: problems, one that waits, and one that was taken. */
const deliveries: readonly Delivery[] = [
  ...inEveryState('id-11'),
  deliveryOf('id-10', { state: 'pending', attempts: [refused, refused] }),
  deliveryOf('id-9', { state: 'pending', attempts: [] }),
  deliveryOf('id-8'),
];
/** The widest that an editor has by itself. */
const largeFont = { ...defaultTheme, variables: { ...defaultTheme.variables, 'editor-font-size': '14px' } };
const open = (options: PanelOptions = {}) => stage.open({ snapshot: { events, stats: statsOf() }, deliveries, now: NOON, ...options });
const texts = ({ page }: TestPanel) => page.locator('.row-mark-text').allTextContents();
const untilMarks = (panel: TestPanel, ...expected: readonly string[]) =>
  until(async () => (await texts(panel)).join() === expected.join(), `the marks are ${expected}`);

describe('the column of deliveries', () => {
  it('says in short how the events in sight fared, and whole in the tooltip', async () => {
    await using panel = await open();
    await untilMarks(panel, '200', 'waiting', 'retry 2', 'failed');
    const mark = panel.page.locator('.row-mark').last();
    const lines = ((await mark.getAttribute('title')) ?? '').split('\n');
    assert.equal(lines.length, 5);
    assert.match(lines[0] ?? '', /^Failed: https:\/\/worker.localhost:8443\/in · 422 · 9 ms$/);
    assert.equal(await mark.getAttribute('aria-label'), `Deliveries: ${lines.join('; ')}`);
  });

  it('takes no room when nothing in sight went anywhere', async () => {
    await using panel = await open({ deliveries: [] });
    await panel.untilCalled('deliveriesOf', 1);
    const edge = () =>
      panel.page
        .locator('.row-source')
        .last()
        .evaluate((source) => innerWidth - source.getBoundingClientRect().right);
    assert.ok((await edge()) < 30, String(await edge()));
    await panel.deliver(deliveries);
    await panel.tell('onStats', statsOf([targetOf({ delivered: 1, queued: 1 })]));
    await untilMarks(panel, '200', 'waiting', 'retry 2', 'failed');
    assert.ok((await edge()) > 80, String(await edge()));
  });

  it('follows what becomes of them', async () => {
    await using panel = await open({ deliveries: [deliveryOf('id-11', { state: 'pending', attempts: [] })] });
    await untilMarks(panel, 'waiting');
    await panel.deliver([deliveryOf('id-11')]);
    await panel.tell('onStats', statsOf([targetOf({ delivered: 1205 })]));
    await untilMarks(panel, '200');
  });

  it('asks once about what is in sight, and rests', async () => {
    await using panel = await open();
    await untilMarks(panel, '200', 'waiting', 'retry 2', 'failed');
    assert.equal(await askedInThirtyFrames(panel.page), 0);
    assert.deepEqual(await panel.untilCalled('deliveriesOf', 1), [events.map(({ id }) => id)]);
  });

  for (const width of [1160, 861, 830, 741, 640, 610, 561, 560, 425]) {
    it(`leaves the summary 25 characters at ${width} px`, async () => {
      await using panel = await open({ width, theme: largeFont });
      await untilMarks(panel, '200', 'waiting', 'retry 2', 'failed');
      const summary = panel.page.locator('.row-summary').last();
      const characters = await summary.evaluate((cell) => {
        const font = new OffscreenCanvas(1, 1).getContext('2d');
        if (!font) throw new Error('no canvas');
        font.font = getComputedStyle(cell).font;
        return cell.clientWidth / font.measureText('0').width;
      });
      await panel.screenshot(`summary-${width}`);
      assert.ok(characters >= 25, `${characters} characters`);
    });
  }

  it('stands on a closed group for the event that fared worst', async () => {
    const burst = eventsFrom(0, 6).map((event, n) => ({ ...event, timestamp: `2026-03-02T09:15:00.${n}00Z` }));
    const ofBurst = [deliveryOf('id-2', { state: 'failed' }), deliveryOf('id-5')];
    await using panel = await open({ snapshot: { events: burst, stats: statsOf() }, deliveries: ofBurst });
    await untilMarks(panel, 'failed');
    const mark = panel.page.locator('.row.is-group .row-mark');
    assert.match((await mark.getAttribute('aria-label')) ?? '', /^Deliveries: The worst of 2 events; Failed: /);
    await panel.screenshot('marks-group');
    await panel.page.locator('.row.is-group').click();
    await until(async () => (await panel.page.locator('.row.is-inner .row-mark').count()) === 2, 'the rows have theirs in the open group');
    assert.equal(await mark.count(), 0);
  });
});

for (const theme of themes) {
  describe(`the column of deliveries in the ${theme.name} theme`, () => {
    it('has nothing that axe finds serious', async () => {
      await using panel = await open({ theme });
      await untilMarks(panel, '200', 'waiting', 'retry 2', 'failed');
      await panel.page.locator('.row').last().click();
      await panel.screenshot('marks');
      assert.deepEqual(await seriousFindings(panel.page), []);
    });
  });
}

describe('the column of deliveries in a narrow panel', () => {
  for (const [width, icons] of [
    [560, 4],
    [300, 2],
  ] as const) {
    it(`has icons alone at ${width} px: ${icons}`, async () => {
      await using panel = await open({ width, height: 400 });
      await panel.page.locator('.row-mark').first().waitFor({ state: 'attached' });
      await panel.screenshot(`marks-${width}`);
      assert.equal(await panel.page.locator('.row-mark .codicon:visible').count(), icons);
      assert.equal(await panel.page.locator('.row-mark-text:visible').count(), 0);
      assert.deepEqual(await overflowing(panel.page), []);
    });
  }
});
