import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { HubEvent } from '../../../../src/shared/events.ts';
import { type Listening, notListening } from '../../../../src/shared/listening.ts';
import type { HubStatus } from '../../../../src/shared/panel.ts';
import {
  barPercent,
  followStatus,
  noRemotes,
  REMOTE_METERS,
  type Remotes,
  takeLevels,
  withoutSilent,
} from '../../../../webview/meter/remotes.ts';
import { eventAt, gaugeAt, snapshotOf } from '../sample.ts';

const ours = (n: number, sessionId = 'session-1') => gaugeAt(n, { sessionId }, 'microphone');
const sourcesOf = ({ meters }: Remotes) => meters.map(({ source }) => source);

function listeningTo(sessionId: string | null): HubStatus {
  const { status } = snapshotOf();
  const listening: Listening = { ...notListening, sessionId, ...(sessionId && { isListening: true, status: 'active' }) };
  return status.state === 'on' ? { ...status, listening } : status;
}

describe('levels of others', () => {
  it('have a meter for each source', () => {
    const remotes = takeLevels(noRemotes, [gaugeAt(10), gaugeAt(20, {}, null), gaugeAt(30)], 5);
    assert.deepEqual(
      remotes.meters.map(({ source, percent, at }) => [source, percent, at]),
      [
        ['backend', 30, 5],
        [null, 20, 5],
      ],
    );
  });

  it('are never those of our own session', () => {
    const own = followStatus(noRemotes, listeningTo('session-1'));
    assert.equal(takeLevels(own, [ours(10)], 0), own);
    assert.deepEqual(sourcesOf(takeLevels(own, [ours(10, 'session-2')], 0)), ['microphone']);
    assert.deepEqual(sourcesOf(takeLevels(own, [gaugeAt(1, { sessionId: 'session-1' }, 'thief')], 0)), ['thief']);
    assert.deepEqual(sourcesOf(takeLevels(own, [gaugeAt(1, {}, 'microphone')], 0)), ['microphone']);
  });

  it('are not those of our own session either when they come after its end', () => {
    const ended = followStatus(followStatus(noRemotes, listeningTo('session-1')), listeningTo(null));
    assert.deepEqual(sourcesOf(takeLevels(ended, [ours(10)], 0)), []);
  });

  it('are forgotten when they turn out to be ours', () => {
    const early = takeLevels(noRemotes, [ours(10), gaugeAt(5)], 0);
    assert.deepEqual(sourcesOf(followStatus(early, listeningTo('session-1'))), ['backend']);
  });

  it('leave with the hub', () => {
    const own = takeLevels(followStatus(noRemotes, listeningTo('session-1')), [gaugeAt(1)], 0);
    const off = followStatus(own, { state: 'stopped' });
    assert.deepEqual(sourcesOf(off), []);
    assert.equal(followStatus(off, { state: 'starting' }), off);
  });

  it('leave after ten seconds without data', () => {
    const remotes = takeLevels(takeLevels(noRemotes, [gaugeAt(1, {}, 'a'), gaugeAt(1, {}, 'b')], 0), [gaugeAt(1, {}, 'b')], 1);
    assert.deepEqual(sourcesOf(withoutSilent(remotes, 9999)), ['a', 'b']);
    assert.deepEqual(sourcesOf(withoutSilent(remotes, 10_000)), ['b']);
  });
});

describe('the bar of a remote meter', () => {
  const barOf = (data: Parameters<typeof gaugeAt>[1]) => takeLevels(noRemotes, [gaugeAt(80, data)], 0).meters.map(barPercent)[0];

  it('follows the level where it is told, else the percentage', () => {
    assert.deepEqual([barOf({ rmsDb: -45 }), barOf({ rmsDb: -100 }), barOf({ rmsDb: 3 })], [25, 0, 100]);
    assert.deepEqual([barOf({}), barOf({ rmsDb: null }), barOf({ rmsDb: Number.POSITIVE_INFINITY })], [80, 80, 80]);
  });
});

describe('a sender that invents names', () => {
  const flood = (first: number) => Array.from({ length: 200 }, (_, n) => gaugeAt(1, {}, `source-${first + n}`));

  it('gets a few meters only, and pushes nobody out', () => {
    const remotes = takeLevels(takeLevels(noRemotes, [gaugeAt(1)], 0), flood(0), 10);
    assert.deepEqual(sourcesOf(remotes), ['backend', 'source-0', 'source-1']);
    assert.equal(remotes.meters.length, REMOTE_METERS);
  });

  it('keeps nobody out for long', () => {
    const later = takeLevels(takeLevels(noRemotes, flood(0), 0), [gaugeAt(1)], 500);
    assert.deepEqual(sourcesOf(later), ['backend', 'source-1', 'source-2']);
  });
});

describe('hostile levels', () => {
  const withData = (data: object): HubEvent => ({ ...gaugeAt(0), data: data as HubEvent['data'] });

  it('do no harm, whatever their fields are', () => {
    for (const odd of [null, 'x', {}, [], true, -5]) {
      const [meter] = takeLevels(noRemotes, [withData({ audioLevel: 7, rmsDb: odd, sessionId: odd, clipped: odd, peakDb: odd })], 0).meters;
      assert.deepEqual([meter?.percent, meter?.rmsDb], [7, odd === -5 ? -5 : null]);
      assert.equal(meter?.clippedAt, odd === true ? 0 : null);
    }
  });

  it('stay within 0 and 100', () => {
    const percentOf = (audioLevel: number) => takeLevels(noRemotes, [withData({ audioLevel })], 0).meters[0]?.percent;
    assert.deepEqual([-1, 1e300].map(percentOf), [0, 100]);
  });

  it('without a number, of another type or logged are no levels', () => {
    const others = [withData({ audioLevel: 'loud' }), withData({}), { ...gaugeAt(1), type: 'cpu' }, eventAt(1, { type: 'audio_level' })];
    assert.equal(takeLevels(noRemotes, others, 0), noRemotes);
  });

  it('of a clip shine on when the next level does not clip', () => {
    const remotes = takeLevels(takeLevels(noRemotes, [gaugeAt(1, { clipped: true })], 100), [gaugeAt(1)], 200);
    assert.equal(remotes.meters[0]?.clippedAt, 100);
  });
});
