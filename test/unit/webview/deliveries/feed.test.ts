import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { DevSyncError } from '../../../../src/shared/errors.ts';
import type { Delivery, DeliveryState, TargetStats } from '../../../../src/shared/webhooks.ts';
import { DeliveryFeed } from '../../../../webview/deliveries/feed.ts';
import { type ToldDeliveries, topicOf, type WantedDeliveries } from '../../../../webview/deliveries/told.ts';
import type { Action, PanelState } from '../../../../webview/store.ts';
import { deliveryOf, eventAt, gaugeAt, panelAfter, snapshotOf, statsOf, targetOf } from '../sample.ts';

type Question = { readonly wanted: WantedDeliveries; answer(deliveries: readonly Delivery[]): void; fail(error: unknown): void };

const questions: Question[] = [];
const told: ToldDeliveries[] = [];
let take: (answer: ToldDeliveries) => void;
const select = (n: number): Action => ({ kind: 'selected', row: { kind: 'event', key: n, event: eventAt(n) } });
const traffic = (target: Partial<TargetStats>): Action => ({ kind: 'stats', stats: statsOf({ targets: [targetOf(target)] }) });
const lastTold = () => told.at(-1) ?? assert.fail('nothing was told');
const asked = () => questions.map(({ wanted }) => topicOf(wanted));
const settled = () => new Promise((resolve) => setImmediate(resolve));

function startFeed(...states: readonly PanelState[]): DeliveryFeed {
  const ask = (wanted: WantedDeliveries) => new Promise<readonly Delivery[]>((answer, fail) => questions.push({ wanted, answer, fail }));
  const feed = new DeliveryFeed(ask, (answer) => take(answer));
  for (const state of states) feed.follow(state);
  return feed;
}

describe('the feed of deliveries', () => {
  beforeEach(() => {
    questions.length = 0;
    told.length = 0;
    take = (answer) => told.push(answer);
  });

  it('asks for the event of the detail, and once', async () => {
    const state = panelAfter({}, select(1));
    startFeed(panelAfter({}), state, state);
    assert.deepEqual(asked(), ['{"event":"id-1"}']);
    questions[0]?.answer([deliveryOf()]);
    await settled();
    assert.deepEqual(told, [{ wanted: { event: 'id-1' }, deliveries: [deliveryOf()] }]);
    assert.equal(questions.length, 1);
  });

  it('asks for what failed while its list is in sight', () => {
    startFeed(panelAfter({}, { kind: 'failedShown' }));
    assert.deepEqual(asked(), ['{"state":"failed"}']);
  });

  it('does not ask about a gauge, nor while no hub is on', () => {
    const gauge: Action = { kind: 'selected', row: { kind: 'event', key: 1, event: gaugeAt(1) } };
    const { status } = snapshotOf({ status: { state: 'stopped' } });
    startFeed(panelAfter({}, gauge), panelAfter({}, select(1), { kind: 'status', status }));
    assert.deepEqual(asked(), []);
  });

  it('asks again when something at the targets moved, not when a rate did', async () => {
    const feed = startFeed(panelAfter({}, select(1), traffic({ queued: 1 })));
    questions[0]?.answer([]);
    await settled();
    feed.follow(panelAfter({}, select(1), traffic({ queued: 1, perSecond: 10 })));
    assert.equal(questions.length, 1);
    feed.follow(panelAfter({}, select(1), traffic({ queued: 0 })));
    assert.equal(questions.length, 2);
  });

  it('does not ask because of levels, which nobody of the event waits for', async () => {
    const failed: Action = { kind: 'failedShown' };
    for (const [inSight, answer] of [
      [select(1), [deliveryOf()]],
      [failed, []],
    ] as const) {
      const before = questions.length;
      const feed = startFeed(panelAfter({}, inSight, traffic({})));
      questions.at(-1)?.answer(answer);
      await settled();
      const answered: Action = { kind: 'deliveries', told: lastTold() };
      for (const delivered of [8, 18, 28]) feed.follow(panelAfter({}, inSight, answered, traffic({ delivered, failures: delivered })));
      assert.equal(questions.length, before + 1, JSON.stringify(lastTold().wanted));
    }
  });

  it('asks again when a target has taken something and the event may be it', async () => {
    const toldOf = (state: DeliveryState): Action => ({
      kind: 'deliveries',
      told: { wanted: { event: 'id-1' }, deliveries: [deliveryOf({ state })] },
    });
    for (const [answered, queued] of [
      [[toldOf('pending')], 0],
      [[toldOf('delivered')], 3],
      [[], 0],
    ] as const) {
      const before = questions.length;
      const feed = startFeed(panelAfter({}, select(1), ...answered, traffic({ queued })));
      questions.at(-1)?.answer([]);
      await settled();
      feed.follow(panelAfter({}, select(1), ...answered, traffic({ queued, delivered: 8 })));
      assert.equal(questions.length, before + 2);
    }
  });

  it('asks again for what failed when that is another number', async () => {
    const feed = startFeed(panelAfter({}, { kind: 'failedShown' }, traffic({})));
    questions[0]?.answer([]);
    await settled();
    feed.follow(panelAfter({}, { kind: 'failedShown' }, traffic({ queued: 9, state: 'open' })));
    assert.equal(questions.length, 1);
    feed.follow(panelAfter({}, { kind: 'failedShown' }, traffic({ queued: 9, state: 'open', failed: 1 })));
    assert.equal(questions.length, 2);
  });

  it('goes on after an answer that could not be shown', async () => {
    const feed = startFeed(panelAfter({}, select(1)));
    questions[0]?.answer([]);
    await settled();
    take = () => assert.fail('a drawing broke');
    const round = feed.refresh();
    questions[1]?.answer([]);
    await assert.rejects(round, /a drawing broke/);
    void feed.refresh();
    assert.equal(questions.length, 3);
  });

  it('has one question under way, and then asks the newest', async () => {
    startFeed(...[1, 2, 3, 4].map((n) => panelAfter({}, select(n))));
    assert.deepEqual(asked(), ['{"event":"id-1"}']);
    questions[0]?.answer([]);
    await settled();
    assert.deepEqual(asked(), ['{"event":"id-1"}', '{"event":"id-4"}']);
  });

  it('says why there is no answer, and goes on', async () => {
    const feed = startFeed(panelAfter({}, select(1)));
    questions[0]?.fail(new DevSyncError('hub-unreachable'));
    await settled();
    assert.equal(told[0]?.error?.code, 'hub-unreachable');
    void feed.refresh();
    assert.equal(questions.length, 2);
  });

  it('asks nothing more when nothing is in sight any more', async () => {
    const feed = startFeed(panelAfter({}, select(1)), panelAfter({}, select(1), { kind: 'detailClosed' }));
    questions[0]?.answer([]);
    await settled();
    void feed.refresh();
    assert.equal(questions.length, 1);
  });
});
