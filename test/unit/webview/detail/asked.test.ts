import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ReactiveController } from 'lit';
import type { HubEvent } from '../../../../src/shared/events.ts';
import { Asked } from '../../../../webview/views/detail/asked.ts';
import { until } from '../../../support/until.ts';
import { eventAt, eventsFrom } from '../sample.ts';

/** An element, as far as `Asked` sees it. */
function hostOf() {
  const draws: number[] = [];
  const controllers: ReactiveController[] = [];
  const host = {
    addController: (controller: ReactiveController) => void controllers.push(controller),
    removeController: () => undefined,
    requestUpdate: () => void draws.push(1),
    updateComplete: Promise.resolve(true),
  };
  const disconnect = (): void => {
    for (const controller of controllers) controller.hostDisconnected?.();
  };
  return { host, draws, disconnect };
}

describe('what is asked about an event', () => {
  it('is asked once, and drawn when the answer is there', async () => {
    const { host, draws } = hostOf();
    const questions: HubEvent[] = [];
    const asked = new Asked(host, async (event) => questions.push(event));
    const event = eventAt(0);
    assert.equal(asked.about(event), undefined);
    assert.equal(asked.about(event), undefined);
    await new Promise(setImmediate);
    assert.deepEqual([asked.about(event), draws.length, questions], [{ value: 1 }, 1, [event]]);
  });

  it('is dropped when it comes after another question', async () => {
    const { host } = hostOf();
    const answers = new Map([0, 1].map((n) => [`id-${n}`, Promise.withResolvers<string>()]));
    const asked = new Asked(host, ({ id }) => answers.get(id ?? '')?.promise ?? Promise.reject(new Error('unknown')));
    const [first, second] = [eventAt(0), eventAt(1)];
    asked.about(first);
    asked.about(second);
    answers.get('id-1')?.resolve('second');
    await until(() => asked.about(second), 'the answer about the second');
    answers.get('id-0')?.resolve('first');
    await new Promise(setImmediate);
    assert.equal(asked.valueAbout(second), 'second');
  });

  it('is not asked about what is only passed on the way to another', async () => {
    const { host } = hostOf();
    const questions: HubEvent[] = [];
    const asked = new Asked(host, async (event) => questions.push(event));
    const events = eventsFrom(0, 5);
    for (const event of events) asked.about(event);
    await until(() => asked.about(events[4] ?? eventAt(4)), 'the answer about the last one');
    assert.deepEqual(questions, [events[0], events[4]]);
  });

  it('that fails says why, and is asked again on demand and when the element comes back', async () => {
    const { host, disconnect } = hostOf();
    let count = 0;
    const asked = new Asked(host, async () => {
      if (count++ === 0) throw new Error('broken');
      return count;
    });
    const event = eventAt(0);
    asked.about(event);
    await new Promise(setImmediate);
    assert.ok('error' in (asked.about(event) ?? {}));
    asked.again();
    await new Promise(setImmediate);
    assert.deepEqual(asked.about(event), { value: 2 });
    disconnect();
    assert.equal(asked.about(event), undefined);
  });
});
