import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import type { Delivery } from '../../src/shared/webhooks.ts';
import { until } from '../support/until.ts';
import { absent, api, attemptAt, deliveryOf, down, failedOf, NOON, statsOf, targetOf } from './deliverySamples.ts';
import { createStage, eventsFrom, type PanelOptions, type TestPanel } from './support.ts';

const stage = createStage();
after(() => stage[Symbol.asyncDispose]());

const failing = (failed: number) => statsOf([targetOf({ url: api, failed })]);
const failedButton = (page: Page) => page.locator('.stats-failed');
const items = (page: Page) => page.locator('.failed-item');
const focusedClass = (page: Page) => page.evaluate(() => document.activeElement?.classList[0]);

async function openFailed(deliveries: readonly Delivery[], options: PanelOptions = {}): Promise<TestPanel> {
  const snapshot = { events: eventsFrom(0, 3), stats: failing(deliveries.length) };
  const panel = await stage.open({ snapshot, deliveries, now: NOON, ...options });
  await failedButton(panel.page).press('Enter');
  await panel.page.locator('.failed').waitFor();
  return panel;
}

describe('the failed deliveries', () => {
  it('open from the strip, which counts them', async () => {
    await using panel = await openFailed(failedOf(2, 1));
    assert.equal(await failedButton(panel.page).innerText(), '2 failed');
    assert.equal(await failedButton(panel.page).getAttribute('aria-expanded'), 'true');
    await items(panel.page).nth(1).waitFor();
    assert.deepEqual((await panel.untilCalled('deliveries', 1))[0], { state: 'failed' });
    const [first] = await items(panel.page).allInnerTexts();
    assert.match(first?.replace(/\s+/g, ' ') ?? '', /agent\.created localhost:8000 12:59:58 It answered 404\. · Not Found Retry/);
  });

  it('have no place in the strip while there are none', async () => {
    await using panel = await stage.open({ snapshot: { stats: failing(0) } });
    await panel.page.locator('.stats-strip').waitFor();
    assert.equal(await failedButton(panel.page).count(), 0);
  });

  it('can be retried and discarded one by one', async () => {
    const deliveries = failedOf(2, 1);
    await using panel = await openFailed(deliveries);
    await items(panel.page).nth(1).getByRole('button', { name: 'Retry' }).click();
    await items(panel.page).first().getByRole('button', { name: 'Discard' }).click();
    assert.deepEqual(await panel.untilCalled('retryDelivery', 1), [deliveries[1]?.id]);
    assert.deepEqual(await panel.untilCalled('discardDelivery', 1), [deliveries[0]?.id]);
  });

  it('can be retried all together', async () => {
    await using panel = await openFailed(failedOf(2, 1));
    await items(panel.page).first().waitFor();
    await panel.deliver([]);
    await panel.page.locator('vscode-button', { hasText: 'Retry All Failed' }).click();
    await panel.untilCalled('retryFailed', 1);
    await panel.page.getByText('No delivery has failed.').waitFor();
    assert.equal(await focusedClass(panel.page), 'failed');
  });

  it('are told apart by what a button is for', async () => {
    await using panel = await openFailed(failedOf(2));
    await panel.page.getByRole('button', { name: 'Retry agent.created to localhost:8000' }).waitFor();
  });

  it('pass the keyboard on to the next one', async () => {
    const deliveries = failedOf(2, 1, 0);
    await using panel = await openFailed(deliveries);
    await items(panel.page).nth(1).getByRole('button', { name: 'Discard' }).focus();
    await panel.deliver(deliveries.filter((_, n) => n !== 1));
    await panel.page.keyboard.press('Enter');
    await until(async () => (await items(panel.page).count()) === 2, 'the discarded one is gone');
    const isNext = await items(panel.page)
      .nth(1)
      .evaluate((item) => item.contains(document.activeElement));
    assert.ok(isNext);
  });

  it('lead to their events and back', async () => {
    await using panel = await openFailed(failedOf(1));
    await panel.page.getByRole('button', { name: 'agent.created', exact: true }).press('Enter');
    await panel.page.locator('.tree').getByText('"id-1"').waitFor();
    await panel.page.locator('.delivery').getByText('Failed').waitFor();
    await panel.page.keyboard.press('Escape');
    await items(panel.page).waitFor();
    assert.equal(await focusedClass(panel.page), 'failed');
  });

  it('whose event the panel does not keep lead nowhere', async () => {
    await using panel = await openFailed(failedOf(7));
    await items(panel.page).waitFor();
    assert.equal(await items(panel.page).getByRole('button').count(), 2);
    assert.equal(await items(panel.page).getByTitle('The panel does not keep this event any more').count(), 1);
  });

  it('close by Escape, by their button and by that of the strip, and give the focus back', async () => {
    await using panel = await openFailed(failedOf(1));
    const pane = panel.page.locator('.failed');
    await panel.page.keyboard.press('Escape');
    await pane.waitFor({ state: 'detached' });
    assert.equal(await focusedClass(panel.page), 'stats-failed');
    await panel.page.keyboard.press('Enter');
    await pane.getByRole('button', { name: 'Close (Esc)' }).click();
    await pane.waitFor({ state: 'detached' });
    await failedButton(panel.page).click();
    await pane.waitFor();
    await failedButton(panel.page).click();
    await pane.waitFor({ state: 'detached' });
  });

  it('leave the focus in the strip when the last of them goes, and in the list when the strip goes', async () => {
    await using panel = await stage.open({ snapshot: { events: eventsFrom(0, 3), stats: failing(1) } });
    await failedButton(panel.page).focus();
    await panel.tell('onStats', failing(0));
    await failedButton(panel.page).waitFor({ state: 'detached' });
    assert.equal(await focusedClass(panel.page), 'icon-button');
    await panel.tell('onStats', null);
    await panel.page.locator('.stats-strip').waitFor({ state: 'detached' });
    assert.equal(await focusedClass(panel.page), 'event-list');
  });

  it('give way to an event that is chosen in the list', async () => {
    await using panel = await openFailed(failedOf(1));
    await panel.page.locator('.row').first().click();
    await panel.page.locator('.failed').waitFor({ state: 'detached' });
    await panel.page.getByRole('button', { name: 'Close (Esc)' }).click();
    await panel.page.locator('.detail').waitFor({ state: 'detached' });
    assert.equal(await panel.page.locator('.failed').count(), 0);
  });

  it('keep up with the hub', async () => {
    await using panel = await openFailed(failedOf(1));
    await items(panel.page).waitFor();
    await panel.deliver(failedOf(2, 1));
    await panel.tell('onStats', failing(2));
    await items(panel.page).nth(1).waitFor();
    await panel.tell('onStatus', { state: 'stopped' });
    await panel.page.locator('.failed').getByText('The hub is off.').waitFor();
  });

  it('are not all drawn when there are thousands', async () => {
    await using panel = await openFailed(failedOf(...Array.from({ length: 1000 }, (_, n) => n)));
    await panel.page.getByText('The newest 200 of 1,000.').waitFor();
    await panel.tell('onStats', failing(12_345));
    await panel.page.getByText('The newest 200 of 12,345.').waitFor();
    assert.equal(await items(panel.page).count(), 200);
  });

  it('are not drawn anew by events of the stream', async () => {
    const snapshot = { events: eventsFrom(0, 3), stats: failing(2) };
    await using panel = await openFailed(failedOf(7, 1), { snapshot, saved: { areStatsOpen: true } });
    await items(panel.page).nth(1).waitFor();
    // Every item has a time of day, and so have the tables.
    await panel.page.evaluate(() => {
      Object.defineProperty(Intl.DateTimeFormat.prototype, 'format', { get: () => () => 'drawn anew' });
    });
    await panel.tell('onEvents', eventsFrom(4, 2));
    await panel.page.locator('.row').nth(4).waitFor();
    assert.equal(await panel.page.locator('.failed, .stats').getByTitle('drawn anew').count(), 0);
    await panel.tell('onEvents', eventsFrom(7, 1));
    await items(panel.page).getByTitle('Show event').nth(1).waitFor();
  });

  it('can be asked for again after a question that failed', async () => {
    await using panel = await openFailed([], { failing: ['deliveries'], snapshot: { stats: failing(1) } });
    await panel.page.getByRole('button', { name: 'Try Again' }).press('Enter');
    await panel.untilCalled('deliveries', 2);
  });

  it('show at least one whole in a low panel, also below open figures', async () => {
    const snapshot = { events: eventsFrom(0, 3), stats: statsOf([targetOf(), targetOf({ url: api, failed: 2 }), down, absent]) };
    await using panel = await openFailed(failedOf(2, 1), { snapshot, saved: { areStatsOpen: true }, width: 1000, height: 270 });
    await items(panel.page).first().waitFor();
    const item = await items(panel.page).first().boundingBox();
    const figures = await panel.page.locator('.stats').boundingBox();
    assert.ok(item && figures && item.y + item.height <= figures.y);
    assert.ok(figures.height < 100, `${figures.height} px of figures`);
  });

  it('show text of strangers as text', async () => {
    const markup = '<img src=x onerror="document.title=1">\u202e\n<b>x</b>';
    const attempts = [attemptAt(-1, { status: 400, error: markup, answer: markup })];
    await using panel = await openFailed([deliveryOf('id-1', { type: markup, state: 'failed', attempts })]);
    await items(panel.page).waitFor();
    assert.equal(await panel.page.locator('#panel img, #panel b').count(), 0);
    assert.ok((await items(panel.page).innerText()).includes('<img src=x onerror="document.title=1">\\u202e\\u000a<b>'));
  });
});
