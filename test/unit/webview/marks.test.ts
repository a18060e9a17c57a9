import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { limits } from '../../../src/shared/api.ts';
import type { Delivery, TargetStats } from '../../../src/shared/webhooks.ts';
import { type DeliveryMark, markOf, markOfGroup, marksOf } from '../../../webview/deliveries/mark.ts';
import { MarkFeed } from '../../../webview/deliveries/marks.ts';
import { type Action, type PanelState, reduce } from '../../../webview/store.ts';
import { attemptOf, deliveryOf, eventsFrom, panelAfter, snapshotOf, statsOf, targetOf, timeAt } from './sample.ts';

const refused = attemptOf({ status: 503, error: 'It answered 503.' });
const retried = deliveryOf({ state: 'pending', attempts: [refused, refused] });

describe('the mark of an event', () => {
  it('is short, for one target', () => {
    const cases = [deliveryOf(), retried, deliveryOf({ state: 'pending', attempts: [] }), deliveryOf({ state: 'failed' })];
    const others = [deliveryOf({ state: 'expired', attempts: [] }), deliveryOf({ state: 'discarded' })];
    const texts = [...cases, ...others].map((delivery) => markOf([delivery])?.text);
    assert.deepEqual(texts, ['200', 'retry 2', 'waiting', 'failed', 'expired', 'discarded']);
  });

  it('is that of the target that a person should look at first', () => {
    const expired = deliveryOf({ state: 'expired', attempts: [], target: 'http://localhost:5173/in' });
    assert.equal(markOf([expired, deliveryOf()])?.text, '200');
    assert.equal(markOf([expired, deliveryOf(), retried])?.text, 'retry 2');
    const mark = markOf([deliveryOf(), expired, deliveryOf({ state: 'failed', attempts: [refused] })]);
    assert.equal(mark?.state, 'failed');
    const lines = ['Failed: http://localhost:8000/in · 503 · 12 ms', 'Delivered: http://localhost:8000/in · 200 · 12 ms'];
    assert.equal(mark?.title, [...lines, 'Expired: http://localhost:5173/in'].join('\n'));
  });

  it('of a group is that of its event that fared worst, however new others are', () => {
    const { items } = panelAfter({ events: burstOf(6) });
    const group = items.at(0);
    assert.ok(group?.kind === 'group');
    const states = { 'id-1': 'failed', 'id-2': 'pending', 'id-4': 'delivered' } as const;
    const marks = new Map(marksOf(Object.entries(states).map(([eventId, state]) => deliveryOf({ eventId, state }))));
    const fromWorst = ['failed', 'retry 1', '200'];
    for (const id of Object.keys(states)) {
      assert.equal(markOfGroup(group, marks)?.text, fromWorst.shift());
      marks.delete(id);
    }
    assert.equal(markOfGroup(group, marks), undefined);
  });

  it('of a group says among how many it is the worst', () => {
    const group = panelAfter({ events: burstOf(6) }).items.at(0);
    assert.ok(group?.kind === 'group');
    const mark = (...eventIds: readonly string[]) => markOfGroup(group, marksOf(eventIds.map((eventId) => deliveryOf({ eventId }))));
    const line = 'Delivered: http://localhost:8000/in · 200 · 12 ms';
    assert.equal(mark('id-1')?.title, line);
    assert.equal(mark('id-1', 'id-3')?.title, `The worst of 2 events\n${line}`);
  });

  it('is none for an event that goes nowhere', () => {
    assert.equal(markOf([]), undefined);
  });
});

/** Events that come under one heading. */
const burstOf = (count: number) => eventsFrom(0, count).map((event, n) => ({ ...event, timestamp: timeAt(n / 10) }));

type Question = { readonly ids: readonly string[]; answer(deliveries: readonly Delivery[]): void; fail(): void };
const questions: Question[] = [];
const told: ReadonlyMap<string, DeliveryMark>[] = [];
const settled = () => new Promise((resolve) => setImmediate(resolve));
const traffic = (target: Partial<TargetStats>): Action => ({ kind: 'stats', stats: statsOf({ targets: [targetOf(target)] }) });
const shown = panelAfter({ events: eventsFrom(0, 200) }, { kind: 'groupingToggled' }, traffic({}));

/** The panel with these rows in sight. */
function seeing(from: number, to: number, state: PanelState = shown): PanelState {
  const keyAt = (index: number) => state.items.at(index)?.key ?? 0;
  return { ...state, sight: { from: keyAt(from), to: keyAt(to) } };
}

function startFeed(...states: readonly PanelState[]): MarkFeed {
  const ask = (ids: readonly string[]) => new Promise<readonly Delivery[]>((answer, fail) => questions.push({ ids, answer, fail }));
  const feed = new MarkFeed(ask, (marks) => told.push(marks));
  for (const state of states) feed.follow(state);
  return feed;
}

/** Answers the last question, and lets the time pass until the next may come. */
async function answerAndRest(...deliveries: readonly Delivery[]): Promise<void> {
  questions.at(-1)?.answer(deliveries);
  await settled();
  mock.timers.tick(1000);
  await settled();
}

describe('the feed of marks', () => {
  beforeEach(() => {
    questions.length = 0;
    told.length = 0;
    mock.timers.enable({ apis: ['setTimeout'] });
  });
  afterEach(() => mock.timers.reset());

  it('asks for what is in sight and a little around, and tells the marks', async () => {
    startFeed(shown, seeing(50, 60));
    assert.deepEqual([questions[0]?.ids[0], questions[0]?.ids.at(-1), questions[0]?.ids.length], ['id-35', 'id-75', 41]);
    await answerAndRest(deliveryOf({ eventId: 'id-50' }));
    assert.deepEqual(
      [...(told[0] ?? [])].map(([id, { text }]) => [id, text]),
      [['id-50', '200']],
    );
  });

  it('never asks for more events than the hub answers', () => {
    startFeed(seeing(10, 190));
    assert.equal(questions[0]?.ids.length, limits.deliveryEvents);
    assert.equal(questions[0]?.ids[0], 'id-50');
  });

  it('asks for all of a closed group in sight that there is room for, its newest first', () => {
    const events = [...burstOf(150), ...eventsFrom(200, 3)];
    const state = panelAfter({ events }, traffic({}));
    startFeed(seeing(0, 3, state));
    const ids = questions[0]?.ids ?? [];
    assert.deepEqual(ids.slice(0, 5), ['id-149', 'id-200', 'id-201', 'id-202', 'id-148']);
    assert.deepEqual([ids.at(-1), ids.length], ['id-53', limits.deliveryEvents]);
  });

  it('shares the room between the groups, and leaves open ones to their rows', () => {
    const ofType = (type: string, first: number) => burstOf(150).map((event, n) => ({ ...event, id: `${type}-${first + n}`, type }));
    const state = panelAfter({ events: [...ofType('a', 0), ...ofType('b', 0), ...burstOf(4)] }, traffic({}));
    const key = state.items.at(2)?.key ?? 0;
    startFeed(seeing(0, 2, reduce(state, { kind: 'groupToggled', key })));
    const ids = questions[0]?.ids ?? [];
    assert.deepEqual(
      ['a-', 'b-', 'id-'].map((prefix) => ids.filter((id) => id.startsWith(prefix)).length),
      [48, 48, 4],
    );
  });

  it('asks nothing while no hub is on, or it has no target', () => {
    const { status } = snapshotOf({ status: { state: 'stopped' } });
    startFeed({ ...seeing(0, 5), status }, { ...seeing(0, 5), stats: null }, { ...seeing(0, 5), stats: statsOf() });
    assert.equal(questions.length, 0);
    startFeed({ ...seeing(0, 5), status }, seeing(0, 5));
    assert.equal(questions.length, 1);
  });

  it('has one question under way, at most one a second, and then asks for the newest sight', async () => {
    startFeed(...[0, 20, 40, 60].map((from) => seeing(from, from + 10)));
    questions[0]?.answer([]);
    await settled();
    assert.equal(questions.length, 1);
    mock.timers.tick(1000);
    await settled();
    assert.deepEqual(
      questions.map(({ ids }) => ids.at(-1)),
      ['id-25', 'id-85'],
    );
  });

  it('rests while nothing changed', async () => {
    const feed = startFeed(seeing(0, 5));
    await answerAndRest(deliveryOf());
    for (const delivered of [8, 9]) feed.follow(seeing(0, 5, { ...shown, ...panelAfter({}, traffic({ delivered })), items: shown.items }));
    await answerAndRest();
    assert.equal(questions.length, 1);
  });

  it('asks again when something at the targets moved', async () => {
    const feed = startFeed(seeing(0, 5));
    await answerAndRest(retried);
    feed.follow({ ...seeing(0, 5), stats: statsOf({ targets: [targetOf({ failures: 1 })] }) });
    assert.equal(questions.length, 2);
  });

  it('keeps the marks when no answer came, and asks with the next change', async () => {
    const feed = startFeed(seeing(0, 5));
    questions[0]?.fail();
    await answerAndRest();
    assert.deepEqual(told, []);
    feed.follow(seeing(1, 6));
    assert.equal(questions.length, 2);
  });
});
