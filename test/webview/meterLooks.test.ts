import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { errorCatalogue } from '../../src/shared/errors.ts';
import { type MeterFrame, notListening } from '../../src/shared/listening.ts';
import type { HubStatus } from '../../src/shared/panel.ts';
import { until } from '../support/until.ts';
import { overflowing, seriousFindings } from './checks.ts';
import { createStage, eventsFrom, frameAt, gaugeAt, listeningStatus, type TestPanel } from './support.ts';
import { themes } from './themes.ts';

const stage = createStage();
after(() => stage[Symbol.asyncDispose]());

const problemOf = (code: 'microphone-silent' | 'microphone-lost') => {
  const [, message, next] = errorCatalogue[code];
  return { code, message, next };
};

/** Half a minute of somebody who speaks, with pauses, and shouts at the end. */
const speech = Array.from({ length: 1500 }, (_, n) => {
  const phrase = Math.sin(n / 90) > -0.35 ? 0 : -30;
  const syllables = 9 * Math.sin(n / 7) * Math.sin(n / 23);
  return frameAt(n, Math.max(-72, Math.min(-3, -27 + phrase + syllables + (n > 1300 ? 17 : 0))));
});

type State = { readonly name: string; readonly status: HubStatus; arrange(panel: TestPanel): Promise<void> };

const states: readonly State[] = [
  { name: 'meter', status: listeningStatus(), arrange: (panel) => speak(panel, frameAt(1500, -23)) },
  { name: 'meter-clipped', status: listeningStatus(), arrange: (panel) => speak(panel, frameAt(1500, -4, { clipCount: 2 })) },
  { name: 'meter-stale', status: listeningStatus(), arrange: goStale },
  { name: 'meter-silent', status: listeningStatus({ problem: problemOf('microphone-silent') }), arrange: beSilent },
  {
    name: 'meter-error',
    status: listeningStatus({ isListening: false, status: 'error', problem: problemOf('microphone-lost') }),
    arrange: ({ page }) => page.locator('.meter-problem').waitFor(),
  },
  { name: 'meter-remote', status: listeningStatus(), arrange: withRemotes },
  { name: 'meter-remote-alone', status: listeningStatus(notListening), arrange: postLevels },
];

async function speak(panel: TestPanel, frame: MeterFrame): Promise<void> {
  await panel.page.locator('.meter-level').waitFor();
  await panel.tell('onLevels', speech);
  await panel.play(frame);
  await panel.page.locator('.meter-number', { hasText: `−${-frame.rmsDb}.0 dB` }).waitFor();
}

async function goStale(panel: TestPanel): Promise<void> {
  await speak(panel, frameAt(1500, -23));
  await panel.play(null);
  await panel.page.locator('.is-stale').waitFor();
}

async function beSilent(panel: TestPanel): Promise<void> {
  await panel.play(frameAt(0, -100, { peakDb: -100, holdDb: -100 }));
  await panel.page.getByText('−∞ dB').waitFor();
}

async function withRemotes(panel: TestPanel): Promise<void> {
  await speak(panel, frameAt(1500, -23));
  await postLevels(panel);
}

async function postLevels(panel: TestPanel): Promise<void> {
  const quiet = gaugeAt(0, 30, { source: 'voice-agent of the rental service', data: { audioLevel: 30 } });
  await panel.tell('onEvents', [gaugeAt(0, 64, { data: { audioLevel: 64, rmsDb: -21.6, clipped: true } }), quiet]);
  await panel.page.getByText('30 %').waitFor();
}

for (const theme of themes) {
  describe(`the meter in the ${theme.name} theme`, () => {
    for (const { name, status, arrange } of states) {
      it(`has nothing that axe finds serious: ${name}`, async () => {
        await using panel = await stage.open({ theme, snapshot: { status, events: eventsFrom(0, 30) }, width: 900, height: 320 });
        await arrange(panel);
        await panel.screenshot(name);
        assert.deepEqual(await seriousFindings(panel.page), []);
      });
    }
  });
}

for (const width of [600, 300]) {
  describe(`the meter at a width of ${width} px`, () => {
    for (const { name, status, arrange } of states) {
      it(`does not reach beyond the edge: ${name}`, async () => {
        await using panel = await stage.open({ snapshot: { status, events: eventsFrom(0, 30) }, width, height: 400 });
        await arrange(panel);
        await panel.screenshot(`${name}-${width}`);
        assert.deepEqual(await overflowing(panel.page), []);
        assert.equal(await panel.page.evaluate(() => document.documentElement.scrollWidth), width);
      });
    }
  });
}

describe('the meter in a low panel', () => {
  it('is there as a whole', async () => {
    await using panel = await stage.open({ snapshot: { status: listeningStatus(), events: eventsFrom(0, 30) }, width: 300, height: 200 });
    await speak(panel, frameAt(1500, -23));
    await panel.screenshot('meter-low');
    const sizes = await panel.page.locator('.meters').evaluate(({ clientHeight, scrollHeight }) => [clientHeight, scrollHeight]);
    assert.equal(sizes[0], sizes[1]);
  });

  it('gives way to the rows, and all of it can be reached', async () => {
    const status = listeningStatus({ problem: problemOf('microphone-silent') });
    await using panel = await stage.open({ snapshot: { status, events: eventsFrom(0, 30) }, width: 300, height: 200 });
    await panel.page.locator('.meter-problem').waitFor();
    const list = panel.page.locator('.event-list');
    await until(async () => ((await list.boundingBox())?.height ?? 0) >= 66, 'there is room for three rows');
    await panel.screenshot('meter-low-silent');
    await panel.page.getByRole('button', { name: 'Select Microphone' }).click();
    await panel.page.getByRole('button', { name: 'Stop listening' }).click();
    assert.deepEqual(await panel.untilCalled('run', 2), ['selectMicrophone', 'stopListening']);
  });
});
