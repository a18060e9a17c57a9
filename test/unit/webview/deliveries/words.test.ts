import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type DeliveryState, deliveryStates } from '../../../../src/shared/webhooks.ts';
import {
  canDiscard,
  canRetry,
  deliveryLooks,
  lastOutcomeText,
  outcomeText,
  reasonText,
  whyText,
} from '../../../../webview/deliveries/words.ts';
import { attemptOf, deliveryOf } from '../sample.ts';

const now = new Date(2026, 2, 2, 12);
const at = (seconds: number) => new Date(now.getTime() + seconds * 1000).toISOString();
const refused = attemptOf({ status: null, ms: 0.4, error: 'Nothing listens there.' });
const statesWhere = (can: (delivery: ReturnType<typeof deliveryOf>) => boolean): readonly DeliveryState[] =>
  deliveryStates.filter((state) => can(deliveryOf({ state })));

describe('a delivery in words', () => {
  it('has an icon and a word of its own in each state', () => {
    const looks = deliveryStates.map((state) => deliveryLooks[state]);
    assert.equal(new Set(looks.map(({ icon }) => icon)).size, deliveryStates.length);
    assert.equal(new Set(looks.map(({ word }) => word)).size, deliveryStates.length);
  });

  it('offers what the hub can do with it', () => {
    assert.deepEqual(statesWhere(canRetry), ['pending', 'failed', 'expired', 'discarded']);
    assert.deepEqual(statesWhere(canDiscard), ['pending', 'failed']);
  });

  it('tells how the last attempt went', () => {
    assert.equal(outcomeText(attemptOf({ status: 200, ms: 1234.6 })), '200 · 1,235 ms');
    assert.equal(outcomeText(refused), 'no answer · 1 ms');
    assert.equal(lastOutcomeText(deliveryOf({ attempts: [refused, attemptOf({ status: 503 })] })), '503 · 12 ms');
  });

  it('tells that nothing was tried yet', () => {
    assert.equal(lastOutcomeText(deliveryOf({ state: 'pending', attempts: [] })), 'not tried yet');
    assert.equal(lastOutcomeText(deliveryOf({ state: 'expired', attempts: [] })), '');
  });

  it('says when it is tried next, and why it has to be', () => {
    const waiting = deliveryOf({ state: 'pending', attempts: [refused], attemptCount: 3, nextAt: at(187) });
    assert.equal(reasonText(waiting, now), '3 attempts · next try 12:03:07 · Nothing listens there.');
    const due = deliveryOf({ state: 'pending', attempts: [], nextAt: new Date(now.getTime() - 1).toISOString() });
    assert.equal(reasonText(due, now), 'about to be tried');
    assert.equal(reasonText(deliveryOf({ state: 'failed', attempts: [refused], nextAt: at(187) }), now), 'Nothing listens there.');
    assert.equal(reasonText(deliveryOf({ state: 'expired', attempts: [] }), now), 'no receiver came in time');
    assert.equal(reasonText(deliveryOf(), now), '');
  });

  it('says on one line why it was given up', () => {
    const refusal = attemptOf({ status: 404, error: 'It answered 404.', answer: ' Not\nFound\n' });
    assert.equal(whyText(deliveryOf({ attempts: [refusal] })), 'It answered 404. · Not\\u000aFound');
    assert.equal(whyText(deliveryOf({ attempts: [attemptOf({ status: 410 })], attemptCount: 20 })), '410 · 20 attempts');
    assert.equal(whyText(deliveryOf({ attempts: [] })), '');
  });

  it('writes out what would act on the layout', () => {
    const evil = attemptOf({ error: '\u202egood' });
    assert.equal(reasonText(deliveryOf({ attempts: [evil] }), now), '\\u202egood');
  });
});
