import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SILENCE_DB } from '../../../../src/shared/listening.ts';
import { FALL_PERCENT_PER_S, settle } from '../../../../webview/meter/ballistics.ts';
import { isOutOfDate } from '../../../../webview/meter/outOfDate.ts';
import {
  clipsOf,
  forgetLevel,
  isFalling,
  letFall,
  type OwnMeter,
  resetClipLight,
  shownDb,
  takeFrame,
} from '../../../../webview/meter/ownMeter.ts';
import { frameAt } from '../sample.ts';

const silence = { rmsDb: SILENCE_DB, peakDb: SILENCE_DB, holdDb: SILENCE_DB };
const loud = takeFrame(undefined, frameAt(0, { rmsDb: -10 }), 0);

describe('the bar', () => {
  it('rises at once', () => {
    const meter = takeFrame(takeFrame(undefined, frameAt(0, { rmsDb: -40 }), 0), frameAt(1, { rmsDb: -6 }), 20);
    assert.equal(meter.barDb, -6);
    assert.equal(isFalling(meter), false);
  });

  it('falls 20 dB in 1.7 s', () => {
    const meter = takeFrame(loud, frameAt(1, silence), 20);
    assert.equal(meter.barDb, -10);
    assert.ok(isFalling(meter));
    assert.ok(Math.abs(letFall(meter, 1700).barDb + 30) < 1e-9);
  });

  it('falls as far in many steps as in one', () => {
    const start = takeFrame(loud, frameAt(1, silence), 20);
    const stepped = Array.from({ length: 100 }).reduce<OwnMeter>((meter) => letFall(meter, 17), start);
    assert.ok(Math.abs(stepped.barDb - letFall(start, 1700).barDb) < 1e-9);
  });

  it('stops at the level, and at the foot of the scale', () => {
    const meter = takeFrame(loud, frameAt(1, { rmsDb: -12 }), 20);
    assert.equal(letFall(meter, 10_000).barDb, -12);
    assert.equal(isFalling(letFall(meter, 10_000)), false);
    assert.equal(isFalling(letFall(takeFrame(loud, frameAt(1, silence), 20), 4300)), false);
  });

  it('stands still when a clock runs backwards', () => {
    assert.equal(letFall(takeFrame(loud, frameAt(1, silence), 20), -50).barDb, -10);
  });

  it('is what the number says, as long as it is on the scale', () => {
    const falling = letFall(takeFrame(loud, frameAt(1, silence), 20), 1700);
    assert.equal(shownDb(falling), falling.barDb);
    assert.equal(shownDb(letFall(falling, 10_000)), SILENCE_DB);
    assert.equal(shownDb(takeFrame(undefined, frameAt(0, { rmsDb: -72 }), 0)), -72);
  });

  it('does not begin at the level from before an interruption, and the clips stay', () => {
    const clipped = resetClipLight(takeFrame(loud, frameAt(1, { clipCount: 3 }), 20));
    const back = takeFrame(forgetLevel(clipped), frameAt(2, { rmsDb: -50, clipCount: 4 }), 40);
    assert.deepEqual([back.barDb, clipsOf(back)], [-50, 1]);
    const { barDb, frame } = forgetLevel(clipped);
    assert.deepEqual([barDb, frame.rmsDb, frame.peakDb, frame.holdDb], Array(4).fill(SILENCE_DB));
  });

  it('of a percentage falls as fast', () => {
    assert.ok(Math.abs(settle(100, 0, FALL_PERCENT_PER_S, 1700) - (100 - 100 / 3)) < 1e-9);
    assert.equal(settle(20, 60, FALL_PERCENT_PER_S, 10), 60);
  });
});

describe('the clip light', () => {
  const clipped = takeFrame(loud, frameAt(1, { clipCount: 3 }), 20);

  it('counts', () => {
    assert.deepEqual([clipsOf(loud), clipsOf(clipped)], [0, 3]);
  });

  it('begins anew when it was reset', () => {
    const out = resetClipLight(clipped);
    assert.equal(clipsOf(out), 0);
    assert.equal(clipsOf(takeFrame(out, frameAt(2, { clipCount: 5 }), 40)), 2);
  });

  it('begins anew with another session', () => {
    const next = takeFrame(resetClipLight(clipped), frameAt(2, { clipCount: 1, sessionId: 'session-2' }), 40);
    assert.equal(clipsOf(next), 1);
    assert.equal(next.barDb, -23);
  });
});

describe('data', () => {
  it('is out of date after half a second', () => {
    assert.deepEqual(
      [499, 500].map((now) => isOutOfDate({ at: 0 }, now)),
      [false, true],
    );
  });
});
