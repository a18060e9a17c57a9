import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { curlPost, quickStart } from '../../src/shared/api.ts';
import { errorCatalogue } from '../../src/shared/errors.ts';
import { notListening } from '../../src/shared/listening.ts';
import type { HubStatus } from '../../src/shared/panel.ts';
import { isInSight } from './checks.ts';
import { createStage, emptySnapshot, eventsFrom, type TestPanel } from './support.ts';

const stage = createStage();
after(() => stage[Symbol.asyncDispose]());

const button = (panel: TestPanel, name: string) => panel.page.locator('vscode-button', { hasText: name });
const [, watchMessage, watchNext] = errorCatalogue['watch-limit-reached'];
const onAt = (url: string, subscribers: number): HubStatus => ({ state: 'on', url, subscribers, problems: [], listening: notListening });
const withWebhookProblems = {
  ...onAt('http://localhost:4848', 0),
  problems: (['target-not-allowed', 'secret-missing'] as const).map((code) => {
    const [, sentence, next] = errorCatalogue[code];
    return { code, message: `http://shop.test: ${sentence}`, next };
  }),
} as HubStatus;

describe('the empty panel', () => {
  it('teaches with the real URL of the hub', async () => {
    await using panel = await stage.open({ snapshot: { status: onAt('http://localhost:4901', 0) } });
    const snippets = panel.page.locator('.snippet code');
    await snippets.first().waitFor();
    const [curl, sourceLine, fetchLine] = await snippets.allTextContents();
    assert.equal(curl, curlPost('http://localhost:4901'));
    assert.match(fetchLine ?? '', /^fetch\('http:\/\/localhost:4901\/dev\/webhook', \{ method: 'POST'/);
    assert.equal(
      sourceLine,
      "new EventSource('http://localhost:4901/dev/events').onmessage = (event) => console.log(JSON.parse(event.data))",
    );
  });

  it('copies each line whole', async () => {
    await using panel = await stage.open();
    const copies = panel.page.getByRole('button', { name: /^Copy: / });
    await copies.first().waitFor();
    const lines = await panel.page.locator('.snippet code').allTextContents();
    for (let index = 0; index < 3; index++) await copies.nth(index).click();
    assert.deepEqual(await panel.untilCalled('copy', 3), lines);
  });

  it('sends a test event', async () => {
    await using panel = await stage.open();
    await button(panel, 'Send Test Event').click();
    assert.deepEqual(await panel.untilCalled('run', 1), ['sendTestEvent']);
  });

  it('brings back what was cleared, however long ago', async () => {
    await using panel = await stage.open({ snapshot: { start: 'id-9' } });
    await panel.page.getByText('Older events are cleared from this view.').waitFor();
    await panel.answer('ready', { ...emptySnapshot, events: eventsFrom(0, 3) });
    await panel.page.getByRole('button', { name: 'Show Them' }).click();
    assert.deepEqual(await panel.untilCalled('setStart', 1), [null]);
    await panel.page.locator('.row').nth(2).waitFor();
    const asked = (await panel.calls()).map(({ method }) => method).filter((method) => ['ready', 'setStart'].includes(method));
    assert.deepEqual(asked, ['ready', 'setStart', 'ready']);
  });

  it('says nothing of cleared events when there are none', async () => {
    await using panel = await stage.open();
    await panel.page.getByText('Waiting for events').waitFor();
    assert.equal(await panel.page.getByText('cleared').count(), 0);
  });

  it('shows all lines in a low panel that is wide, and that there is more in one that is not', async () => {
    await using wide = await stage.open({ height: 180 });
    const last = wide.page.locator('.snippet').last();
    await last.waitFor();
    assert.equal(await isInSight(last), true);
    await using narrow = await stage.open({ height: 180, width: 500 });
    const empty = narrow.page.locator('.empty');
    assert.equal(await isInSight(narrow.page.locator('.snippet').last()), false);
    assert.match(await empty.evaluate((element) => getComputedStyle(element).maskImage), /gradient/);
  });

  it('teaches also when there are only seams', async () => {
    await using panel = await stage.open({ snapshot: { seams: [{ at: '2026-03-02T09:15:00.000Z', text: 'hub restarted' }] } });
    await panel.page.getByText('Waiting for events').waitFor();
  });

  for (const state of ['on', 'stopped']) {
    it(`shows and copies lines with a place for the token when the hub that is ${state} needs it`, async () => {
      const hub = { url: 'http://localhost:4901', requiresToken: true };
      const status: HubStatus = state === 'on' ? { ...onAt(hub.url, 0), ...hub } : { state: 'stopped' };
      await using panel = await stage.open({ snapshot: { status, defaultHub: hub } });
      await panel.page.getByText('new terminals of VS Code have it as').waitFor();
      const copies = panel.page.getByRole('button', { name: /^Copy: / });
      for (let index = 0; index < 3; index++) await copies.nth(index).click();
      const { postInTerminal, followInPage, postInPage } = quickStart(hub);
      assert.deepEqual(await panel.page.locator('.snippet code').allTextContents(), [postInTerminal, followInPage, postInPage]);
      assert.deepEqual(await panel.untilCalled('copy', 3), [postInTerminal, followInPage, postInPage]);
    });
  }

  it('offers to start a stopped hub and shows its future URL', async () => {
    await using panel = await stage.open({ snapshot: { status: { state: 'stopped' }, defaultHub: { url: 'http://localhost:4999' } } });
    await button(panel, 'Start').click();
    assert.deepEqual(await panel.untilCalled('run', 1), ['start']);
    assert.equal(await panel.page.locator('.snippet code').first().textContent(), curlPost('http://localhost:4999'));
    await panel.tell('onStatus', { state: 'starting' });
    await panel.page.getByText('The hub is starting').waitFor();
  });
});

describe('the status line', () => {
  it('names the state, the URL and the subscribers', async () => {
    await using panel = await stage.open({ snapshot: { events: eventsFrom(0, 3), status: onAt('http://localhost:4848', 1) } });
    const line = panel.page.locator('.status-line');
    await line.getByText('1 subscriber').waitFor();
    assert.match((await line.innerText()).replace(/\s+/g, ' '), /On http:\/\/localhost:4848 1 subscriber 3 events/);
    assert.match((await line.locator('.status-subscribers').getAttribute('title')) ?? '', /Panels and editor windows are not counted/);
    await panel.tell('onStatus', { state: 'stopped' });
    await line.getByText('Off').waitFor();
    assert.equal(await line.getByText('http://').count(), 0);
    await line.getByRole('button', { name: 'Start' }).click();
    assert.deepEqual(await panel.untilCalled('run', 1), ['start']);
  });

  it('has a lock where every request needs the token', async () => {
    await using panel = await stage.open({
      snapshot: { status: { ...onAt('http://localhost:4848', 1), requiresToken: true } as HubStatus },
    });
    const lock = panel.page.locator('.status-state').getByRole('img', { name: 'Every request needs the token' });
    await lock.waitFor();
    assert.equal(await lock.getAttribute('title'), 'Every request needs the token');
    await panel.tell('onStatus', onAt('http://localhost:4848', 1));
    await lock.waitFor({ state: 'detached' });
  });

  it('copies the URL', async () => {
    await using panel = await stage.open();
    await panel.page.getByRole('button', { name: 'Copy URL' }).click();
    assert.deepEqual(await panel.untilCalled('copy', 1), ['http://localhost:4848']);
  });
});

describe('problems', () => {
  it('say what failed, what to do, and offer it', async () => {
    const error = { code: 'port-in-use', message: 'Port 4848 is taken by "node".', next: 'Stop it or set `devSync.port`.' } as const;
    await using panel = await stage.open({ snapshot: { status: { state: 'problem', error } } });
    const banner = panel.page.getByRole('alert');
    await banner.waitFor();
    assert.match(await banner.innerText(), /^Port 4848 is taken by "node"\.\s.*\sStop it or set devSync\.port\.$/s);
    assert.equal(await banner.locator('code').textContent(), 'devSync.port');
    await button(panel, 'Start').click();
    await button(panel, 'Show Log').click();
    assert.deepEqual(await panel.untilCalled('run', 2), ['start', 'showLog']);
  });

  it('of a running hub stand above the rows with a command to copy', async () => {
    const problems = [{ code: 'watch-limit-reached', message: watchMessage, next: watchNext }] as const;
    const status = { ...onAt('http://localhost:4848', 0), problems } as HubStatus;
    await using panel = await stage.open({ snapshot: { events: eventsFrom(0, 3), status } });
    const command = watchNext.replace('Run: ', '');
    assert.equal(await panel.page.locator('.banner .snippet code').textContent(), command);
    await panel.page.getByRole('button', { name: 'Copy command' }).click();
    assert.deepEqual(await panel.untilCalled('copy', 1), [command]);
    await button(panel, 'Restart').click();
    assert.deepEqual(await panel.untilCalled('run', 1), ['restart']);
    await panel.tell('onStatus', onAt('http://localhost:4848', 0));
    await panel.page.locator('.banner').waitFor({ state: 'detached' });
  });

  it('of the microphone offer another one', async () => {
    const [, sentence, next] = errorCatalogue['microphone-not-found'];
    const problems = [{ code: 'microphone-not-found', message: sentence, next }] as const;
    const status = { ...onAt('http://localhost:4848', 0), problems } as HubStatus;
    await using panel = await stage.open({ snapshot: { status } });
    await panel.page.getByText(sentence).waitFor();
    await button(panel, 'Select Microphone').click();
    assert.deepEqual(await panel.untilCalled('run', 1), ['selectMicrophone']);
  });

  it('of a webhook lead to its settings and to its secret', async () => {
    await using panel = await stage.open({ snapshot: { status: withWebhookProblems } });
    await button(panel, 'Open Settings').click();
    await button(panel, 'Set Webhook Secret').click();
    assert.deepEqual(await panel.untilCalled('run', 2), ['openWebhookSettings', 'setWebhookSecret']);
  });

  it('of a webhook in the hub of another window leave its settings to that one', async () => {
    await using panel = await stage.open({ snapshot: { status: { ...withWebhookProblems, owner: 'shop' } as HubStatus } });
    await panel.page.locator('.banner').nth(1).waitFor();
    assert.deepEqual(await panel.page.locator('.banner vscode-button').allInnerTexts(), ['Show Log', 'Show Log']);
  });

  it('of the panel itself can be dismissed', async () => {
    await using panel = await stage.open({ failing: ['copy'] });
    await panel.page.getByRole('button', { name: 'Copy URL' }).click();
    await panel.page.getByText('The clipboard is locked.').waitFor();
    await panel.page.getByRole('button', { name: 'Dismiss' }).click();
    await panel.page.locator('.banner').waitFor({ state: 'detached' });
  });

  it('with the first call can be tried again', async () => {
    await using panel = await stage.open({ failing: ['ready'] });
    await button(panel, 'Try Again').click();
    await panel.untilCalled('ready', 2);
  });
});
