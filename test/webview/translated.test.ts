import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { DevSyncError } from '../../src/shared/errors.ts';
import { notListening } from '../../src/shared/listening.ts';
import type { HubStatus } from '../../src/shared/panel.ts';
import { overflowing, overlapping } from './checks.ts';
import { absent, down, failedOf, inEveryState, NOON, statsOf, targetOf } from './deliverySamples.ts';
import { browserPost } from './detailSamples.ts';
import { cutOff, pseudo, pseudoText, untranslated } from './pseudo.ts';
import { createStage, eventAt, eventsFrom, frameAt, gaugeAt, listeningStatus, type PanelOptions, type TestPanel } from './support.ts';

const stage = createStage();
after(() => stage[Symbol.asyncDispose]());

const degraded = {
  state: 'on',
  url: 'http://localhost:4848',
  owner: 'shop-backend',
  requiresToken: true,
  subscribers: 3,
  problems: [new DevSyncError('watch-limit-reached').toInfo()],
  listening: notListening,
} satisfies HubStatus;
const failure = new DevSyncError('internal-error').toInfo();
const problem = new DevSyncError('no-microphone').toInfo();
const listening = { device: 'Monitor of Null Output', backend: 'naudiodon' } as const;
const file = { folder: 'shop-frontend', file: 'src/Cart.tsx', change: 'changed' };
const events = [
  ...eventsFrom(0, 3),
  ...Array.from({ length: 4 }, (_, n) => eventAt(3 + n / 100, { type: 'agent.heartbeat', data: { agent_id: 'a-1', n } })),
  eventAt(5, { type: 'frontend.file_changed', data: file, source: 'watcher' }),
  eventAt(6, { type: 'order.paid', data: { order_id: 'o-4711', total: 129.5, items: ['A-1'], paid_at: NOON }, source: 'api' }),
  eventAt(8, { type: 'order.paid', data: { order_id: 'o-4711', total: 230, items: [1, 2], long: '7'.repeat(9000) }, source: 'api' }),
];
const stats = statsOf([
  targetOf(),
  { ...down, failed: 3 },
  absent,
  targetOf({ url: 'http://localhost:9999/x', error: 'It answered 422.' }),
]);
const word = (english: string) => ({ name: pseudoText(english), exact: true });
const tab = (english: string) => (panel: TestPanel) => open(panel, english);

type Scene = { readonly name: string; readonly options: PanelOptions; readonly arrange: (panel: TestPanel) => Promise<void> };

const shown: PanelOptions = {
  snapshot: { events, stats, memory: { queries: [], pins: events.slice(0, 1) } },
  deliveries: inEveryState('id-8'),
  answers: { raw: JSON.stringify(events.at(-1)), postOf: browserPost },
};

const scenes: readonly Scene[] = [
  { name: 'empty', options: {}, arrange: ({ page }) => page.locator('.snippet').first().waitFor() },
  { name: 'stopped', options: { snapshot: { status: { state: 'stopped' } } }, arrange: ({ page }) => page.locator('.empty').waitFor() },
  { name: 'rows', options: shown, arrange: ({ page }) => page.locator('.row').first().waitFor() },
  { name: 'figures', options: shown, arrange: ({ page }) => page.getByRole('button', word('Traffic and targets')).click() },
  { name: 'degraded', options: { snapshot: { events, status: degraded } }, arrange: ({ page }) => page.locator('.banner-fold').click() },
  { name: 'menu', options: shown, arrange: ({ page }) => page.getByRole('button', word('View and more')).click() },
  { name: 'data', options: shown, arrange: tab('Data') },
  { name: 'diff', options: shown, arrange: tab('Diff') },
  { name: 'raw', options: shown, arrange: tab('Raw') },
  { name: 'post', options: shown, arrange: tab('Post') },
  { name: 'related', options: shown, arrange: tab('Related') },
  { name: 'failed', options: { ...shown, deliveries: failedOf(0, 1) }, arrange: openFailed },
  { name: 'composer', options: shown, arrange: composeWrong },
  { name: 'paused', options: shown, arrange: pause },
  { name: 'no-match', options: shown, arrange: filterAllAway },
  { name: 'cleared', options: shown, arrange: clear },
  { name: 'meters', options: { snapshot: { events, status: listeningStatus(listening) } }, arrange: listen },
  {
    name: 'no-sound',
    options: { snapshot: { events, status: listeningStatus({ ...listening, status: 'error', problem }) } },
    arrange: ({ page }) => page.locator('.meter-problem').waitFor(),
  },
  { name: 'not-sent', options: { ...shown, failing: ['send'], failure }, arrange: composeInVain },
  {
    name: 'no-deliveries',
    options: { ...shown, failing: ['deliveries'], failure },
    arrange: ({ page }) =>
      page
        .locator('.row')
        .last()
        .click()
        .then(() => page.locator('.deliveries-problem').waitFor()),
  },
];

const failures = failedOf(0, 1);
const targets = stats.targets.map(({ url, error }) => [url, error]);
const attempts = [...inEveryState('id-8'), ...failures].map((delivery) => [
  delivery.target,
  ...delivery.attempts.map(({ error, answer }) => [error, answer]),
]);
const { device, backend } = listening;
const traffic = [stats.types.map(({ type }) => type), stats.sources.map(({ source }) => source)];
/** What is no text of ours: events, what targets answered, and names. */
const data = JSON.stringify([
  ...[events, targets, attempts, traffic, browserPost.headers, browserPost.path, device, backend, degraded.owner],
  ...['http://localhost:4848', 'POST', 'Ctrl Shift', 'Dev Sync', 'Chrome', 'nowhere', 'remote-backend', 'after before', 'Mar'],
]).replaceAll('\\n', ' ');

async function open({ page }: TestPanel, title: string): Promise<void> {
  await page.locator('.row').last().click();
  await page.getByRole('tab', word(title)).click();
  await page.getByRole('tabpanel', word(title)).waitFor();
  await page.locator('.detail [aria-busy="true"]').waitFor({ state: 'detached' });
}

async function openFailed({ page }: TestPanel): Promise<void> {
  await page.locator('.stats-failed').click();
  await page.locator('.failed-item').first().waitFor();
}

async function compose({ page }: TestPanel, data: string): Promise<void> {
  await page.locator('.event-list').focus();
  await page.getByRole('button', word('View and more')).click();
  await page.getByRole('menuitem', { name: pseudoText('Compose Event') }).click();
  await page.locator('#composer-data').fill(data);
}

async function composeWrong(panel: TestPanel): Promise<void> {
  await compose(panel, '{"a" 1}');
  await panel.page.locator('.composer-buttons vscode-button').first().click();
  await panel.page.locator('#composer-type-problem').waitFor();
}

async function composeInVain(panel: TestPanel): Promise<void> {
  await compose(panel, '{}');
  await panel.page.locator('#composer-type').fill('order.paid');
  await panel.page.locator('.composer-buttons vscode-button').first().click();
  await panel.page.locator('.composer-problem[role="alert"]').waitFor();
}

async function pause(panel: TestPanel): Promise<void> {
  await panel.page.getByRole('button', word('Pause')).click();
  await panel.tell('onEvents', eventsFrom(50, 12));
  await panel.page.getByText('12', { exact: true }).waitFor();
}

async function filterAllAway({ page }: TestPanel): Promise<void> {
  await page.locator('#filter-text').fill('order nowhere:1');
  await page.getByText(pseudoText('No event matches the filter.')).waitFor();
}

async function clear({ page }: TestPanel): Promise<void> {
  await page.getByRole('button', word('Clear view (the log stays)')).click();
  await page.locator('.flash-words').waitFor();
}

async function listen(panel: TestPanel): Promise<void> {
  await panel.tell('onEvents', [gaugeAt(9, 40, { source: 'remote-backend' })]);
  await panel.play(frameAt(0, -20, { clipped: true, clipCount: 2 }));
  await panel.page.locator('.clip-light.is-on').first().waitFor();
}

describe('a panel in another language', () => {
  for (const { name, options, arrange } of scenes) {
    it(`has every word in it, at a width of 300 px as well: ${name}`, async () => {
      await using panel = await stage.open({ ...options, translations: pseudo, now: NOON, width: 300, height: 520 });
      await arrange(panel);
      await panel.screenshot(`translated-${name}-300`);
      assert.deepEqual(await untranslated(panel.page, data), []);
      // The tabs scroll.
      assert.deepEqual(
        (await overflowing(panel.page)).filter((name) => name !== 'tab'),
        [],
      );
      assert.deepEqual([await overlapping(panel.page), await cutOff(panel.page)], [[], []]);
      assert.equal(await panel.page.evaluate(() => document.documentElement.scrollWidth), 300);
    });
  }

  it('says its language, and writes numbers as it does', async () => {
    const translations = { language: 'de', texts: { '{0} events': '{0} Ereignisse', '{0}/s': '{0}/s' } };
    const flood = eventsFrom(0, 1200);
    await using panel = await stage.open({ translations, snapshot: { events: flood, stats: statsOf() } });
    await panel.page.getByText('1.200 Ereignisse').waitFor();
    assert.equal(await panel.page.evaluate(() => document.documentElement.lang), 'de');
    assert.equal(await panel.page.getByRole('button', { name: 'Pause' }).count(), 1, 'what has no translation stays English');
  });

  it('is there when the language is none that numbers can be written in', async () => {
    const translations = { language: 'de_DE', texts: { Pause: 'Anhalten' } };
    await using panel = await stage.open({ translations, snapshot: { events: eventsFrom(0, 1200) } });
    await panel.page.getByRole('button', { name: 'Anhalten' }).waitFor();
    await panel.page.getByText('1,200 events').waitFor();
    assert.equal(await panel.page.evaluate(() => document.documentElement.lang), 'en');
  });
});
