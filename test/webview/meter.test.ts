import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { errorCatalogue } from '../../src/shared/errors.ts';
import { notListening } from '../../src/shared/listening.ts';
import { until } from '../support/until.ts';
import { askedInThirtyFrames, litShare, near, ownMeter, readOut, untilReads, untilStale } from './meterProbes.ts';
import { createStage, eventsFrom, frameAt, gaugeAt, listeningStatus, type PanelOptions, type TestPanel } from './support.ts';

const stage = createStage();
after(() => stage[Symbol.asyncDispose]());

const open = (options: PanelOptions = {}) => stage.open({ snapshot: { status: listeningStatus(), events: eventsFrom(0, 3) }, ...options });
const clipLight = ({ page }: TestPanel) => page.getByRole('button', { name: /^Clip/ });
const animationFrames = (page: Page) => page.evaluate(() => fakeHost.animationFrames);

const [, message, next] = errorCatalogue['microphone-lost'];
const lost = listeningStatus({ isListening: false, status: 'error', problem: { code: 'microphone-lost', message, next } });

/** How high the strip of the last half minute is lit, 0 to 1. The place goes from 0, half a minute ago, to 1. */
function historyAt({ page }: TestPanel, place: number): Promise<number> {
  return page.locator('.meter-history').evaluate((canvas: HTMLCanvasElement, share) => {
    const { width, height } = canvas;
    const column = canvas.getContext('2d')?.getImageData(Math.floor(share * width), 0, 1, height).data ?? [];
    let lit = 0;
    for (let y = 0; y < height; y++) if ((column[4 * y + 3] ?? 0) > 200) lit++;
    return lit / height;
  }, place);
}

/** Colour of the first pixel of the bar, as red, green and blue. */
function firstColour({ page }: TestPanel): Promise<readonly number[]> {
  return page
    .locator('ds-meter .meter-bar')
    .evaluate((canvas: HTMLCanvasElement) => [...(canvas.getContext('2d')?.getImageData(1, 5, 1, 1).data ?? [])].slice(0, 3));
}

/** Decibels of a read-out. */
function number(text: string): number {
  return Number(text.replace('−', '-').replace(' dB', ''));
}

function setHidden(page: Page, isHidden: boolean): Promise<void> {
  return page.evaluate((value) => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => value });
    document.dispatchEvent(new Event('visibilitychange'));
  }, isHidden);
}

describe('the meter of our microphone', () => {
  it('is there while a session is, and names what it captures', async () => {
    await using panel = await open({ snapshot: {} });
    await panel.page.locator('.snippet').first().waitFor();
    assert.equal(await ownMeter(panel).count(), 0);
    await panel.tell('onStatus', listeningStatus());
    await ownMeter(panel).waitFor();
    const source = 'Monitor of Null Output · naudiodon · 48 kHz';
    assert.equal(await panel.page.locator('.meter-source').innerText(), source);
    assert.equal(await panel.page.locator('.meter-name').getAttribute('title'), `${source} · started in VS Code`);
    await panel.tell('onStatus', listeningStatus(notListening));
    await ownMeter(panel).waitFor({ state: 'detached' });
  });

  it('shows the level as a bar and as a number', async () => {
    await using panel = await open();
    await panel.play(frameAt(0, -40));
    await untilReads(panel, '−40.0 dB');
    await until(async () => near(await litShare(panel), 1 / 3), 'the bar ends at −40');
    await panel.play(frameAt(100, -6));
    await untilReads(panel, '−6.0 dB');
    await until(async () => near(await litShare(panel), 0.9), 'the bar ends at −6');
    await panel.play(frameAt(200, -100, { peakDb: -100, holdDb: -100 }));
    await untilReads(panel, '−∞ dB');
  });

  it('falls no faster than 20 dB in 1.7 s', async () => {
    await using panel = await open();
    await panel.play(frameAt(0, -10));
    await until(async () => near(await litShare(panel), 50 / 60), 'the bar ends at −10');
    const start = performance.now();
    await panel.play(frameAt(100, -60));
    await until(async () => (await litShare(panel)) < 50 / 60 - 0.01, 'the bar falls');
    const share = await litShare(panel);
    const fallenDb = ((performance.now() - start) / 1000) * (20 / 1.7);
    assert.ok(share > 0.5 && 60 * share > 50 - fallenDb - 1, `${share} after ${fallenDb} dB`);
    await until(async () => (await litShare(panel)) === 0, 'the bar is gone');
    assert.ok(performance.now() - start > 4000);
    await untilReads(panel, '−60.0 dB');
  });

  it('has one level in bar, number and for screen readers', async () => {
    await using panel = await open();
    await panel.play(frameAt(0, -10));
    await untilReads(panel, '−10.0 dB');
    await panel.play(frameAt(100, -100));
    for (const mark of [-15, -25, -35]) {
      await until(async () => number(await readOut(panel)) < mark, `the number falls below ${mark}`);
      const [read, shown, bar] = await Promise.all([readOut(panel), ownMeter(panel).getAttribute('aria-valuenow'), litShare(panel)]);
      assert.ok(Math.abs(number(read) - Number(shown)) <= 4, `${read} ${shown}`);
      // The number may be a quarter of a second old, in which the bar falls 3 dB; the three looks take their time, too.
      assert.ok(Math.abs(number(read) - (60 * bar - 60)) < 6, `${read} at ${60 * bar - 60}`);
    }
  });

  it('goes grey when no data came for half a second, and comes back', async () => {
    await using panel = await open();
    await panel.play(frameAt(0, -20));
    await untilReads(panel, '−20.0 dB');
    const green = await firstColour(panel);
    const elapsed = await panel.page.evaluate(async () => {
      fakeHost.play(null);
      const start = performance.now();
      while (!document.querySelector('ds-meter .is-stale')) await fakeHost.passFrames(1);
      return performance.now() - start;
    });
    assert.ok(elapsed > 440 && elapsed < 1500, `${elapsed} ms`);
    assert.equal(await readOut(panel), 'no data');
    const [red = 0, greyGreen = 0, blue = 0] = await firstColour(panel);
    assert.ok(Math.max(red, greyGreen, blue) - Math.min(red, greyGreen, blue) <= 2, `${red} ${greyGreen} ${blue}`);
    await panel.play(frameAt(100, -20));
    await untilReads(panel, '−20.0 dB');
    assert.deepEqual(await firstColour(panel), green);
  });

  it('draws the last half minute', async () => {
    await using panel = await open();
    await ownMeter(panel).waitFor();
    await panel.tell(
      'onLevels',
      Array.from({ length: 1500 }, (_, n) => frameAt(n, n < 750 ? -50 : -12)),
    );
    await panel.play(frameAt(1500, -12));
    await untilReads(panel, '−12.0 dB');
    assert.ok(Math.abs((await historyAt(panel, 0.25)) - 1 / 6) < 0.05);
    assert.ok(Math.abs((await historyAt(panel, 0.75)) - 0.8) < 0.05);
  });

  it('says for a screen reader what it shows, four times a second at most', async () => {
    await using panel = await open();
    await panel.play(frameAt(0, -23, { clipCount: 2 }));
    await untilReads(panel, '−23.0 dB');
    const attributes = ['aria-valuemin', 'aria-valuemax', 'aria-valuenow', 'aria-valuetext'];
    const values = await Promise.all(attributes.map((name) => ownMeter(panel).getAttribute(name)));
    assert.deepEqual(values, ['-60', '0', '-23', '−23 decibels, peak −20; clipped 2 times']);
    await panel.play(null);
    const changes = await panel.page.evaluate(
      async (frame) => {
        let count = 0;
        const observer = new MutationObserver((records) => {
          count += records.length;
        });
        observer.observe(document.querySelector('[role=meter]') as Node, { attributeFilter: ['aria-valuetext'] });
        const start = performance.now();
        for (let n = 0; performance.now() - start < 1000; n++) {
          fakeHost.tell('onLevels', [[{ ...frame, rmsDb: -20 - (n % 30) }]]);
          await fakeHost.passFrames(1);
        }
        return count;
      },
      frameAt(1, -23),
    );
    assert.ok(changes >= 2 && changes <= 5, `${changes} changes in a second`);
  });

  it('begins anew with another session', async () => {
    await using panel = await open();
    await panel.play(frameAt(0, -6, { clipCount: 4 }));
    await panel.page.getByText('Clip 4').waitFor();
    await panel.play(frameAt(10, -40, { sessionId: 'another' }));
    await untilReads(panel, '−40.0 dB');
    assert.ok(near(await litShare(panel), 1 / 3));
    assert.equal(await panel.page.locator('.clip-light.is-on').count(), 0);
  });
});

describe('the clip light', () => {
  it('counts, and goes out by a click without losing the keyboard', async () => {
    await using panel = await open();
    await panel.play(frameAt(0, -3, { clipCount: 2 }));
    await panel.page.getByRole('button', { name: 'Clip 2 times, reset' }).click();
    await panel.page.getByRole('button', { name: 'Clip light, off' }).waitFor();
    assert.ok(await clipLight(panel).evaluate((button) => button === document.activeElement));
    await panel.play(frameAt(10, -3, { clipCount: 3 }));
    await panel.page.getByRole('button', { name: 'Clip 1 time, reset' }).waitFor();
    assert.equal(await panel.page.locator('.clip-light.is-on').count(), 1);
  });

  it('goes out by the keyboard, also without data', async () => {
    await using panel = await open();
    await panel.play(frameAt(0, -3, { clipCount: 7 }));
    await panel.page.getByRole('button', { name: 'Clip 7 times, reset' }).waitFor();
    await panel.play(null);
    await untilStale(panel);
    await clipLight(panel).focus();
    await panel.page.keyboard.press('Enter');
    await panel.page.getByRole('button', { name: 'Clip light, off' }).waitFor();
  });
});

describe('no work', () => {
  it('is done without a session', async () => {
    await using panel = await open({ snapshot: { events: eventsFrom(0, 3) } });
    await panel.page.locator('.row').first().waitFor();
    await until(async () => (await askedInThirtyFrames(panel.page)) === 0, 'the panel comes to rest');
    await panel.play(frameAt(0, -20));
    assert.equal(await askedInThirtyFrames(panel.page), 0);
  });

  it('is done after the meter went grey', async () => {
    await using panel = await open();
    await panel.play(frameAt(0, -3));
    await untilReads(panel, '−3.0 dB');
    await panel.play(frameAt(1, -50));
    await untilReads(panel, '−50.0 dB');
    await panel.play(null);
    await untilStale(panel);
    await until(async () => (await askedInThirtyFrames(panel.page)) === 0, 'the panel comes to rest');
  });

  it('is done while the page is hidden', async () => {
    await using panel = await open();
    await panel.play(frameAt(0, -20));
    await untilReads(panel, '−20.0 dB');
    await setHidden(panel.page, true);
    const before = await animationFrames(panel.page);
    await panel.play(null);
    await panel.tell(
      'onLevels',
      Array.from({ length: 500 }, (_, n) => frameAt(500 + n, -40)),
    );
    await panel.page.evaluate(() => document.documentElement.style.setProperty('--vscode-charts-green', '#102030'));
    await panel.page.evaluate(() => fakeHost.passFrames(30));
    assert.equal((await animationFrames(panel.page)) - before, 0);
    assert.equal(await readOut(panel), '−20.0 dB');
    await setHidden(panel.page, false);
    await panel.play(frameAt(1000, -10));
    await untilReads(panel, '−10.0 dB');
    assert.deepEqual([await historyAt(panel, 0.8), String(await firstColour(panel))], [0, '16,32,48']);
  });

  it('is done by an old level when the page shows again', async () => {
    await using panel = await open();
    await panel.play(frameAt(0, -20));
    await untilReads(panel, '−20.0 dB');
    await setHidden(panel.page, true);
    await panel.play(null);
    await panel.page.evaluate(() => fakeHost.passFrames(40));
    await setHidden(panel.page, false);
    await untilStale(panel);
    await until(async () => (await askedInThirtyFrames(panel.page)) === 0, 'the panel comes to rest');
  });

  it('is done after the session', async () => {
    await using panel = await open();
    await panel.play(frameAt(0, -20));
    await untilReads(panel, '−20.0 dB');
    await panel.tell('onStatus', listeningStatus(notListening));
    await ownMeter(panel).waitFor({ state: 'detached' });
    assert.equal(await askedInThirtyFrames(panel.page), 0);
  });

  it('is done twice for a frame: neither by many levels nor by our own events', async () => {
    await using panel = await open();
    await panel.play(frameAt(0, -20));
    await untilReads(panel, '−20.0 dB');
    const { sessionId } = frameAt(0, 0);
    const own = gaugeAt(0, 50, { source: 'microphone', data: { audioLevel: 50, sessionId } });
    const [asked, passed] = await panel.page.evaluate(async (event) => {
      const before = fakeHost.animationFrames;
      for (let n = 0; n < 60; n++) {
        for (let times = 0; times < 5; times++) fakeHost.tell('onEvents', [[event]]);
        await fakeHost.passFrames(1);
      }
      return [fakeHost.animationFrames - before, 60] as const;
    }, own as object);
    assert.ok(asked > 10 && asked <= passed + 1, `${asked} frames asked for in ${passed}`);
    assert.ok((await animationFrames(panel.page)) > asked);
  });
});

describe('a session without sound', () => {
  it('offers only what can be done in this place', async () => {
    await using panel = await stage.open({ snapshot: { status: lost, commands: ['startListening', 'stopListening'] } });
    await panel.page.locator('.meter-problem').waitFor();
    assert.equal(await panel.page.locator('.meter-ways button').count(), 0);
  });

  it('says why in place of the level, and goes on in place', async () => {
    await using panel = await open();
    await panel.play(frameAt(0, -20, { clipCount: 1 }));
    await untilReads(panel, '−20.0 dB');
    await panel.play(null);
    await panel.tell('onStatus', lost);
    const problem = panel.page.locator('.meter-problem');
    await problem.waitFor();
    assert.ok((await problem.innerText()).startsWith(`${message} ${next}`));
    await panel.page.getByText('Interrupted').waitFor();
    assert.equal(await ownMeter(panel).count(), 0);
    await panel.page.getByRole('button', { name: 'Select Microphone' }).click();
    assert.deepEqual(await panel.untilCalled('run', 1), ['selectMicrophone']);
    await panel.tell('onStatus', listeningStatus());
    await panel.play(frameAt(100, -30, { clipCount: 1 }));
    await untilReads(panel, '−30.0 dB');
    await panel.page.getByText('Clip 1').waitFor();
    await until(async () => near(await litShare(panel), 0.5), 'the bar ends at −30');
  });

  it('does not come back with the level from before', async () => {
    await using panel = await open();
    await panel.play(frameAt(0, -6));
    await until(async () => near(await litShare(panel), 0.9), 'the bar ends at −6');
    await panel.tell('onStatus', lost);
    await panel.page.getByText('Interrupted').waitFor();
    await panel.tell('onStatus', listeningStatus());
    await panel.play(frameAt(100, -40));
    await untilReads(panel, '−40.0 dB');
    assert.ok(near(await litShare(panel), 1 / 3));
  });

  for (const width of [1200, 900, 761, 600]) {
    it(`that is digital says so in place of the bar, and nothing moves, at ${width} px`, async () => {
      const [, silent, unmute] = errorCatalogue['microphone-silent'];
      const problem = { code: 'microphone-silent', message: silent, next: unmute } as const;
      await using panel = await open({ width, snapshot: { status: listeningStatus() } });
      await panel.play(frameAt(0, -100, { peakDb: -100, holdDb: -100 }));
      await untilReads(panel, '−∞ dB');
      const places = () =>
        Promise.all(['ds-meter', 'ds-meter .meter-number', 'ds-meter .icon-button'].map((name) => panel.page.locator(name).boundingBox()));
      const before = await places();
      await panel.tell('onStatus', listeningStatus({ problem }));
      await panel.page.getByText(silent).waitFor();
      assert.deepEqual(await places(), before);
      assert.equal(await ownMeter(panel).count(), 1);
      assert.equal(await readOut(panel), '−∞ dB');
      const words = panel.page.locator('.meter-words > p');
      assert.equal(await words.getAttribute('title'), `${silent} ${unmute}`);
      const [bar, place] = [await panel.page.locator('ds-meter .meter-level').boundingBox(), await words.boundingBox()];
      assert.deepEqual([place?.x, place?.width], [bar?.x, bar?.width]);
      await panel.page.getByRole('button', { name: 'Select Microphone' }).click();
      assert.deepEqual(await panel.untilCalled('run', 1), ['selectMicrophone']);
      await panel.tell('onStatus', listeningStatus());
      await panel.page.getByText(silent).waitFor({ state: 'detached' });
      assert.deepEqual(await places(), before);
    });
  }

  it('that is digital reads silence at once, since there is no bar to fall', async () => {
    const [, silent, unmute] = errorCatalogue['microphone-silent'];
    await using panel = await open();
    await panel.play(frameAt(0, -6));
    await untilReads(panel, '−6.0 dB');
    await panel.play(frameAt(100, -100, { peakDb: -100, holdDb: -100 }));
    const start = performance.now();
    await panel.tell('onStatus', listeningStatus({ problem: { code: 'microphone-silent', message: silent, next: unmute } }));
    await untilReads(panel, '−∞ dB');
    assert.ok(performance.now() - start < 3000);
  });

  it('yet is being opened: the bar is empty, nothing is amiss, and it can be stopped', async () => {
    await using panel = await open();
    await panel.play(frameAt(0, -6));
    await until(async () => near(await litShare(panel), 0.9), 'the bar ends at −6');
    await panel.tell(
      'onStatus',
      listeningStatus({ isListening: false, status: 'starting', sessionId: 'another', device: null, backend: null }),
    );
    await panel.page.getByText('Opening…').waitFor();
    await until(async () => (await litShare(panel)) === 0, 'the bar is empty');
    assert.equal(await readOut(panel), '');
    assert.equal(await ownMeter(panel).getAttribute('aria-valuetext'), 'Opening');
    const microphone = panel.page.getByRole('button', { name: 'Microphone', exact: true });
    assert.equal(await microphone.getAttribute('aria-pressed'), 'true');
    await panel.page.getByRole('button', { name: 'Stop listening' }).click();
    assert.deepEqual(await panel.untilCalled('run', 1), ['stopListening']);
  });
});

describe('the switches', () => {
  it('stop listening beside the meter', async () => {
    await using panel = await open();
    await panel.page.getByRole('button', { name: 'Stop listening' }).click();
    assert.deepEqual(await panel.untilCalled('run', 1), ['stopListening']);
  });

  it('turn the microphone on and off in the toolbar, by mouse and keyboard', async () => {
    await using panel = await open({ snapshot: { status: { state: 'stopped' } } });
    const microphone = panel.page.getByRole('button', { name: 'Microphone', exact: true });
    assert.equal(await microphone.getAttribute('aria-pressed'), 'false');
    await microphone.click();
    assert.deepEqual(await panel.untilCalled('run', 1), ['startListening']);
    for (const status of [listeningStatus(), lost]) {
      await panel.tell('onStatus', status);
      await until(async () => (await microphone.getAttribute('aria-pressed')) === 'true', 'the switch is on');
    }
    await microphone.focus();
    await panel.page.keyboard.press('Space');
    assert.deepEqual(await panel.untilCalled('run', 2), ['startListening', 'stopListening']);
  });
});

describe('the canvas', () => {
  it('follows the theme at once, also without data', async () => {
    await using panel = await open();
    await panel.play(frameAt(0, -20));
    await untilReads(panel, '−20.0 dB');
    await panel.page.evaluate(() => document.documentElement.style.setProperty('--vscode-charts-green', '#102030'));
    await until(async () => String(await firstColour(panel)) === '16,32,48', 'the bar has the new colour');
    await panel.play(null);
    await untilStale(panel);
    const before = await firstColour(panel);
    await panel.page.evaluate(() => document.documentElement.style.setProperty('--vscode-foreground', '#ff0000'));
    await until(async () => String(await firstColour(panel)) !== String(before), 'the bar has the new colour');
  });

  it('has the pixels of the screen, and follows the width', async () => {
    await using panel = await open({ width: 1800, height: 500 });
    await panel.play(frameAt(0, -30));
    await untilReads(panel, '−30.0 dB');
    const sizes = () =>
      panel.page.locator('ds-meter .meter-bar').evaluate((canvas: HTMLCanvasElement) => [canvas.width, canvas.clientWidth] as const);
    const [width] = await sizes();
    await panel.page.setViewportSize({ width: 1000, height: 500 });
    await until(async () => (await sizes())[0] !== width, 'the canvas has another width');
    assert.ok(near(await litShare(panel), 0.5));
    // As a screen with small pixels has it: the emulation of one does not reach the layout.
    await panel.page.evaluate(() => document.documentElement.style.setProperty('zoom', '2'));
    await until(async () => {
      const [pixels, css] = await sizes();
      return Math.abs(pixels - 2 * css) <= 1;
    }, 'the canvas has two pixels for each of CSS');
    await until(async () => near(await litShare(panel), 0.5), 'the bar is drawn anew');
    await panel.screenshot('meter-double');
  });
});
