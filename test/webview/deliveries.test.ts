import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import type { Delivery } from '../../src/shared/webhooks.ts';
import { until } from '../support/until.ts';
import { absent, at, attemptAt, deliveryOf, down, inEveryState, NOON, statsOf, targetOf } from './deliverySamples.ts';
import { createStage, eventAt, eventsFrom, type TestPanel } from './support.ts';

const stage = createStage();
after(() => stage[Symbol.asyncDispose]());

const markup = '<img src=x onerror="document.title=1"><script>document.title=2</script><a href="javascript:1">x</a>';
const delivery = (page: Page, n = 0) => page.locator('.delivery').nth(n);
const askedFor = async (panel: TestPanel) =>
  (await panel.calls()).filter(({ method }) => method === 'deliveries').map(({ parameters }) => parameters[0]);

/** A panel that shows how the newest of three events fared. */
async function openDetail(deliveries: readonly Delivery[], failing: readonly string[] = []): Promise<TestPanel> {
  const panel = await stage.open({
    snapshot: { events: eventsFrom(0, 3), stats: statsOf() },
    deliveries,
    failing,
    now: NOON,
    height: 600,
  });
  await panel.page.locator('.row').last().click();
  await panel.page.locator('.deliveries, .deliveries-problem').waitFor();
  return panel;
}

describe('the deliveries of an event', () => {
  it('say in words how each target fared', async () => {
    await using panel = await openDetail(inEveryState('id-2'));
    const lines = await panel.page.locator('.delivery-line').allInnerTexts();
    const expected = [
      /^Delivered\s+localhost:5173\/api\/webhook\/receive\s+200 · 12 ms$/,
      /^Waiting\s+localhost:8000\/hooks\/dev-sync\s+no answer · 1 ms$/,
      /^Failed\s+https:\/\/worker\.localhost:8443\/in\s+422 · 9 ms$/,
      /^Expired\s+localhost:9000\/late$/,
      /^Discarded\s+localhost:9001\/unwanted\s+503 · 12 ms$/,
    ];
    assert.equal(lines.length, expected.length);
    for (const [n, pattern] of expected.entries()) assert.match(lines[n]?.trim() ?? '', pattern);
    assert.match(await delivery(panel.page, 1).innerText(), /3 attempts · next try 13:00:07 · Nothing listens there\./);
    assert.match(await delivery(panel.page, 3).innerText(), /no receiver came in time/);
  });

  it('say that the hub is off while nobody can be asked', async () => {
    await using panel = await openDetail([deliveryOf('id-2')]);
    await panel.tell('onStatus', { state: 'stopped' });
    await panel.page.locator('.detail').getByText('The hub is off: deliveries show when it is on again.').waitFor();
    await panel.page.locator('.row').first().click();
    await panel.page.locator('.deliveries-problem').waitFor({ state: 'detached' });
  });

  it('are asked for once per event, and not shown when there are none', async () => {
    await using panel = await openDetail([deliveryOf('id-2')]);
    await panel.page.locator('.row').first().click();
    await panel.page.locator('.deliveries').waitFor({ state: 'detached' });
    assert.deepEqual(await askedFor(panel), [{ event: 'id-2' }, { event: 'id-0' }]);
  });

  it('follow what happens at the targets', async () => {
    await using panel = await openDetail([deliveryOf('id-2', { state: 'pending', attempts: [], nextAt: at(3) })]);
    assert.match(await delivery(panel.page).innerText(), /Waiting.*not tried yet/s);
    await panel.deliver([deliveryOf('id-2')]);
    await panel.tell('onStats', statsOf([targetOf({ perSecond: 99 })]));
    await panel.tell('onStats', statsOf([targetOf({ delivered: 1205 })]));
    await delivery(panel.page).getByText('Delivered').waitFor();
    assert.equal((await askedFor(panel)).length, 2);
  });

  it('offer to retry and to discard what waits for a person', async () => {
    await using panel = await openDetail(inEveryState('id-2'));
    const buttons = await panel.page
      .locator('.delivery')
      .evaluateAll((all) => all.map((one) => [...one.querySelectorAll('.link')].map(({ textContent }) => textContent).join()));
    assert.deepEqual(buttons, ['', 'Retry,Discard', 'Retry,Discard', 'Retry', 'Retry']);
    const [, , failed] = inEveryState('id-2');
    await delivery(panel.page, 2).getByRole('button', { name: 'Retry' }).click();
    assert.deepEqual(await panel.untilCalled('retryDelivery', 1), [failed?.id]);
    await until(async () => (await askedFor(panel)).length === 2, 'the panel asks how it stands now');
    await delivery(panel.page, 2).getByRole('button', { name: 'Discard' }).click();
    assert.deepEqual(await panel.untilCalled('discardDelivery', 1), [failed?.id]);
  });

  it('keep the keyboard where it was when a button goes', async () => {
    await using panel = await openDetail(inEveryState('id-2').slice(2, 3));
    await delivery(panel.page).getByRole('button', { name: 'Retry' }).focus();
    await panel.deliver([deliveryOf('id-2', { target: inEveryState('id-2')[2]?.target ?? '' })]);
    await panel.page.keyboard.press('Enter');
    await delivery(panel.page).getByText('Delivered').waitFor();
    assert.equal(await panel.page.evaluate(() => document.activeElement?.className), 'delivery-toggle');
  });

  it('say what went wrong when something was retried in vain', async () => {
    await using panel = await openDetail(inEveryState('id-2'), ['retryDelivery']);
    await delivery(panel.page, 2).getByRole('button', { name: 'Retry' }).click();
    await panel.page.getByRole('alert').waitFor();
  });

  it('say when they cannot be shown', async () => {
    await using panel = await openDetail([], ['deliveries']);
    assert.match(await panel.page.locator('.deliveries-problem').innerText(), /Deliveries cannot be shown\. The clipboard is locked\./);
    assert.equal(await panel.page.getByRole('alert').count(), 0);
    await panel.page.getByRole('button', { name: 'Try Again' }).click();
    await panel.untilCalled('deliveries', 2);
  });

  it('go when the hub does', async () => {
    await using panel = await openDetail([deliveryOf('id-2')]);
    await panel.tell('onStatus', { state: 'stopped' });
    await panel.page.locator('.deliveries').waitFor({ state: 'detached' });
    await panel.page.locator('.tree').waitFor();
  });
});

describe('in a low panel', () => {
  it('the event and how it fared can both be reached', async () => {
    await using panel = await openDetail(inEveryState('id-2'));
    await panel.page.setViewportSize({ width: 300, height: 200 });
    await delivery(panel.page, 4).getByRole('button', { name: 'Retry' }).click();
    await panel.untilCalled('retryDelivery', 1);
    await panel.page.locator('.tree').getByText('"id-2"').click();
    const bounds = await panel.page.locator('.detail, .stats').evaluateAll((all) => all.map((one) => one.getBoundingClientRect().toJSON()));
    assert.ok(bounds[0].bottom <= bounds[1].top);
  });
});

describe('below open figures in a low panel', () => {
  it('the data comes first, and one wheel leads to the deliveries', async () => {
    const stats = statsOf([targetOf(), down, absent]);
    const events = [...eventsFrom(0, 2), eventAt(2, { data: { lines: Array.from({ length: 40 }, (_, n) => n) } })];
    const options = { deliveries: inEveryState('id-2').slice(1), now: NOON, saved: { areStatsOpen: true }, width: 1000, height: 270 };
    await using panel = await stage.open({ snapshot: { events, stats }, ...options });
    await panel.page.locator('.row').last().click();
    await delivery(panel.page).waitFor();
    const bottomOf = async (selector: string) => {
      const box = await panel.page.locator(selector).first().boundingBox();
      return Math.floor((box?.y ?? 0) + (box?.height ?? 0));
    };
    assert.equal(await panel.page.locator('.tree-key').first().textContent(), 'data');
    assert.ok((await bottomOf('.tree-line:nth-child(2)')) <= (await bottomOf('.detail')));
    await panel.page.locator('.tree').hover();
    await panel.page.mouse.wheel(0, 2000);
    await until(async () => (await bottomOf('.deliveries')) <= (await bottomOf('.detail')) + 1, 'the deliveries are in sight');
  });
});

describe('the attempts of a delivery', () => {
  it('open by keyboard, the newest first', async () => {
    await using panel = await openDetail(inEveryState('id-2').slice(1, 2));
    const toggle = panel.page.getByRole('button', { name: 'Waiting, 3 attempts' });
    assert.equal(await toggle.getAttribute('aria-expanded'), 'false');
    await toggle.press('Enter');
    const attempts = panel.page.locator('.attempt');
    await attempts.first().waitFor();
    const texts = (await attempts.allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim());
    const rest = 'no answer · 1 ms Nothing listens there.';
    assert.deepEqual(texts, [`12:59:55 ${rest}`, `12:59:40 ${rest}`, `12:59:30 ${rest}`]);
    await toggle.press('Enter');
    await attempts.first().waitFor({ state: 'detached' });
  });

  it('say how many are kept', async () => {
    await using panel = await openDetail([deliveryOf('id-2', { state: 'failed', attemptCount: 73 })]);
    await panel.page.getByRole('button', { name: 'Failed, 73 attempts' }).click();
    await panel.page.getByText('The newest 1 of 73.').waitFor();
  });
});

describe('the answer of a handler', () => {
  const answered = (answer: string) => [deliveryOf('id-2', { attempts: [attemptAt(-1, { answer })] })];

  it('stands there as it is when it is short, and can be copied', async () => {
    await using panel = await openDetail(answered('{"ok":true}'));
    assert.equal(await panel.page.locator('.answer-line').innerText(), '{"ok":true}');
    await panel.page.getByRole('button', { name: 'Copy answer' }).click();
    assert.deepEqual(await panel.untilCalled('copy', 1), ['{"ok":true}']);
  });

  it('is folded when it is long, and has its lines then', async () => {
    await using panel = await openDetail(answered('first\n\tsecond\r\nthird\n'));
    const whole = panel.page.locator('.answer-whole');
    assert.equal(await panel.page.locator('.answer-line').innerText(), 'first');
    assert.ok(!(await whole.isVisible()));
    await panel.page.locator('.answer summary').press('Enter');
    await whole.waitFor();
    assert.equal(await whole.innerText(), 'first\n\tsecond\nthird');
  });

  it('is text, whatever it says', async () => {
    const answer = `${markup}\n\u202eevil\u2066\u0000\n${'\u0301'.repeat(300)}`;
    const attempts = [attemptAt(-1, { status: 500, error: markup, answer })];
    await using panel = await openDetail([deliveryOf('id-2', { target: `http://localhost/${markup}`, state: 'failed', attempts })]);
    await panel.page.locator('.answer summary').click();
    await panel.page.locator('.delivery-toggle').click();
    await panel.page.locator('.attempt').waitFor();
    assert.equal(await panel.page.locator('#panel img, #panel script, #panel a').count(), 0);
    assert.equal(await panel.page.title(), 'Dev Sync');
    const text = await panel.page.locator('.answer-whole').first().innerText();
    assert.ok(text.startsWith(`${markup}\n\\u202eevil\\u2066\\u0000\n`), text);
    assert.ok((await panel.page.locator('.delivery-reason').innerText()).includes(markup));
  });

  it('of 2 kB in one word leaves the event in sight', async () => {
    await using panel = await openDetail(answered('x'.repeat(2048)));
    await panel.page.locator('.answer summary').click();
    await panel.page.locator('.answer-whole').waitFor();
    const tree = await panel.page.locator('.tree').boundingBox();
    assert.ok(tree && tree.height >= 60);
    assert.equal(await panel.page.evaluate(() => document.documentElement.scrollWidth), 900);
  });
});
