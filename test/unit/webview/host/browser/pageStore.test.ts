import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limits } from '../../../../../src/shared/api.ts';
import { PageStore } from '../../../../../webview/host/browser/pageStore.ts';
import type { SavedView } from '../../../../../webview/host/host.ts';
import { pageStorage } from '../../../../support/pageStorage.ts';

const pin = { id: 'a', type: 'agent.created', data: { n: 1 }, timestamp: '2026-03-02T09:15:00.000Z', source: null };
const looks: SavedView = {
  query: 'ada',
  isPaused: false,
  detailShare: 0.5,
  areStatsOpen: false,
  timeMode: 'clock',
  isGrouping: true,
  isActivityShown: true,
  drafts: [],
  isComposing: true,
};

test('two tabs share what the person keeps, and nothing of their views', () => {
  const browser = pageStorage();
  const [one, other] = [0, 0].map(() => new PageStore({ tab: pageStorage(), browser, path: '/' }));
  assert.ok(one && other);
  one.start = 'id-1';
  one.memory = { queries: ['type:agent.*'], pins: [pin] };
  assert.deepEqual([other.start, other.memory], [null, { queries: ['type:agent.*'], pins: [pin] }]);
});

test('hubs below different paths of one origin keep apart', () => {
  const tab = pageStorage();
  const browser = pageStorage();
  new PageStore({ tab, browser, path: '/proxy/4848/' }).start = 'id-1';
  assert.equal(new PageStore({ tab, browser, path: '/proxy/4849/' }).start, null);
});

test('below a path what the person keeps stays in the tab: other programs read the storage of the browser', () => {
  const [tab, browser] = [pageStorage(), pageStorage()];
  const path = '/proxy/4848/';
  new PageStore({ tab, browser, path }).memory = { queries: [], pins: [pin] };
  const [same, other] = [tab, pageStorage()].map((of) => new PageStore({ tab: of, browser, path }).memory.pins);
  assert.deepEqual([same, other], [[pin], []]);
});

test('lines between rows are there again, until another log is shown', () => {
  const tab = pageStorage();
  const seams = [1, 2].map((n) => ({ at: `2026-03-02T09:00:0${n}.000Z`, text: `paused ${n}` }));
  const store = () => new PageStore({ tab, browser: pageStorage(), path: '/' });
  for (const seam of seams) store().keepSeam(seam);
  assert.deepEqual(store().seams, seams);
  store().forgetLog();
  assert.deepEqual(store().seams, []);
  tab.setItem(store().keyOf('seams'), '[7, {"at": 1}]');
  assert.deepEqual(store().seams, []);
});

test('a start is a restart when another one was seen before', () => {
  const store = new PageStore({ tab: pageStorage(), browser: pageStorage(), path: '/' });
  const [first, second] = ['2026-03-02T09:00:00.000Z', '2026-03-02T10:00:00.000Z'];
  assert.deepEqual(
    [first, first, second, second].map((at) => store.noteStart(at)),
    [false, false, true, false],
  );
  assert.deepEqual(store.restarts, [second]);
  store.forgetLog();
  assert.deepEqual([store.restarts, store.noteStart(second)], [[], false]);
});

test('what another version or a person has written is nothing', () => {
  const store = new PageStore({
    tab: pageStorage(),
    browser: pageStorage({ 'dev-sync / memory': '{"pins":[{"id":5}],"queries":7}' }),
    path: '/',
  });
  assert.deepEqual(store.memory, { queries: [], pins: [] });
  const broken = new PageStore({ tab: pageStorage({ 'dev-sync / view': '{' }), browser: pageStorage(), path: '/' });
  assert.deepEqual(broken.view, {});
});

test('drafts are kept as far as they are no larger than an event, newest first, and all else is', () => {
  const store = new PageStore({ tab: pageStorage(), browser: pageStorage(), path: '/' });
  const seedOf = (of: string | null, characters: number) => ({ draft: { type: 'a', data: 'x'.repeat(characters), source: null }, of });
  const [oldest, old, large, newest] = [
    seedOf(null, 10),
    seedOf('b', limits.eventBytes),
    seedOf('c', limits.eventBytes + 1),
    seedOf('d', limits.eventBytes - 10),
  ];
  store.view = { ...looks, drafts: [oldest, old, large, newest] };
  assert.deepEqual(store.view, { ...looks, drafts: [oldest, newest] });
});
