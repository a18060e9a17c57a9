import assert from 'node:assert/strict';
import { afterEach, mock, test } from 'node:test';
import { StatsFeed } from '../../../../src/server/stats/statsFeed.ts';
import { TrafficCounter } from '../../../../src/server/stats/trafficCounter.ts';
import type { Stats } from '../../../../src/shared/webhooks.ts';

afterEach(() => mock.reset());

/** A feed over a real counter; time passes for both together. */
function startFeed() {
  mock.timers.enable({ apis: ['setInterval', 'Date'], now: 1_000_000 });
  const timers = mock.method(globalThis, 'setInterval');
  const ended = mock.method(globalThis, 'clearInterval');
  const counter = new TrafficCounter(Date.now);
  const state = { isHeard: true };
  const sent: Stats[] = [];
  const read = (): Stats => ({ since: '2026-01-01T00:00:00.000Z', targets: [], ...counter.busiest(20) });
  const feed = new StatsFeed({ read, send: (stats) => sent.push(stats), isHeard: () => state.isHeard });
  const pass = (type = 'a') => {
    counter.take([{ type, source: null, json: '{}' }]);
    feed.note();
  };
  const seconds = (count: number) => {
    for (let second = 0; second < count; second++) mock.timers.tick(1000);
  };
  /** What was sent since this was last asked: count, per second, per minute. */
  const heard = () => sent.splice(0).map(({ types: [first] }) => [first?.count, first?.perSecond, first?.perMinute]);
  const isResting = () => ended.mock.calls.filter(({ arguments: [timer] }) => timer !== undefined).length === timers.mock.callCount();
  const hasRun = () => timers.mock.callCount() > 0;
  return { feed, state, read, pass, seconds, heard, isResting, hasRun };
}

test('an event is told at once, then its rates as they rise and fall, then nothing any more', () => {
  const { pass, seconds, heard, isResting } = startFeed();
  pass();
  assert.deepEqual(heard(), [[1, 0, 1]]);
  seconds(1);
  assert.deepEqual(heard(), [[1, 1, 1]]);
  seconds(1);
  assert.deepEqual(heard(), [[1, 0, 1]]);
  seconds(57);
  assert.deepEqual([heard(), isResting()], [[], false]);
  seconds(1);
  assert.deepEqual([heard(), isResting()], [[[1, 0, 0]], false]);
  seconds(1);
  assert.deepEqual([heard(), isResting()], [[], true]);
});

test('a flood is told once a second', () => {
  const { pass, seconds, heard } = startFeed();
  for (let second = 0; second < 3; second++) {
    for (let count = 0; count < 1000; count++) pass();
    seconds(1);
  }
  assert.deepEqual(heard(), [
    [1, 0, 1],
    [1000, 1000, 1000],
    [2000, 1000, 2000],
    [3000, 1000, 3000],
  ]);
});

test('nothing runs while nobody listens', () => {
  const { state, pass, heard, hasRun } = startFeed();
  state.isHeard = false;
  pass();
  assert.deepEqual([heard(), hasRun()], [[], false]);
});

test('when the last listener has left it ends', () => {
  const { state, pass, seconds, heard, isResting } = startFeed();
  pass();
  heard();
  state.isHeard = false;
  seconds(1);
  assert.deepEqual([heard(), isResting()], [[], true]);
});

test('who comes while all is quiet hears it once, and nothing runs', () => {
  const { feed, seconds, heard, isResting } = startFeed();
  const welcomes: Stats[] = [];
  feed.welcome((stats) => welcomes.push(stats));
  assert.deepEqual([welcomes.length, heard(), isResting()], [1, [], true]);
  seconds(3);
  assert.deepEqual([welcomes.length, heard(), isResting()], [1, [], true]);
});

test('who comes within the minute of an event hears its rates fall', () => {
  const { feed, state, read, pass, seconds, heard, isResting } = startFeed();
  state.isHeard = false;
  pass();
  seconds(2);
  state.isHeard = true;
  feed.welcome((stats) => assert.deepEqual(stats, read()));
  seconds(57);
  assert.deepEqual([heard(), isResting()], [[], false]);
  seconds(2);
  assert.deepEqual([heard(), isResting()], [[[1, 0, 0]], true]);
});

test('who comes while figures change does not keep the others from hearing of them', () => {
  const { feed, pass, seconds, heard, isResting } = startFeed();
  pass();
  heard();
  pass();
  feed.welcome(() => {});
  seconds(1);
  assert.deepEqual(heard(), [[2, 2, 2]]);
  seconds(61);
  assert.ok(isResting());
});

test('after its end nothing runs', () => {
  const { feed, pass, seconds, heard, isResting } = startFeed();
  pass();
  heard();
  feed.dispose();
  seconds(5);
  assert.deepEqual([heard(), isResting()], [[], true]);
});

test('a change that no rate shows is told as well', () => {
  mock.timers.enable({ apis: ['setInterval'] });
  const target = { key: 'k', url: 'u', state: 'closed', since: 's', delivered: 0, failures: 0, failed: 0, queued: 0 } as const;
  const still = { ...target, perSecond: 0, perMinute: 0, p50Ms: null, p95Ms: null };
  let stats: Stats = { since: 's', types: [], sources: [], targets: [still] };
  const sent: Stats[] = [];
  const feed = new StatsFeed({ read: () => stats, send: (newest) => sent.push(newest), isHeard: () => true });
  feed.note();
  stats = { ...stats, targets: [{ ...still, state: 'open' }] };
  mock.timers.tick(1000);
  assert.deepEqual(
    sent.map(({ targets }) => targets[0]?.state),
    ['closed', 'open'],
  );
});
