import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import fc from 'fast-check';
import { type FeedContent, type FeedView, PanelFeed } from '../../../../src/extension/panel/feed.ts';
import type { HubEvent, LoggedEvent } from '../../../../src/shared/events.ts';
import { FEED_CAPACITY, type Seam, SNAPSHOT_EVENTS } from '../../../../src/shared/panel.ts';

const BUNDLE_MS = 33;

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout'] });
});

function fact(number: number, size = 0): LoggedEvent {
  const timestamp = new Date(1_700_000_000_000 + number).toISOString();
  return { id: `log-${number}`, type: 'a', data: size > 0 ? { text: 'x'.repeat(size) } : {}, timestamp, source: null };
}

function gauge(number: number): HubEvent {
  return { ...fact(number), id: null, type: 'audio_level' };
}

function seam(number: number): Seam {
  return { at: fact(number).timestamp, text: `seam ${number}` };
}

function numbersOf(events: readonly HubEvent[]): number[] {
  return events.map(({ id, timestamp }) => (id === null ? -1 : 1) * (Date.parse(timestamp) - 1_700_000_000_000));
}

function wordsOf({ events, seams }: FeedContent): (number | string)[] {
  return [...numbersOf(events), ...seams.map(({ text }) => text)];
}

/** A view that writes down what it is told; gauges by negative numbers. */
function connect(feed: PanelFeed) {
  const told: (number[] | string)[] = [];
  const view: FeedView = {
    onEvents: (bundle) => told.push(numbersOf(bundle)),
    onSeam: ({ text }) => told.push(text),
    onReset: (content) => told.push(`now ${wordsOf(content).join()}`),
  };
  const { content, dispose } = feed.connect(view);
  return { view, content, rows: numbersOf(content.events), seams: content.seams.map(({ text }) => text), told, dispose };
}

function feedOf(...numbers: readonly number[]): PanelFeed {
  const feed = new PanelFeed();
  for (const number of numbers) feed.push(fact(number));
  return feed;
}

test('a line that a view made is there for those that begin anew, and told to nobody', () => {
  const feed = feedOf(1, 3);
  const { told } = connect(feed);
  feed.keepSeam(seam(2));
  assert.deepEqual([told, connect(feed).seams], [[], ['seam 2']]);
});

test('a view gets what was there, then hears of the rest in bundles', () => {
  const feed = feedOf(1);
  const { rows, told } = connect(feed);
  assert.deepEqual(rows, [1]);
  for (const number of [2, 3]) feed.push(fact(number));
  mock.timers.tick(BUNDLE_MS - 1);
  assert.deepEqual(told, []);
  feed.push(fact(4));
  mock.timers.tick(1);
  feed.push(fact(5));
  mock.timers.tick(BUNDLE_MS);
  assert.deepEqual(told, [[2, 3, 4], [5]]);
});

test('gauges are heard in their order, and are no rows', () => {
  const feed = new PanelFeed();
  const { told } = connect(feed);
  for (const event of [fact(1), gauge(2), fact(3)]) feed.push(event);
  mock.timers.tick(BUNDLE_MS);
  assert.deepEqual(told, [[1, -2, 3]]);
  assert.deepEqual(connect(feed).rows, [1, 3]);
});

test('a hidden view hears nothing, and finds everything when it is back', () => {
  const feed = new PanelFeed();
  const { told, dispose } = connect(feed);
  feed.push(fact(1));
  void dispose();
  feed.push(fact(2));
  feed.addSeam(seam(3));
  mock.timers.tick(1000);
  assert.deepEqual(told, []);
  const { rows, seams } = connect(feed);
  assert.deepEqual([rows, seams], [[1, 2], ['seam 3']]);
});

test('two views hear the same, and one that comes between hears nothing twice', () => {
  const feed = new PanelFeed();
  const first = connect(feed);
  feed.push(fact(1));
  const second = connect(feed);
  feed.push(fact(2));
  mock.timers.tick(BUNDLE_MS);
  assert.deepEqual([first.told, second.rows, second.told], [[[1], [2]], [1], [[2]]]);
});

test('a seam comes behind the events before it', () => {
  const feed = new PanelFeed();
  const { told } = connect(feed);
  feed.push(fact(1));
  feed.addSeam(seam(2));
  feed.push(fact(3));
  mock.timers.tick(BUNDLE_MS);
  assert.deepEqual(told, [[1], 'seam 2', [3]]);
  assert.deepEqual(connect(feed).seams, ['seam 2']);
});

test('a view that clears moves the start of all of them, and is not told so itself', () => {
  const feed = feedOf(10, 20, 30);
  const [first, second] = [connect(feed), connect(feed)];
  feed.setStart('log-20', first.view);
  assert.deepEqual([first.told, second.told], [[], ['now 30']]);
  assert.deepEqual(connect(feed).content, { events: [fact(30)], older: null, start: 'log-20', seams: [] });
  feed.setStart(null, second.view);
  assert.deepEqual([first.told, connect(feed).rows], [['now 10,20,30'], [10, 20, 30]]);
});

test('seams before the start are out of sight until it moves back', () => {
  const feed = feedOf(10, 20, 30);
  for (const number of [15, 25]) feed.addSeam(seam(number));
  const { told } = connect(feed);
  feed.setStart('log-20');
  feed.setStart('log-30');
  feed.addSeam(seam(31));
  feed.setStart(null);
  assert.deepEqual(told, ['now 30', 'now ', 'now 10,20,30,seam 15,seam 25,seam 31']);
});

test('a view never gets more rows than a snapshot has, and gets the newest', () => {
  const feed = new PanelFeed();
  for (let number = 1; number <= 3 * FEED_CAPACITY; number++) {
    feed.push(fact(number));
    if (number % 997 === 0) assert.equal(connect(feed).rows.length, Math.min(number, SNAPSHOT_EVENTS));
  }
  const { rows, content } = connect(feed);
  assert.deepEqual([rows.length, rows[0], rows.at(-1)], [SNAPSHOT_EVENTS, 3 * FEED_CAPACITY - 999, 3 * FEED_CAPACITY]);
  assert.equal(content.older, `log-${3 * FEED_CAPACITY - 999}`);
});

test('a seam needs rows above it', () => {
  const feed = new PanelFeed();
  const { told } = connect(feed);
  feed.addSeam(seam(1));
  feed.push(fact(2));
  feed.addSeam(seam(1));
  mock.timers.tick(BUNDLE_MS);
  assert.deepEqual([told, connect(feed).seams], [[[2]], []]);
});

test('a deleted log leaves one line, also for views that come later', () => {
  const feed = feedOf(10, 20);
  feed.addSeam(seam(15));
  const { told } = connect(feed);
  feed.setStart('log-10');
  feed.push(fact(30));
  feed.forget(seam(31));
  feed.push(fact(40));
  mock.timers.tick(BUNDLE_MS);
  assert.deepEqual(told, ['now 20', 'now seam 31', [40]]);
  assert.deepEqual(connect(feed).content, { events: [fact(40)], older: null, start: null, seams: [seam(31)] });
});

test('large events leave sooner, so that the texts stay below 32 Mi characters', () => {
  const feed = new PanelFeed();
  for (let number = 1; number <= 100; number++) {
    feed.push(fact(number, 1024 * 1024));
    const { rows } = connect(feed);
    assert.ok(rows.length <= 32);
    assert.equal(rows.at(-1), number);
  }
  assert.ok(connect(feed).rows.length > 20);
});

test('what a view shows is what a new view would get, whatever happens in between', () => {
  const step = fc.constantFrom('fact', 'fact', 'gauge', 'wait', 'connect', 'hide', 'clear', 'undo', 'forget');
  const property = fc.property(fc.array(fc.tuple(step, fc.nat(1)), { maxLength: 60, size: 'max' }), (steps) => {
    const feed = new PanelFeed();
    const views = [new View(feed), new View(feed)];
    const ofFeed = {
      fact: (number: number) => feed.push(fact(number)),
      gauge: (number: number) => feed.push(gauge(number)),
      wait: () => mock.timers.tick(BUNDLE_MS),
      forget: (number: number) => feed.forget(seam(number)),
    };
    for (const [number, [kind, which]] of steps.entries()) {
      if (kind in ofFeed) ofFeed[kind as keyof typeof ofFeed](number);
      else views[which]?.[kind as 'connect' | 'hide' | 'clear' | 'undo']();
    }
    mock.timers.tick(BUNDLE_MS);
    for (const { shown } of views) if (shown) assert.deepEqual(numbersOf(shown), connect(feed).rows);
  });
  fc.assert(property, { numRuns: 500 });
});

/** Draws what it is told, and clears itself before it says so. */
class View implements FeedView {
  shown: LoggedEvent[] | undefined;
  readonly #feed: PanelFeed;
  #dispose: () => void | Promise<void> = () => {};

  constructor(feed: PanelFeed) {
    this.#feed = feed;
  }

  connect(): void {
    const { content, dispose } = this.#feed.connect(this);
    this.#dispose = dispose;
    this.onReset(content);
  }

  hide(): void {
    void this.#dispose();
    this.shown = undefined;
  }

  clear(): void {
    const last = this.shown?.splice(0).at(-1);
    if (last) this.#feed.setStart(last.id, this);
  }

  /** As if it did not know what was there. */
  undo(): void {
    if (this.shown) this.#feed.setStart(null);
  }

  onEvents(events: readonly HubEvent[]): void {
    this.shown?.push(...events.filter((event): event is LoggedEvent => event.id !== null));
  }

  onSeam(): void {}

  onReset({ events }: FeedContent): void {
    this.shown = [...events];
  }
}

test('nothing is told after disposal', () => {
  const feed = new PanelFeed();
  const { told } = connect(feed);
  feed.push(fact(1));
  feed.dispose();
  mock.timers.tick(BUNDLE_MS);
  assert.deepEqual(told, []);
});
