import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { after, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { errorCatalogue } from '../../src/shared/errors.ts';
import { notListening } from '../../src/shared/listening.ts';
import type { HubStatus } from '../../src/shared/panel.ts';
import { until } from '../support/until.ts';
import { overflowing, seriousFindings } from './checks.ts';
import { statsOf } from './deliverySamples.ts';
import { createStage, eventAt, eventsFrom, gaugeAt, type PanelOptions, type TestPanel } from './support.ts';
import { defaultTheme, type Theme, themes } from './themes.ts';

const stage = createStage();
after(() => stage[Symbol.asyncDispose]());

const order = { id: 4711, customer: { name: 'Ada Lovelace', tags: ['vip', 'new'] }, total: 129.5, paid: true, note: null };
const mixed = eventsFrom(0, 40).map((event, n) => {
  if (n % 7 === 3) return { ...event, type: 'rental.created', data: order, source: 'api' };
  if (n % 7 === 5) return { ...event, type: 'user.signed_in', data: { user: 'grace', device: 'laptop' }, source: null };
  const file = { file: 'src/components/Cart.tsx', change: 'changed', folder: 'shop-frontend' };
  return n % 5 === 4 ? { ...event, type: 'frontend.file_changed', data: file, source: 'watcher' } : event;
});
const events = [...mixed, eventAt(41, { type: 'order.paid', data: order, source: 'api' })];
const burst = Array.from({ length: 12 }, (_, n) => eventAt(42 + n / 100, { type: 'agent.heartbeat', data: { agent_id: 'a-1', n } }));
const seams = [{ at: eventAt(36.5).timestamp, text: 'hub restarted 10:15:36' }];
const heldSeams = [
  { at: eventAt(36.5).timestamp, text: 'Pages of http://localhost:3000 post more than 200 times a second; the rest is refused' },
];
const [, message, next] = errorCatalogue['watch-limit-reached'];
const degraded: HubStatus = {
  state: 'on',
  url: 'http://localhost:4848',
  subscribers: 3,
  problems: [{ code: 'watch-limit-reached', message, next }],
  listening: notListening,
};
const [, , lessOften] = errorCatalogue['too-many-posts'];
const heldBack = 'Pages of http://localhost:3000 post more than 200 times a second; the rest is refused.';
const held: HubStatus = {
  state: 'on',
  url: 'http://localhost:4848',
  subscribers: 0,
  problems: [{ code: 'too-many-posts', message: heldBack, next: lessOften }],
  listening: notListening,
};
const locked: HubStatus = { ...held, requiresToken: true, problems: [] };
const broken: HubStatus = {
  state: 'problem',
  error: { code: 'port-in-use', message: 'Port 4848 is taken by "node".', next: 'Stop it or set `devSync.port`.' },
};

type State = { readonly name: string; readonly snapshot: PanelOptions['snapshot']; arrange(panel: TestPanel): Promise<void> };

const states: readonly State[] = [
  { name: 'empty', snapshot: {}, arrange: ({ page }) => page.locator('.snippet').first().waitFor() },
  { name: 'locked', snapshot: { status: locked }, arrange: ({ page }) => page.locator('.snippet').first().waitFor() },
  { name: 'held', snapshot: { events, seams: heldSeams, status: held }, arrange: ({ page }) => page.locator('.row').first().waitFor() },
  { name: 'stopped', snapshot: { status: { state: 'stopped' } }, arrange: ({ page }) => page.locator('.snippet').first().waitFor() },
  { name: 'problem', snapshot: { status: broken }, arrange: ({ page }) => page.locator('.banner').waitFor() },
  { name: 'degraded', snapshot: { events, seams, status: degraded }, arrange: ({ page }) => page.locator('.row').first().waitFor() },
  { name: 'grouped', snapshot: { events: [...events, ...burst] }, arrange: ({ page }) => page.locator('.row.is-group').waitFor() },
  { name: 'detail', snapshot: { events, seams }, arrange: openDetail },
  { name: 'types', snapshot: { events, seams }, arrange: openSuggestions },
  { name: 'paused', snapshot: { events, seams }, arrange: pauseScrolledUp },
  { name: 'no-match', snapshot: { events }, arrange: filterAllAway },
];

async function openDetail(panel: TestPanel): Promise<void> {
  await panel.tell('onEvents', [gaugeAt(1, 42)]);
  await panel.page.locator('.row').last().click();
  await panel.page.locator('.tree').getByText('{2 members}').click();
  await panel.page.locator('.event-list').focus();
}

async function openSuggestions({ page }: TestPanel): Promise<void> {
  await page.getByRole('combobox').fill('type:');
  await page.keyboard.press('ArrowDown');
  await page.locator('.suggestion[aria-selected="true"]').waitFor();
}

async function pauseScrolledUp(panel: TestPanel): Promise<void> {
  await panel.page.locator('.event-list').hover();
  await panel.page.mouse.wheel(0, -150);
  await panel.page.locator('.newer-button').waitFor();
  await panel.page.getByRole('button', { name: 'Pause' }).click();
  await panel.tell('onEvents', eventsFrom(50, 12));
  await panel.page.getByRole('button', { name: /12 events waiting/ }).waitFor();
}

async function filterAllAway({ page }: TestPanel): Promise<void> {
  await page.getByRole('combobox').fill('nowhere');
  await page.getByText('No event matches the filter.').waitFor();
}

type Colour = readonly number[];

/** The colours of the types beside what they are drawn on, as the browser paints them: red, green and blue from 0 to 255. */
function swatchesOf(page: Page): Promise<readonly { readonly colour: Colour; readonly ground: Colour }[]> {
  return page.locator('.row').evaluateAll((rows) => {
    const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
    if (!canvas) throw new Error('no canvas');
    const paint = (...layers: readonly string[]) => {
      for (const layer of layers) {
        canvas.fillStyle = layer;
        canvas.fillRect(0, 0, 1, 1);
      }
      return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
    };
    const panel = getComputedStyle(document.documentElement).backgroundColor;
    return rows.map((row) => {
      const type = row.querySelector('.row-type');
      if (!type) throw new Error('a row without a type');
      return {
        colour: paint(getComputedStyle(type, '::before').backgroundColor),
        ground: paint(panel, getComputedStyle(row).backgroundColor),
      };
    });
  });
}

/** As WCAG 2 defines it. */
function contrast(one: Colour, other: Colour): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: Colour): number {
  const [red = 0, green = 0, blue = 0] = colour.map((part) => (part <= 10 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

for (const theme of themes) {
  describe(`in the ${theme.name} theme`, () => {
    for (const state of states) {
      it(`axe finds nothing serious: ${state.name}`, () => checkWide(theme, state));
    }
  });
}

async function checkWide(theme: Theme, { name, snapshot = {}, arrange }: State): Promise<void> {
  await using panel = await stage.open({ theme, snapshot, width: 1000, height: 320 });
  await arrange(panel);
  await panel.screenshot(name);
  assert.deepEqual(await seriousFindings(panel.page), []);
}

describe('at a width of 300 px', () => {
  for (const { name, snapshot = {}, arrange } of states) {
    it(`nothing reaches beyond the edge: ${name}`, async () => {
      await using panel = await stage.open({ snapshot, width: 300, height: 520 });
      await arrange(panel);
      await panel.screenshot(`${name}-300`);
      assert.deepEqual(await overflowing(panel.page), []);
      assert.equal(await panel.page.evaluate(() => document.documentElement.scrollWidth), 300);
    });
  }
});

/** What of the banners is in the document and not wholly in sight. */
function cutIn(page: Page): Promise<readonly string[]> {
  return page.locator('.banners').evaluate((banners) => {
    const box = banners.getBoundingClientRect();
    return [...banners.querySelectorAll('.banner, .banner-message, .banner-next, .banner-fold, vscode-button')]
      .filter((element) => element.checkVisibility())
      .filter((element) => element.getBoundingClientRect().bottom > Math.min(box.bottom, innerHeight))
      .map((element) => element.className || element.textContent);
  });
}

describe('a problem in a panel as wide as a side bar', () => {
  for (const theme of themes) {
    it(`is said whole with its way out in sight, and what to do unfolds: ${theme.name}`, async () => {
      await using panel = await stage.open({ theme, snapshot: { events, stats: statsOf(), status: held }, width: 300, height: 260 });
      const { page } = panel;
      await page.getByText(heldBack).waitFor();
      assert.equal(await page.locator('.banner-message').evaluate(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight), 0);
      assert.deepEqual(await cutIn(page), []);
      assert.ok(await page.locator('vscode-button', { hasText: 'Show Log' }).isVisible());
      assert.ok(await page.locator('.banner-next').isHidden());
      await page.getByRole('button', { name: 'What to do' }).click();
      await page.locator('.banner-next').waitFor();
      assert.deepEqual(await cutIn(page), []);
      await panel.screenshot('held-unfolded-300');
      assert.deepEqual(await seriousFindings(page), []);
    });
  }

  it('takes a line among several, and the one that is unfolded is in sight', async () => {
    const status = { ...held, problems: [...held.problems, ...degraded.problems, ...held.problems] } as HubStatus;
    await using panel = await stage.open({ snapshot: { events, status }, width: 300, height: 420 });
    const folds = panel.page.getByRole('button', { name: 'What to do' });
    await folds.nth(2).click();
    assert.deepEqual(await panel.page.locator('.banner').evaluateAll((all) => all.map((one) => one.clientHeight < 40)), [
      true,
      true,
      false,
    ]);
    assert.deepEqual(await cutIn(panel.page), []);
    assert.deepEqual(await overflowing(panel.page), []);
  });

  it('is folded again when it is another one', async () => {
    await using panel = await stage.open({ snapshot: { events, status: held }, width: 300, height: 420 });
    const fold = panel.page.getByRole('button', { name: 'What to do' });
    await fold.click();
    await panel.tell('onStatus', { ...held, subscribers: 1 });
    await panel.page.locator('.banner-next').waitFor();
    await panel.tell('onStatus', degraded);
    await panel.page.locator('.banner-next').waitFor({ state: 'hidden' });
    assert.equal(await fold.getAttribute('aria-expanded'), 'false');
  });

  it('has nothing to unfold where there is room', async () => {
    await using panel = await stage.open({ snapshot: { events, status: held }, width: 1400, height: 260 });
    await panel.page.getByText('Post less often').waitFor();
    assert.ok(await panel.page.locator('.banner-fold').isHidden());
    assert.deepEqual(await cutIn(panel.page), []);
  });
});

describe('in a low panel', () => {
  it('banners give way to the rows, which can all be reached', async () => {
    await using panel = await stage.open({ snapshot: { events, status: degraded }, width: 300, height: 200 });
    await panel.tell('onEvents', [gaugeAt(1, 42)]);
    await panel.page.getByRole('meter').waitFor();
    const list = panel.page.locator('.event-list');
    await until(async () => ((await list.boundingBox())?.height ?? 0) >= 66, 'there is room for three rows');
    await panel.screenshot('degraded-low');
    const status = await panel.page.locator('.status-line').boundingBox();
    assert.ok(status && status.y + status.height <= 200);
    await list.hover();
    await panel.page.mouse.wheel(0, -10_000);
    await panel.page.locator('.row[aria-posinset="1"]').click();
    await panel.page.locator('.detail').waitFor();
    await panel.screenshot('degraded-low-detail');
    assert.deepEqual(await overflowing(panel.page), []);
  });

  it('the whole banner can be unfolded, by the keyboard too', async () => {
    await using panel = await stage.open({ snapshot: { events, status: degraded }, width: 300, height: 200 });
    const fold = panel.page.getByRole('button', { name: 'What to do' });
    assert.deepEqual(await cutIn(panel.page), []);
    await fold.focus();
    await panel.page.keyboard.press('Enter');
    assert.equal(await fold.getAttribute('aria-expanded'), 'true');
    await panel.page.keyboard.press('Tab');
    await panel.page.keyboard.press('Tab');
    await panel.page.keyboard.press('Enter');
    assert.deepEqual(await panel.untilCalled('run', 1), ['showLog']);
    await panel.page.getByRole('button', { name: 'Copy command' }).click();
    await panel.untilCalled('copy', 1);
  });
});

describe('the looks', () => {
  for (const theme of themes) {
    it(`tell types apart by colours that can be seen: ${theme.name}`, async () => {
      const types = ['test.event', 'agent.created', 'frontend.file_changed', 'rental.created', 'user.signed_in'];
      const sample = types.map((type, n) => eventAt(n, { type }));
      await using panel = await stage.open({ snapshot: { events: sample }, theme });
      await panel.page.locator('.row').last().click();
      await panel.page.locator('.row[aria-selected="true"]').waitFor();
      await panel.screenshot('hues');
      const swatches = await swatchesOf(panel.page);
      assert.equal(new Set(swatches.map(({ colour }) => colour.join())).size, types.length);
      for (const { colour, ground } of swatches) assert.ok(contrast(colour, ground) >= 3, `${colour} on ${ground}`);
    });
  }

  it('give secondary buttons the border of secondary buttons', async () => {
    // VS Code's "2026 Dark" has a border for primary buttons that is as bright as they are.
    const variables = { ...defaultTheme.variables, 'button-border': '#297aa0', 'button-secondaryBorder': '#333536' };
    await using panel = await stage.open({ theme: { ...defaultTheme, variables } });
    const button = panel.page.locator('vscode-button[secondary] .base').first();
    await button.waitFor();
    assert.equal(await button.evaluate((base) => getComputedStyle(base).borderTopColor), 'rgb(51, 53, 54)');
  });

  it('use no colour that a theme does not give', async () => {
    const folder = new URL('../../webview/styles/', import.meta.url);
    const files = await readdir(folder);
    const css = await Promise.all(files.map((file) => readFile(new URL(file, folder), 'utf8')));
    assert.ok(files.length > 5);
    assert.deepEqual(css.join('').match(/#[0-9a-f]{3,8}\b|\b(rgb|hsl|oklch)a?\(|(?<!-)\b(white|black|red|gr[ae]y)\b(?!-)/gi), null);
  });

  it('stand still for people who want no motion', async () => {
    await using panel = await stage.open({ snapshot: { status: { state: 'starting' } } });
    const animation = () => panel.page.locator('.codicon-loading').evaluate((icon) => getComputedStyle(icon).animationName);
    assert.notEqual(await animation(), 'none');
    await panel.page.emulateMedia({ reducedMotion: 'reduce' });
    await until(async () => (await animation()) === 'none', 'the spinner stands still');
  });

  it('follow the font size of the editor', async () => {
    const [dark] = themes;
    assert.ok(dark);
    await using panel = await stage.open({
      snapshot: { events: eventsFrom(0, 200) },
      theme: { ...dark, variables: { ...dark.variables, 'editor-font-size': '20px' } },
    });
    await until(async () => (await panel.page.locator('.row').last().boundingBox())?.height === 32, 'rows grow with the font');
    const gap = () =>
      panel.page
        .locator('.event-list')
        .evaluate(
          (list) => list.getBoundingClientRect().bottom - (list.querySelector('.row:last-child')?.getBoundingClientRect().bottom ?? 0),
        );
    await until(async () => (await gap()) === 0, 'the last row ends where the list ends');
  });
});
