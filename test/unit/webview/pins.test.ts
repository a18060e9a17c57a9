import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { HubEvent } from '../../../src/shared/events.ts';
import { type PanelMemory, PIN_CHARACTERS, PINS } from '../../../src/shared/panel.ts';
import { noMemory } from '../../../webview/memory.ts';
import { pinRow } from '../../../webview/pins/pinRow.ts';
import { pinWords } from '../../../webview/pins/words.ts';
import { initialState, reduce } from '../../../webview/store.ts';
import { eventAt, eventsFrom, gaugeAt, panelAfter } from './sample.ts';

const toggling = (event: HubEvent) => ({ kind: 'pinToggled', row: { kind: 'event', key: 1, event } }) as const;
const wordsFor = (event: HubEvent, before: PanelMemory = noMemory) =>
  pinWords(event, before, reduce({ ...initialState, memory: before }, toggling(event)).memory);
const sized = (n: number, characters: number) => eventAt(n, { data: { text: 'x'.repeat(characters) } });

describe('words about a pin', () => {
  it('say what became of it', () => {
    assert.equal(wordsFor(eventAt(0)), 'Pinned');
    assert.equal(wordsFor(eventAt(0), { ...noMemory, pins: [eventAt(0)] }), 'Unpinned');
  });

  it('say that older ones gave way', () => {
    assert.equal(wordsFor(eventAt(99), { ...noMemory, pins: eventsFrom(0, PINS) }), 'Pinned; the oldest pin gave way');
    const pins = [sized(0, PIN_CHARACTERS / 3), sized(1, PIN_CHARACTERS / 3), eventAt(2)];
    assert.equal(wordsFor(sized(3, PIN_CHARACTERS - 200), { ...noMemory, pins }), 'Pinned; the oldest 2 pins gave way');
  });

  it('say why there is none', () => {
    assert.equal(wordsFor(sized(0, PIN_CHARACTERS)), 'This event is too large to be pinned.');
    assert.equal(wordsFor(gaugeAt(0)), 'What is not in the log cannot be pinned.');
  });
});

describe('the row of a pin', () => {
  it('is that of the list while it is there', () => {
    const { rows } = panelAfter({ events: eventsFrom(0, 3) });
    assert.equal(pinRow([eventAt(1)], eventAt(1), rows), rows.at(1));
  });

  it('is one of its own when the list has none', () => {
    const pins = [eventAt(7), eventAt(8)];
    const { rows } = panelAfter({ events: eventsFrom(0, 3) });
    assert.deepEqual(
      pins.map((pin) => pinRow(pins, pin, rows)),
      [
        { kind: 'event', key: -1, event: pins[0] },
        { kind: 'event', key: -2, event: pins[1] },
      ],
    );
  });
});

describe('pinned events', () => {
  it('outlive a clear', () => {
    const { memory } = panelAfter({ events: eventsFrom(0, 3) }, toggling(eventAt(1)), { kind: 'cleared' });
    assert.deepEqual(memory.pins, [eventAt(1)]);
  });
});
