import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { until } from '../support/until.ts';
import { NOON } from './deliverySamples.ts';
import { browserPost, focused, openTab } from './detailSamples.ts';
import { createStage, eventAt, eventsFrom, type PanelOptions, type TestPanel } from './support.ts';

const stage = createStage();
after(() => stage[Symbol.asyncDispose]());

/** A panel that shows the newest of three events. */
async function openDetail(options: PanelOptions = {}): Promise<TestPanel> {
  const panel = await stage.open({ now: NOON, ...options, snapshot: { events: eventsFrom(0, 3), ...options.snapshot } });
  await panel.page.locator('.row').last().click();
  await panel.page.locator('.tree').waitFor();
  return panel;
}

const named = async (panel: TestPanel, method: string) => (await panel.calls()).filter((call) => call.method === method);

describe('the tabs of the detail', () => {
  it('are one tab stop, and arrows, Home and End lead through them', async () => {
    await using panel = await openDetail();
    const { page } = panel;
    const tab = page.getByRole('tab', { selected: true });
    await page.getByRole('tab', { name: 'Data' }).focus();
    for (const [key, name] of [
      ['ArrowRight', 'Diff'],
      ['ArrowRight', 'Raw'],
      ['End', 'Related'],
      ['ArrowRight', 'Data'],
      ['ArrowLeft', 'Related'],
      ['Home', 'Data'],
    ] as const) {
      await page.keyboard.press(key);
      await until(async () => (await tab.innerText()) === name, `${key} leads to ${name}`);
      assert.equal(await focused(page), name);
    }
    assert.equal(await page.locator('.tab[tabindex="0"]').count(), 1);
    await page.keyboard.press('Tab');
    assert.equal(await focused(page), 'Event as JSON');
  });

  it('name their panel, and stay when another event is selected', async () => {
    await using panel = await openDetail({ answers: { raw: '{"n":1}' } });
    await openTab(panel.page, 'Raw');
    await panel.page.locator('.row').first().click();
    await panel.untilCalled('raw', 3);
    assert.equal(await panel.page.getByRole('tabpanel', { name: 'Raw' }).count(), 1);
  });

  it('ask for nothing before they are opened', async () => {
    await using panel = await openDetail();
    await panel.page.locator('.row').first().click();
    await panel.page.locator('.tree').getByText('"id-0"').waitFor();
    assert.deepEqual(await panel.untilCalled('raw', 2), ['id-2', 'id-0'], 'once for each tree');
    assert.deepEqual(await named(panel, 'postOf'), []);
  });

  it('keep the focus while events come', async () => {
    await using panel = await openDetail();
    for (const name of ['Related', 'Diff', 'Post', 'Raw', 'Data']) {
      await openTab(panel.page, name);
      const count = await panel.page.locator('.row').count();
      await panel.tell('onEvents', eventsFrom(10 + count, 1));
      await panel.page.locator('.row').nth(count).waitFor();
      assert.equal(await focused(panel.page), name);
    }
  });
});

describe('the raw text', () => {
  const raw = '{"id":"id-2","data":{"n":12345678901234567890}}';

  it('has all digits, on many lines or as it was sent', async () => {
    await using panel = await openDetail({ answers: { raw } });
    await openTab(panel.page, 'Raw');
    const text = panel.page.locator('.raw-text');
    await text.getByText('12345678901234567890').waitFor();
    assert.equal(await text.locator('pre').innerText(), '{\n  "id": "id-2",\n  "data": {\n    "n": 12345678901234567890\n  }\n}');
    await panel.page.getByRole('checkbox', { name: 'As sent' }).check();
    await until(async () => (await text.locator('pre').innerText()) === raw, 'the text as it was sent');
    await panel.page.getByRole('button', { name: 'Copy this text' }).click();
    assert.deepEqual(await panel.untilCalled('copy', 1), [raw]);
  });

  it('stays on one line when lists in lists would make it 60 MB', async () => {
    const large = `${'['.repeat(60)}0${',0'.repeat(400_000)}${']'.repeat(60)}`;
    await using panel = await openDetail({ answers: { raw: large } });
    await openTab(panel.page, 'Raw');
    await panel.page.getByText('800,121 characters').waitFor();
    const box = panel.page.getByRole('checkbox', { name: 'As sent' });
    assert.ok((await box.isChecked()) && (await box.isDisabled()));
  });

  it('of 1 MB comes in pieces, and is copied whole', async () => {
    const large = JSON.stringify({ text: `${'x'.repeat(1_000_000)}end` });
    await using panel = await openDetail({ answers: { raw: large } });
    await openTab(panel.page, 'Raw');
    await panel.page.getByRole('checkbox', { name: 'As sent' }).check();
    const more = panel.page.getByRole('button', { name: 'Show more (900,014 characters left)' });
    await more.focus();
    await panel.page.keyboard.press('Enter');
    await panel.page.getByRole('button', { name: 'Show more (800,014 characters left)' }).waitFor();
    assert.equal(await focused(panel.page), 'Show more (800,014 characters left)');
    assert.equal(await panel.page.locator('.raw-text pre').count(), 2);
    await panel.page.getByRole('button', { name: 'Copy this text' }).click();
    assert.equal((await panel.untilCalled('copy', 1))[0], large);
  });

  it('is that of the panel when the log does not have it', async () => {
    await using panel = await openDetail({ answers: { raw: null } });
    await openTab(panel.page, 'Raw');
    await panel.page.getByText('not from the log: numbers may have lost digits').waitFor();
    assert.deepEqual(JSON.parse(await panel.page.locator('.raw-text pre').innerText()), eventAt(2));
  });

  it('says when the log cannot be read, and can be asked for again', async () => {
    await using panel = await openDetail({ failing: ['raw'], answers: { raw } });
    await openTab(panel.page, 'Raw');
    await panel.page.getByText('The log cannot be read. The clipboard is locked.').waitFor();
    assert.deepEqual(JSON.parse(await panel.page.locator('.raw-text pre').innerText()), eventAt(2));
    await panel.fail();
    await panel.page.getByRole('button', { name: 'Try Again' }).click();
    await panel.page.locator('.raw-text').getByText('12345678901234567890').waitFor();
  });

  it('is asked for anew of another event', async () => {
    await using panel = await openDetail({ answers: { raw: '"first"' } });
    await openTab(panel.page, 'Raw');
    await panel.page.getByText('"first"').waitFor();
    await panel.answer('raw', '"second"');
    await panel.page.locator('.row').first().click();
    await panel.page.getByText('"second"').waitFor();
    assert.equal(await panel.page.locator('.raw-text pre').count(), 1);
  });
});

describe('the post', () => {
  it('says who sent it, when, how much, and its headers', async () => {
    await using panel = await openDetail({ answers: { postOf: browserPost } });
    await openTab(panel.page, 'Post');
    const facts = panel.page.locator('.post-facts dd');
    await facts.first().waitFor();
    assert.deepEqual(await facts.allInnerTexts(), [
      'POST /dev/webhook?event_type=order.paid',
      'Chrome 141 on http://localhost:5173, 127.0.0.1',
      '13:00:00',
      '3.4 kB, 12 events',
    ]);
    const cells = panel.page.getByRole('table', { name: 'Headers' }).getByRole('row', { name: 'Cookie' });
    assert.equal(await cells.innerText(), 'Cookie\tnot shown');
    assert.deepEqual(await panel.untilCalled('postOf', 1), ['id-2']);
  });

  it('says why there is none', async () => {
    await using panel = await openDetail({ answers: { postOf: null } });
    await openTab(panel.page, 'Post');
    await panel.page.getByText('It is not kept any more').waitFor();
    await panel.tell('onEvents', [eventAt(3, { type: 'frontend.file_changed', source: 'watcher' })]);
    await panel.page.locator('.row').nth(3).click();
    await panel.page.getByText('It was not posted: the hub saw it in the files that it watches.').waitFor();
  });

  it('says when it cannot be shown', async () => {
    await using panel = await openDetail({ failing: ['postOf'] });
    await openTab(panel.page, 'Post');
    await panel.page.getByText('How it came in cannot be shown. The clipboard is locked.').waitFor();
  });
});
