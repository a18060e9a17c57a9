import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DEFAULT_TARGET_URL } from '../../../../src/shared/webhooks.ts';
import {
  byTrouble,
  countFailed,
  isWorthShowing,
  latencyWords,
  stateText,
  targetLook,
  targetNotes,
  totalTraffic,
} from '../../../../webview/stats/words.ts';
import { statsOf, targetOf } from '../sample.ts';

const now = new Date(2026, 2, 2, 12, 5);
const since = new Date(2026, 2, 2, 12, 3, 7).toISOString();
const absent = targetOf({ url: DEFAULT_TARGET_URL, state: 'no-receiver', delivered: 0, failures: 4 });
const notesOf = (target: Parameters<typeof targetNotes>[0]) => targetNotes(target, now).map(({ main, rest }) => main + rest);

describe('a target at a glance', () => {
  it('needs no words while it is well', () => {
    assert.deepEqual(notesOf(targetOf({ queued: 9 })), []);
    assert.equal(targetLook(targetOf()).word, 'Answers');
    for (const failed of [0, 2]) assert.equal(targetLook(targetOf({ delivered: 0, failed })).word, 'Nothing sent yet');
  });

  it('tells of a backlog', () => {
    assert.deepEqual(notesOf(targetOf({ queued: 1200 })), ['1,200 queued']);
  });

  it('tells since when it is down, and what waits for it', () => {
    assert.deepEqual(notesOf(targetOf({ state: 'open', since, queued: 1 })), ['down since 12:03:07', '1 queued']);
    assert.deepEqual(notesOf(targetOf({ state: 'half-open', since })), ['down, trying again']);
    assert.deepEqual(
      [targetOf({ state: 'open', since }), targetOf({ state: 'half-open', since }), targetOf()].map((target) => stateText(target, now)),
      ['Down since 12:03:07', 'Down, trying again', targetLook(targetOf()).word],
    );
  });

  it('does not look well while it answers wrongly', () => {
    const failing = targetOf({ error: 'It answered 422.' });
    assert.deepEqual([notesOf(failing), targetLook(failing).word, targetLook(failing).tone], [['fails'], 'Fails', 'is-odd']);
    assert.equal(targetLook(targetOf({ state: 'open', error: 'Nothing listens there.' })).word, 'Down');
  });

  it('is no problem when nobody is at the default target', () => {
    assert.deepEqual(notesOf({ ...absent, queued: 3 }), ['no receiver']);
    assert.equal(targetLook(absent).tone, '');
  });

  it('tells how fast it answers, once it did', () => {
    const full = 'Half of the answers came within 3 ms, 95 % within 1,234 ms';
    assert.deepEqual(latencyWords(targetOf({ p50Ms: 2.6, p95Ms: 1234 })), { short: 'p50 3 ms', full });
    assert.equal(latencyWords(targetOf({ p50Ms: 0.2, p95Ms: 9 }))?.short, 'p50 1 ms');
    assert.equal(latencyWords(targetOf({ p50Ms: null, p95Ms: null })), null);
  });
});

describe('all targets', () => {
  it('come with trouble first, and otherwise as they are', () => {
    const keys = byTrouble([
      targetOf({ key: 'absent', state: 'no-receiver' }),
      targetOf({ key: 'well' }),
      targetOf({ key: 'half', state: 'half-open' }),
      targetOf({ key: 'failed', failed: 1 }),
      targetOf({ key: 'down', state: 'open' }),
    ]).map(({ key }) => key);
    assert.deepEqual(keys, ['half', 'down', 'failed', 'well', 'absent']);
  });

  it('count together what was given up', () => {
    assert.equal(countFailed(statsOf({ targets: [targetOf({ failed: 2 }), targetOf({ failed: 1 })] })), 3);
    assert.equal(countFailed(null), 0);
  });
});

describe('the traffic', () => {
  const traffic = { count: 10, bytes: 100, perSecond: 2, perMinute: 30 };

  it('is that of all types', () => {
    const types = ['a', 'b'].map((type) => ({ ...traffic, type }));
    assert.deepEqual(totalTraffic(statsOf({ types })), { perSecond: 4, perMinute: 60 });
  });

  it('is worth a line once something came, or when somebody set up a target', () => {
    const unused = { delivered: 0, failures: 0 };
    assert.ok(!isWorthShowing(statsOf({ targets: [] })));
    assert.ok(!isWorthShowing(statsOf({ targets: [absent] })));
    assert.ok(!isWorthShowing(statsOf({ targets: [targetOf({ ...unused, url: DEFAULT_TARGET_URL })] })));
    assert.ok(isWorthShowing(statsOf({ targets: [targetOf({ ...unused, url: 'http://localhost:8000/' })] })));
    assert.ok(isWorthShowing(statsOf({ targets: [absent], types: [{ ...traffic, type: 'a' }] })));
  });
});
