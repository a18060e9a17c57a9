import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import fc from 'fast-check';
import { PanelFeed } from '../../../src/extension/panelFeed.ts';
import type { HubEvent, LoggedEvent } from '../../../src/shared/events.ts';
import { PANEL_CAPACITY, type Seam } from '../../../src/shared/panel.ts';

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

/** A view that writes down what it is told; gauges by negative numbers. */
function connect(feed: PanelFeed) {
  const told: (number[] | string)[] = [];
  const { events, seams } = feed.connect({
    onEvents: (bundle) => told.push(numbersOf(bundle)),
    onSeam: ({ text }) => told.push(text),
    onReset: () => told.push('reset'),
  });
  return { rows: numbersOf(events), seams: seams.map(({ text }) => text), told };
}

test('a view gets what was there, then hears of the rest in bundles', () => {
  const feed = new PanelFeed();
  feed.push(fact(1));
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
  const { told } = connect(feed);
  feed.push(fact(1));
  feed.disconnect();
  feed.push(fact(2));
  feed.addSeam(seam(3));
  mock.timers.tick(1000);
  assert.deepEqual(told, []);
  const { rows, seams } = connect(feed);
  assert.deepEqual([rows, seams], [[1, 2], ['seam 3']]);
});

test('a view that connects takes the place of the one before, and hears nothing twice', () => {
  const feed = new PanelFeed();
  const first = connect(feed);
  feed.push(fact(1));
  const second = connect(feed);
  feed.push(fact(2));
  mock.timers.tick(BUNDLE_MS);
  assert.deepEqual([first.told, second.rows, second.told], [[], [1], [[2]]]);
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

test('clearing forgets the rows up to an event, and the seams before the first that stays', () => {
  const feed = new PanelFeed();
  for (const number of [10, 20, 30]) feed.push(fact(number));
  for (const number of [15, 25]) feed.addSeam(seam(number));
  feed.clear('log-10');
  assert.deepEqual([connect(feed).rows, connect(feed).seams], [[20, 30], ['seam 25']]);
  feed.clear('log-30');
  assert.deepEqual([connect(feed).rows, connect(feed).seams], [[], []]);
});

test('clearing up to an event that has left already forgets nothing newer', () => {
  const feed = new PanelFeed();
  feed.push(fact(2));
  feed.clear('log-1');
  assert.deepEqual(connect(feed).rows, [2]);
});

test('a view never gets more rows than a panel keeps, and gets the newest', () => {
  const feed = new PanelFeed();
  for (let number = 1; number <= 3 * PANEL_CAPACITY; number++) {
    feed.push(fact(number));
    if (number % 997 === 0) assert.equal(connect(feed).rows.length, Math.min(number, PANEL_CAPACITY));
  }
  const { rows } = connect(feed);
  assert.deepEqual([rows.length, rows[0], rows.at(-1)], [PANEL_CAPACITY, 2 * PANEL_CAPACITY + 1, 3 * PANEL_CAPACITY]);
});

test('a seam needs rows above it', () => {
  const feed = new PanelFeed();
  const { told } = connect(feed);
  feed.addSeam(seam(1));
  feed.push(fact(2));
  feed.addSeam(seam(1));
  assert.deepEqual([told, connect(feed).seams], [[], []]);
});

test('seams leave with the rows around them', () => {
  const feed = new PanelFeed();
  feed.push(fact(1));
  feed.addSeam(seam(2));
  for (let number = 3; number <= 2 * PANEL_CAPACITY; number++) feed.push(fact(number));
  assert.deepEqual(connect(feed).seams, []);
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
  const step = fc.constantFrom('fact', 'fact', 'gauge', 'wait', 'connect', 'disconnect', 'clear');
  const property = fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
    const feed = new PanelFeed();
    const view = new View(feed);
    const actions: Readonly<Record<(typeof steps)[number], (number: number) => void>> = {
      fact: (number) => feed.push(fact(number)),
      gauge: (number) => feed.push(gauge(number)),
      wait: () => mock.timers.tick(BUNDLE_MS),
      connect: () => view.open(),
      disconnect: () => view.hide(),
      clear: () => view.clear(),
    };
    for (const [number, kind] of steps.entries()) actions[kind](number);
    mock.timers.tick(BUNDLE_MS);
    if (view.shown) assert.deepEqual(numbersOf(view.shown), connect(feed).rows);
  });
  fc.assert(property, { numRuns: 500 });
});

/** Draws what it is told, and clears itself before it says so. */
class View {
  shown: LoggedEvent[] | undefined;
  readonly #feed: PanelFeed;

  constructor(feed: PanelFeed) {
    this.#feed = feed;
  }

  open(): void {
    const onEvents = (events: readonly HubEvent[]) =>
      this.shown?.push(...events.filter((event): event is LoggedEvent => event.id !== null));
    this.shown = [...this.#feed.connect({ onEvents, onSeam: () => {}, onReset: () => {} }).events];
  }

  hide(): void {
    this.#feed.disconnect();
    this.shown = undefined;
  }

  clear(): void {
    this.#feed.clear(this.shown?.splice(0).at(-1)?.id ?? null);
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
