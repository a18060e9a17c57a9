import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { Sight } from '../../../../../webview/host/browser/sight.ts';
import { PageTab } from '../../../../support/pageTab.ts';

const AWAY_MS = 30_000;

beforeEach(() => mock.timers.enable({ apis: ['setTimeout'] }));
afterEach(() => mock.timers.reset());

test('a page is away when it has been hidden for half a minute', () => {
  const tab = new PageTab();
  const { away } = new Sight(tab);
  mock.timers.tick(AWAY_MS);
  tab.turn('hidden');
  mock.timers.tick(AWAY_MS - 1);
  assert.equal(away.aborted, false);
  mock.timers.tick(1);
  assert.equal(away.aborted, true);
});

test('who changes tabs for a moment is not away', () => {
  const tab = new PageTab();
  const { away } = new Sight(tab);
  for (let times = 0; times < 3; times++) {
    tab.turn('hidden');
    mock.timers.tick(AWAY_MS - 1);
    tab.turn('visible');
  }
  mock.timers.tick(AWAY_MS);
  assert.equal(away.aborted, false);
});

test('a page that was opened in the background is away after a while, and back when it is seen', async () => {
  const tab = new PageTab();
  tab.visibilityState = 'hidden';
  const sight = new Sight(tab);
  await sight.back();
  mock.timers.tick(AWAY_MS);
  let isBack = false;
  const back = sight.back().then(() => {
    isBack = true;
  });
  await Promise.resolve();
  assert.deepEqual([sight.away.aborted, isBack], [true, false]);
  tab.turn('visible');
  await back;
  assert.equal(sight.away.aborted, false);
});
