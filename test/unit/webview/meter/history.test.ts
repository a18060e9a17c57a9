import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SILENCE_DB } from '../../../../src/shared/listening.ts';
import { HISTORY_BUCKETS, LevelHistory } from '../../../../webview/meter/history.ts';

const START = Date.parse('2026-03-02T09:15:00.000Z');

/** What the strip shows at its end: the newest buckets as `[rms, peak]`. */
function endOf(history: LevelHistory, count: number): readonly (readonly [number, number])[] {
  const all: (readonly [number, number])[] = [];
  history.each((position, rmsDb, peakDb) => {
    assert.equal(position, all.length);
    all.push([rmsDb, peakDb]);
  });
  assert.equal(all.length, HISTORY_BUCKETS);
  return all.slice(-count);
}

const add = (history: LevelHistory, ms: number, rmsDb: number, peakDb = rmsDb) => history.add({ t: START + ms, rmsDb, peakDb });
const silence = [SILENCE_DB, SILENCE_DB] as const;

describe('the last half minute', () => {
  it('is silent at first', () => {
    assert.deepEqual(new Set(endOf(new LevelHistory(), 300).flat()), new Set([SILENCE_DB]));
  });

  it('keeps the loudest moment of each tenth of a second', () => {
    const history = new LevelHistory();
    for (const [ms, rms, peak] of [
      [0, -30, -20],
      [20, -10, -25],
      [80, -40, -40],
      [100, -50, -45],
    ] as const)
      add(history, ms, rms, peak);
    assert.deepEqual(endOf(history, 3), [silence, [-10, -20], [-50, -45]]);
  });

  it('moves on with time, and leaves a gap where nothing came', () => {
    const history = new LevelHistory();
    add(history, 0, -10);
    const before = history.newest;
    add(history, 50, -10);
    assert.equal(history.newest, before);
    add(history, 300, -20);
    assert.equal(history.newest, (before ?? 0) + 3);
    assert.deepEqual(endOf(history, 5), [silence, [-10, -10], silence, silence, [-20, -20]]);
  });

  it('forgets what is older, also after a long gap', () => {
    const history = new LevelHistory();
    add(history, 0, -10);
    add(history, 29_900, -20);
    assert.deepEqual(endOf(history, 300)[0], [-10, -10]);
    add(history, 30_000, -30);
    assert.deepEqual(endOf(history, 300)[0], silence);
    add(history, 3_600_000, -40);
    assert.deepEqual([...new Set(endOf(history, 300).flat())], [SILENCE_DB, -40]);
  });

  it('begins anew when the clock was put back, and when it is told to', () => {
    const history = new LevelHistory();
    add(history, 10_000, -10);
    add(history, 0, -20);
    assert.deepEqual(endOf(history, 2), [silence, [-20, -20]]);
    history.clear();
    assert.equal(history.newest, null);
    assert.deepEqual(endOf(history, 1), [silence]);
  });
});
