import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { BlockLevel } from '../../src/server/audio/level.ts';
import type { AudioBackend } from '../../src/shared/listening.ts';
import { startPulse } from '../support/pulse.ts';
import { tempWorkspace } from '../support/tempWorkspace.ts';
import { until } from '../support/until.ts';
import { floatWav, sine } from '../support/wav.ts';
import { isUsable, rmsDb, startCapture, toList, toOpen } from './captureKit.ts';

/** What hears through the sound server, and its rate. */
const microphones: readonly (readonly [AudioBackend, number])[] = [
  ['naudiodon', 48_000],
  ['pvrecorder', 16_000],
  ['parec', 48_000],
  ['arecord', 48_000],
  ['ffmpeg', 48_000],
];

/** 0.5 s of sound after the first 0.3 s. */
const [SKIPPED, MEASURED] = [15, 25];
/** RMS of a sine with a peak of −20 dBFS. */
const SINE_RMS = -23.01;

function assertLevel(actual: number, expected = SINE_RMS): void {
  assert.ok(Math.abs(actual - expected) <= 0.1, `${actual} dBFS instead of ${expected}`);
}

/** Sound arrives as fast as it is made: not twice, and not with gaps. */
function assertPace(blocks: readonly BlockLevel[]): void {
  const tookMs = (blocks.at(-1)?.at ?? 0) - (blocks[0]?.at ?? 0);
  const expectedMs = 20 * (blocks.length - 1);
  assert.ok(Math.abs(tookMs - expectedMs) < 100, `${blocks.length} blocks took ${tookMs} ms instead of ${expectedMs}`);
}

for (const [backend, sampleRate] of microphones) {
  describe(`capture with ${backend}`, { skip: !isUsable(backend) && 'not installed here' }, () => {
    it('reads a sine of −20 dBFS as −23.01 RMS, in blocks of exactly 20 ms', async () => {
      await using pulse = await startPulse();
      await using _ = await pulse.playTone({ dbfs: -20 });
      await using capture = startCapture(toOpen({ backend }), pulse);
      assert.deepEqual(await capture.said('opened'), { kind: 'opened', backend, device: 'Monitor of virtual', sampleRate });
      const blocks = await capture.blocks(MEASURED, SKIPPED);
      assertLevel(rmsDb(blocks));
      assert.ok(blocks.every(({ samples }) => samples === sampleRate / 50));
      assertPace(blocks);
      assert.ok(blocks.every(({ peak }) => Math.abs(peak - 0.1) < 0.001));
    });

    it('lists the microphones and captures the chosen one', async () => {
      await using pulse = await startPulse();
      await pulse.plugIn('second');
      await using list = startCapture(toList({ backend }), pulse);
      const { devices } = await list.said('devices');
      assert.deepEqual(
        devices.map(({ id, name, isDefault }) => [id, name, isDefault]),
        [
          ['virtual.monitor', 'Monitor of virtual', true],
          ['second.monitor', 'Monitor of second', false],
        ],
      );
      assert.equal(await list.ended, 0);

      await using _ = await pulse.playTone({ dbfs: -20 });
      for (const [device, level] of [
        ['virtual.monitor', SINE_RMS],
        ['second.monitor', Number.NEGATIVE_INFINITY],
      ] as const) {
        await using capture = startCapture(toOpen({ backend, device }), pulse);
        const read = rmsDb(await capture.blocks(MEASURED, SKIPPED));
        if (Number.isFinite(level)) assertLevel(read, level);
        else assert.equal(read, level);
      }
    });

    it('lets go of the microphone when it is stopped, and ends', async () => {
      await using pulse = await startPulse();
      await using capture = startCapture(toOpen({ backend }), pulse);
      await capture.blocks(1);
      assert.equal((await pulse.recorders()).length, 1);
      capture.stop();
      assert.equal(await capture.ended, 0);
      assert.deepEqual(capture.messages.at(-1), { kind: 'stopped' });
      assert.deepEqual(await pulse.recorders(), []);
    });

    it('lets go of the microphone when its parent is gone, and ends', async () => {
      await using pulse = await startPulse();
      await using capture = startCapture(toOpen({ backend }), pulse);
      await capture.blocks(1);
      capture.child.disconnect();
      assert.equal(await capture.ended, 0);
      await until(async () => (await pulse.recorders()).length === 0, 'a free microphone', 1000);
    });
  });
}

describe('capture', () => {
  it('takes the first back end that works here', async () => {
    await using pulse = await startPulse();
    await using capture = startCapture(toOpen(), pulse);
    const expected = microphones.map(([name]) => name).find(isUsable);
    assert.equal((await capture.said('opened')).backend, expected);
    assert.deepEqual(capture.messages[0], { kind: 'trying', backend: expected });
  });

  it('leaves out a back end that is to be avoided', async () => {
    await using pulse = await startPulse();
    await using capture = startCapture(toOpen({ avoid: ['naudiodon', 'pvrecorder'] }), pulse);
    assert.equal((await capture.said('opened')).backend, 'parec');
  });

  it('reads the same level from a server that runs at 44.1 kHz', async () => {
    await using pulse = await startPulse({ rate: 44_100 });
    await using _ = await pulse.playTone({ dbfs: -20, rate: 44_100 });
    await using capture = startCapture(toOpen(), pulse);
    assertLevel(rmsDb(await capture.blocks(MEASURED, SKIPPED)));
  });

  it('can be played a tone instead of a microphone', async () => {
    await using capture = startCapture(toOpen({ backend: 'tone', device: '440Hz -40dBFS' }));
    const opened = await capture.said('opened');
    assert.deepEqual([opened.device, opened.sampleRate], ['Tone of 440 Hz at -40 dBFS', 48_000]);
    assertLevel(rmsDb(await capture.blocks(MEASURED)), -43.01);
  });

  it('can be played a WAV file, over and over, at the pace of real time', async () => {
    await using folder = await tempWorkspace();
    const file = join(folder.path, 'short.wav');
    await writeFile(file, floatWav(sine({ dbfs: -20, seconds: 0.1, rate: 44_100 }), 44_100));
    await using capture = startCapture(toOpen({ backend: 'file', device: file }));
    const opened = await capture.said('opened');
    assert.deepEqual([opened.device, opened.sampleRate], ['short.wav', 44_100]);
    const blocks = await capture.blocks(50);
    assertLevel(rmsDb(blocks));
    assertPace(blocks);

    await using list = startCapture(toList({ backend: 'file', device: file }));
    const { devices } = await list.said('devices');
    assert.deepEqual(
      devices.map(({ id, name, isDefault }) => [id, name, isDefault]),
      [[file, 'short.wav', true]],
    );
  });
});
