import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { MeterFrame } from '../../src/shared/listening.ts';
import { type OpenLevels, openLevels } from '../support/openLevels.ts';
import { type Pulse, startPulse } from '../support/pulse.ts';
import { until } from '../support/until.ts';
import { type ListeningHub, serveListening } from './listeningHub.ts';

/** Sines through a microphone of each rate, as a client of the hub reads them. Peak level, and what RMS and percent must be. */
const table = [
  { dbfs: 0, rmsDb: -3.01, percent: 94.98 },
  { dbfs: -6, rmsDb: -9.01, percent: 84.98 },
  { dbfs: -20, rmsDb: -23.01, percent: 61.65 },
  { dbfs: -40, rmsDb: -43.01, percent: 28.32 },
  { dbfs: -60, rmsDb: -63.01, percent: 0 },
];

const STEADY_FRAMES = 25;
/** The first frames of a sound have something of the silence before in their windows. */
const ONSET_FRAMES = 30;

/** Frames from the middle of a sound, when the peak of the one before has fallen too. */
async function steady(levels: OpenLevels, sound: { readonly dbfs: number; readonly rmsDb: number }): Promise<readonly MeterFrame[]> {
  const isOfSound = ({ rmsDb, peakDb }: MeterFrame) => Math.abs(rmsDb - sound.rmsDb) < 1 && Math.abs(peakDb - sound.dbfs) < 1;
  const probe = () => {
    const newest = levels.frames.slice(-ONSET_FRAMES - STEADY_FRAMES);
    return newest.length === ONSET_FRAMES + STEADY_FRAMES && newest.every(isOfSound) ? newest.slice(ONSET_FRAMES) : undefined;
  };
  return until(probe, `steady frames of ${sound.dbfs} dBFS`);
}

for (const rate of [48_000, 44_100]) {
  describe(`a microphone of ${rate} Hz`, () => {
    let pulse: Pulse;
    let hub: ListeningHub;

    before(async () => {
      pulse = await startPulse({ rate });
      hub = await serveListening(pulse, ['--audio-backend', 'naudiodon']);
      await hub.start();
    });
    after(async () => {
      await hub[Symbol.asyncDispose]();
      await pulse[Symbol.asyncDispose]();
    });

    for (const { dbfs, rmsDb, percent } of table) {
      test(`a sine of ${dbfs} dBFS reads ${rmsDb} dB within 0.1 and ${percent} % within 0.2`, async () => {
        await using levels = await openLevels(hub.url);
        await using _playing = await pulse.playTone({ dbfs, rate });
        for (const frame of await steady(levels, { dbfs, rmsDb })) {
          assert.ok(Math.abs(frame.rmsDb - rmsDb) <= 0.1, `RMS ${frame.rmsDb}`);
          assert.ok(Math.abs(frame.vuDb - rmsDb) <= 0.1, `VU ${frame.vuDb}`);
          assert.ok(Math.abs(frame.percent - percent) <= 0.2, `${frame.percent} %`);
          assert.ok(Math.abs(frame.peakDb - dbfs) <= (rate === 48_000 ? 0.1 : 0.5), `peak ${frame.peakDb}`);
        }
      });
    }

    test('without a sound the levels fall to silence, and the status tells that the silence is digital', async () => {
      await using levels = await openLevels(hub.url);
      await until(() => levels.frames.at(-1)?.peakDb === -100, 'silence', 20_000);
      const { isListening, problem } = await until(async () => {
        const now = await hub.status();
        return now.problem ? now : undefined;
      }, 'the hint');
      assert.equal(isListening, true);
      assert.equal(problem?.code, 'microphone-silent');
    });
  });
}

test('a sound that is too loud clips, and the clips are counted', async () => {
  await using pulse = await startPulse();
  await using hub = await serveListening(pulse, ['--audio-backend', 'naudiodon']);
  await hub.start();
  await using levels = await openLevels(hub.url);
  await using _playing = await pulse.playTone({ dbfs: 6, hertz: 200 });
  const frame = await until(() => levels.frames.findLast(({ clipped }) => clipped), 'a clip');
  assert.ok(frame.clipCount > 0);
});
