import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { memoryChange, noMemory } from '../../../webview/memory.ts';
import { eventAt, gaugeAt } from './sample.ts';

const pinToggle = (event = eventAt(0)) => ({ kind: 'pinToggled', row: { kind: 'event', key: 1, event } }) as const;

describe('what a person does', () => {
  it('pins an event, or takes its pin away', () => {
    assert.deepEqual(memoryChange({ memory: noMemory, filter: '' }, pinToggle()), { kind: 'pin', event: eventAt(0) });
    const memory = { ...noMemory, pins: [eventAt(0)] };
    assert.deepEqual(memoryChange({ memory, filter: '' }, pinToggle()), { kind: 'unpin', id: 'id-0' });
  });

  it('pins no gauge', () =>
    assert.equal(
      memoryChange({ memory: noMemory, filter: '' }, { kind: 'pinToggled', row: { kind: 'event', key: 1, event: gaugeAt(0) } }),
      null,
    ));

  it('is to be remembered when a filter was used', () => {
    assert.deepEqual(memoryChange({ memory: noMemory, filter: 'ada' }, { kind: 'filterKept' }), { kind: 'filter', query: 'ada' });
  });

  it('is mostly nothing to remember', () => assert.equal(memoryChange({ memory: noMemory, filter: 'ada' }, { kind: 'cleared' }), null));
});
