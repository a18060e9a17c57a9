import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type PanelMemory, PIN_CHARACTERS, PINS, RECENT_QUERIES } from '../../../src/shared/panel.ts';
import { noMemory, withFilter, withPin } from '../../../webview/memory.ts';
import { eventAt, eventsFrom, gaugeAt } from './sample.ts';

const pinsOf = ({ pins }: PanelMemory) => pins.map(({ id }) => id);
const sized = (n: number, characters: number) => eventAt(n, { data: { text: 'x'.repeat(characters - '{"text":""}'.length) } });

describe('filters that are remembered', () => {
  it('are the last ones, each once, the newest first', () => {
    const memory = ['a', 'b', ' a ', '', 'b', 'b'].reduce(withFilter, noMemory);
    assert.deepEqual(memory.queries, ['b', 'a']);
  });

  it('are no more than so many', () => {
    const all = Array.from({ length: RECENT_QUERIES + 2 }, (_, n) => `q${n}`);
    assert.deepEqual(all.reduce(withFilter, noMemory).queries, all.slice(2).toReversed());
  });
});

describe('pins', () => {
  it('are taken away by the same act', () => {
    const memory = withPin(withPin(noMemory, eventAt(0)), eventAt(1));
    assert.deepEqual(pinsOf(memory), ['id-0', 'id-1']);
    assert.deepEqual(pinsOf(withPin(memory, eventAt(0))), ['id-1']);
  });

  it('give way, the oldest first, where there are too many or they are too large', () => {
    assert.deepEqual(pinsOf(eventsFrom(0, PINS + 2).reduce(withPin, noMemory)).at(0), 'id-2');
    const large = [sized(0, 20), sized(1, PIN_CHARACTERS - 5), sized(2, 5000)];
    assert.deepEqual(pinsOf(large.slice(0, 2).reduce(withPin, noMemory)), ['id-1']);
    assert.deepEqual(pinsOf(large.reduce(withPin, noMemory)), ['id-2']);
  });

  it('are not made of what is larger than all of them may be, nor of gauges', () => {
    assert.equal(withPin(noMemory, sized(0, PIN_CHARACTERS + 1)), noMemory);
    assert.equal(withPin(noMemory, gaugeAt(1)), noMemory);
  });
});
