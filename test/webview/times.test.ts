import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { until } from '../support/until.ts';
import { askedInThirtyFrames } from './meterProbes.ts';
import { createStage, eventAt, type PanelOptions, type TestPanel } from './support.ts';

const stage = createStage();
after(() => stage[Symbol.asyncDispose]());

const events = [eventAt(0, { type: 'a' }), eventAt(0.12, { type: 'b' }), eventAt(3.32, { type: 'a' })];
const open = (timeMode: string, options: PanelOptions = {}) =>
  stage.open({ snapshot: { events }, now: eventAt(12).timestamp, saved: { timeMode, isActivityShown: false }, ...options });
const times = ({ page }: TestPanel) => page.locator('.row-time').allTextContents();
const untilTimes = (panel: TestPanel, ...expected: readonly string[]) =>
  until(async () => (await times(panel)).join() === expected.join(), `the times are ${expected}`);
const widths = ({ page }: TestPanel) =>
  page.locator('.row-time').evaluateAll((cells) => [...new Set(cells.map((cell) => cell.getBoundingClientRect().width))]);

describe('the time column', () => {
  it('says how long ago, and goes on without events and without frames', async () => {
    await using panel = await open('ago');
    await untilTimes(panel, '12 s ago', '11 s ago', '8 s ago');
    await panel.page.clock.setFixedTime(eventAt(75).timestamp);
    await untilTimes(panel, '1 min ago', '1 min ago', '1 min ago');
    assert.equal(await askedInThirtyFrames(panel.page), 0);
    await panel.page.clock.setFixedTime(eventAt(3600).timestamp);
    await untilTimes(panel, '1 h ago', '59 min ago', '59 min ago');
    assert.equal((await widths(panel)).length, 1);
  });

  it('says how long after the row above, also of what the filter lets through', async () => {
    await using panel = await open('delta');
    await untilTimes(panel, '—', '+120 ms', '+3.2 s');
    await panel.page.locator('#filter-text').fill('type:a');
    await untilTimes(panel, '—', '+3.3 s');
    assert.equal((await widths(panel)).length, 1);
  });

  it('has local and exact time in the tooltip', async () => {
    await using panel = await open('delta');
    const title = await panel.page.locator('.row-time').last().getAttribute('title');
    assert.equal(title, '2 Mar 2026, 10:15:03\n2026-03-02T09:15:03.320Z');
  });

  it('changes from the menu', async () => {
    await using panel = await open('clock');
    await untilTimes(panel, '10:15:00.000', '10:15:00.120', '10:15:03.320');
    await panel.page.getByRole('button', { name: 'View and more' }).click();
    await panel.page.getByText('Time Ago').click();
    await untilTimes(panel, '12 s ago', '11 s ago', '8 s ago');
  });

  it('says where a group ends, and the same to screen readers', async () => {
    const burst = [0.123, 0.4, 0.7, 1, 1.456].map((seconds) => eventAt(seconds));
    const times = { clock: ['10:15:00.123', 'to 10:15:01.456'], ago: ['11 s ago', 'to 10 s ago'], delta: ['—', 'over 1.3 s'] } as const;
    for (const [mode, [from, until]] of Object.entries(times)) {
      await using panel = await open(mode, { snapshot: { events: burst } });
      const name = `${from} agent.created ×5 ${until} n: 1.456 backend`;
      await panel.page.getByRole('treeitem', { name, exact: true }).waitFor();
      assert.equal(await panel.page.locator('.row-until').textContent(), until);
    }
  });

  it('does not tick in other modes', async () => {
    await using panel = await open('delta');
    await untilTimes(panel, '—', '+120 ms', '+3.2 s');
    const ticks = await panel.page.evaluate(async () => {
      let count = 0;
      const observer = new MutationObserver((records) => {
        count += records.length;
      });
      observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
      await fakeHost.passFrames(80);
      return count;
    });
    assert.equal(ticks, 0);
  });
});
