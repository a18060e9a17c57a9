import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { notListening } from '../../src/shared/listening.ts';
import { until } from '../support/until.ts';
import { askedInThirtyFrames, litShare, near, ownMeter, readOut, untilReads } from './meterProbes.ts';
import { createStage, eventsFrom, frameAt, gaugeAt, listeningStatus, type TestPanel } from './support.ts';

const stage = createStage();
after(() => stage[Symbol.asyncDispose]());

describe('levels of others', () => {
  const line = ({ page }: TestPanel, source: string) => page.getByRole('meter', { name: `Level of remote: ${source}` });

  it('have a line of their own and never mix with ours', async () => {
    await using panel = await stage.open({ snapshot: { status: listeningStatus(), events: eventsFrom(0, 3) } });
    await panel.play(frameAt(0, -40));
    await untilReads(panel, '−40.0 dB');
    const { sessionId } = frameAt(0, 0);
    const own = gaugeAt(0, 99, { source: 'microphone', data: { audioLevel: 99, sessionId } });
    const forged = gaugeAt(0, 80, { source: 'thief', data: { audioLevel: 10, rmsDb: -12, sessionId } });
    await panel.tell('onEvents', [own, forged, gaugeAt(0, 42, { data: { audioLevel: 42, clipped: true } })]);
    await line(panel, 'backend').waitFor();
    assert.deepEqual(await panel.page.locator('.is-remote .meter-source').allInnerTexts(), ['remote: thief', 'remote: backend']);
    await until(async () => near(await litShare(panel, 'ds-remote-meter:nth-child(2) canvas'), 0.42), 'the bar ends at 42 %');
    await until(async () => near(await litShare(panel, 'ds-remote-meter:nth-child(1) canvas'), 0.8), 'the other one ends at −12 dB');
    assert.deepEqual(await panel.page.locator('.is-remote .meter-number').allInnerTexts(), ['−12.0 dB', '42 %']);
    const clips = panel.page.locator('.is-remote .clip-light.is-on');
    assert.equal(await clips.count(), 1);
    assert.equal(await line(panel, 'backend').getAttribute('aria-valuetext'), '42 %; clipped');
    assert.deepEqual([await readOut(panel), await panel.page.locator('ds-meter .clip-light.is-on').count()], ['−40.0 dB', 0]);
    assert.ok(near(await litShare(panel), 1 / 3));
    assert.equal(await panel.page.locator('.row').count(), 3);
  });

  it('show also while nobody listens here, and leave ours alone', async () => {
    await using panel = await stage.open();
    await panel.tell('onEvents', [gaugeAt(0, 42)]);
    await line(panel, 'backend').waitFor();
    assert.equal(await ownMeter(panel).count(), 0);
    await panel.tell('onStatus', { state: 'stopped' });
    await line(panel, 'backend').waitFor({ state: 'detached' });
    await panel.tell('onStatus', listeningStatus(notListening));
    await panel.page.getByText('Waiting for events').waitFor();
    assert.equal(await line(panel, 'backend').count(), 0);
  });

  it('go grey after half a second, rest, and leave after ten', async () => {
    await using panel = await stage.open();
    await panel.page.getByText('Waiting for events').waitFor();
    const start = performance.now();
    const elapsed = await panel.page.evaluate(async (event) => {
      const begin = performance.now();
      fakeHost.tell('onEvents', [[event]]);
      while (!document.querySelector('.is-remote:not(.is-stale)')) await fakeHost.passFrames(1);
      while (!document.querySelector('.is-remote.is-stale')) await fakeHost.passFrames(1);
      return performance.now() - begin;
    }, gaugeAt(0, 42) as object);
    assert.ok(elapsed >= 500 && elapsed < 1500, `${elapsed} ms`);
    assert.equal(await panel.page.locator('.is-remote .meter-number').innerText(), 'no data');
    await until(async () => (await askedInThirtyFrames(panel.page)) === 0, 'the panel comes to rest');
    await until(async () => (await line(panel, 'backend').count()) === 0, 'the line is gone', 15_000);
    assert.ok(performance.now() - start > 9500);
  });
});
