import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import type { ErrorInfo } from '../../src/shared/errors.ts';
import type { HubStatus } from '../../src/shared/panel.ts';
import { assertHarmless, hostileTexts } from '../support/hostileTexts.ts';
import { until } from '../support/until.ts';
import { attemptAt, deliveryOf, statsOf, targetOf } from './deliverySamples.ts';
import { createStage, eventAt, frameAt, gaugeAt, listeningStatus } from './support.ts';

const stage = createStage();
after(() => stage[Symbol.asyncDispose]());

const texts = Object.values(hostileTexts);
const problemOf = (text: string): ErrorInfo => ({ code: 'internal-error', message: text, next: text });
const events = texts.map((text, n) => eventAt(n, { type: text, source: text, data: { [text]: text, list: [text], file: text } }));
const deliveries = texts.map((text, n) =>
  deliveryOf(`id-${n}`, {
    target: `http://localhost:${4000 + n}/${text}`,
    type: text,
    state: 'failed',
    attempts: [
      attemptAt(-1, { status: 500, error: text, answer: text }),
      attemptAt(-1, { status: 500, error: text, answer: `${text}\n${text}` }),
    ],
  }),
);

/** Every text of the page that a person sees, hears or hovers. Line breaks and tabs are those of our own templates. */
async function assertAllHarmless(page: Page, isThere: string): Promise<void> {
  const shown = await page.evaluate(() => {
    const found: string[] = [document.title];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node instanceof Text) found.push(node.data);
      if (node instanceof Element) found.push(...[...node.attributes].map(({ value }) => value));
      if (node instanceof HTMLInputElement) found.push(node.value);
    }
    return found;
  });
  assert.ok(
    shown.some((text) => text.includes(isThere)),
    `"${isThere}" is not shown`,
  );
  for (const text of shown) for (const piece of text.split(/[\n\t]/)) assertHarmless(piece);
  assert.equal(await page.locator('#panel img, #panel script, #panel a').count(), 0);
}

describe('names and words of strangers are harmless', () => {
  it('in rows and in the lines between them', async () => {
    const seams = texts.map((text) => ({ at: eventAt(0).timestamp, text }));
    await using panel = await stage.open({ snapshot: { events, seams }, height: 2000 });
    await panel.page.locator('.row').nth(60).waitFor();
    await assertAllHarmless(panel.page, 'a\\u202ecod.exe');
  });

  it('in the detail of every event, and in what is copied from it', async () => {
    await using panel = await stage.open({ snapshot: { events }, height: 2000 });
    const copyButton = panel.page.getByRole('button', { name: 'Copy JSON' });
    for (const n of events.keys()) {
      await panel.page.locator('.row').nth(n).click();
      await panel.page.locator('.detail').getByText(`"id-${n}"`, { exact: true }).waitFor();
      await copyButton.click();
      await assertAllHarmless(panel.page, `id-${n}`);
    }
    const copied = await panel.untilCalled('copy', events.length);
    for (const [n, text] of copied.entries()) {
      for (const line of String(text).split('\n')) assertHarmless(line);
      assert.deepEqual(JSON.parse(String(text)), events[n]);
    }
  });

  it('in suggestions, and in the filter that takes one', async () => {
    await using panel = await stage.open({ snapshot: { events } });
    const field = panel.page.getByRole('combobox');
    const count = panel.page.locator('.status-count');
    await field.fill('type:');
    await panel.page.locator('.suggestion').nth(30).waitFor();
    await assertAllHarmless(panel.page, 'ad\\u200bmin');
    for (const shown of ['ad\\u200bmin', 'a\\u202ecod.exe\\u202c', 'a\\u0000b']) {
      await field.fill('type:');
      await panel.page.locator('.suggestion').getByText(shown, { exact: true }).click();
      await until(async () => /^[1-9]\d* of \d+ events$/.test(await count.innerText()), `rows of ${shown}`);
      await assertAllHarmless(panel.page, ` of ${texts.length} events`);
    }
  });

  it('in the status line, banners and meters', async () => {
    await using panel = await stage.open({ snapshot: { events }, height: 800 });
    await panel.play(frameAt(0, -20));
    for (const text of texts) {
      const listening = listeningStatus({ device: text, problem: problemOf(text) });
      const status: HubStatus = { ...listening, state: 'on', owner: `owner ${text}`, problems: [problemOf(text)] } as HubStatus;
      await panel.tell('onStatus', status);
      await panel.tell('onEvents', [gaugeAt(0, 50, { source: text })]);
      await panel.page.locator('.status-owner').waitFor();
      await panel.page.locator('.banner').waitFor();
      await assertAllHarmless(panel.page, 'hub of owner');
      await panel.tell('onStatus', { state: 'problem', error: { ...problemOf(text), next: `Run: ${text}` } });
      await panel.page.locator('.banner.error').waitFor();
      await assertAllHarmless(panel.page, 'Problem');
    }
  });

  it('in figures', async () => {
    const traffic = { count: 1, bytes: 1, perSecond: 0, perMinute: 1 };
    for (const half of [texts.slice(0, 20), texts.slice(20)]) {
      const stats = statsOf(
        half.map((text, n) => targetOf({ url: `http://localhost:${4000 + n}/${text}`, state: 'open', error: text })),
        { types: half.map((text) => ({ ...traffic, type: text })), sources: half.map((text) => ({ ...traffic, source: text })) },
      );
      await using panel = await stage.open({ snapshot: { events, stats }, saved: { areStatsOpen: true } });
      await panel.page.locator('.stats-table').nth(2).waitFor();
      await assertAllHarmless(panel.page, 'Figures');
    }
  });

  it('in deliveries and their attempts', async () => {
    await using panel = await stage.open({
      snapshot: { events, stats: statsOf([targetOf({ failed: texts.length })]) },
      deliveries,
      height: 1200,
    });
    for (const n of events.keys()) {
      await panel.page.locator('.row').nth(n).click();
      await panel.page
        .getByRole('group', { name: `Delivery to localhost:${4000 + n}` })
        .locator('.delivery-toggle')
        .click();
      await panel.page.locator('.attempt').nth(1).waitFor();
      await assertAllHarmless(panel.page, `localhost:${4000 + n}/`);
    }
    await panel.page.locator('.stats-failed').click();
    await panel.page
      .locator('.failed-item')
      .nth(texts.length - 1)
      .waitFor();
    await assertAllHarmless(panel.page, 'Retry All Failed');
  });
});

describe('data with the names of JavaScript', () => {
  it('is a tree like any other', async () => {
    const data = '{"__proto__":{"polluted":1},"constructor":{"prototype":[2]},"toString":"x"}';
    await using panel = await stage.open();
    // As text: Playwright's own way into the page loses the key.
    const event = JSON.stringify(eventAt(0, { type: '__proto__', source: 'constructor', data: {} })).replace('{}', data);
    await panel.page.evaluate((json) => fakeHost.tell('onEvents', [[JSON.parse(json)]]), event);
    await panel.page.locator('.row').first().click();
    await panel.page.locator('.tree-line', { hasText: '__proto__: {1 member}' }).click();
    await panel.page.getByText('polluted', { exact: true }).waitFor();
    const lines = (await panel.page.locator('.tree-line').allInnerTexts()).map((line) => line.replace(/\s+/g, ' ').trim());
    assert.deepEqual(
      lines.filter((line) => /polluted|constructor|toString/.test(line)),
      ['polluted: 1', 'constructor: {1 member}', 'toString: "x"', 'source: "constructor"'],
    );
  });
});
