import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { LoggedEvent } from '../../../src/shared/events.ts';
import { type PanelMemory, PIN_CHARACTERS, PINS, RECENT_QUERIES } from '../../../src/shared/panel.ts';
import { changedMemory, readPanelMemory } from '../../../src/shared/panelMemory.ts';

const noMemory: PanelMemory = { queries: [], pins: [] };

function sized(n: number, characters = 20): LoggedEvent {
  const data = { text: 'x'.repeat(characters - '{"text":""}'.length) };
  return { id: `id-${n}`, type: 'a', data, timestamp: new Date(n).toISOString(), source: null };
}

const withFilter = (memory: PanelMemory, query: string) => changedMemory(memory, { kind: 'filter', query });
const withPin = (memory: PanelMemory, event: LoggedEvent) => changedMemory(memory, { kind: 'pin', event });
const pinned = (...events: readonly LoggedEvent[]) => events.reduce(withPin, noMemory).pins.map(({ id }) => id);

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
  it('are set once, and taken away', () => {
    assert.deepEqual(pinned(sized(0), sized(1), sized(0)), ['id-0', 'id-1']);
    const memory = [sized(0), sized(1)].reduce(withPin, noMemory);
    assert.deepEqual(changedMemory(memory, { kind: 'unpin', id: 'id-0' }).pins, [sized(1)]);
  });

  it('give way, the oldest first, where there are too many or they are too large', () => {
    assert.equal(pinned(...Array.from({ length: PINS + 2 }, (_, n) => sized(n)))[0], 'id-2');
    const large = [sized(0), sized(1, PIN_CHARACTERS - 5), sized(2, 5000)];
    assert.deepEqual(pinned(...large.slice(0, 2)), ['id-1']);
    assert.deepEqual(pinned(...large), ['id-2']);
  });

  it('are not made of what is larger than all of them may be', () => {
    assert.equal(withPin(noMemory, sized(0, PIN_CHARACTERS + 1)), noMemory);
  });
});

describe('what was stored', () => {
  it('counts where it has the right type', () => {
    const stored = { queries: ['a', 7, null], pins: [sized(0), { id: 1 }, 'text'], more: true };
    assert.deepEqual(readPanelMemory(stored), { queries: ['a'], pins: [sized(0)] });
    for (const other of [null, undefined, 'text', []]) assert.deepEqual(readPanelMemory(other), noMemory);
  });
});
