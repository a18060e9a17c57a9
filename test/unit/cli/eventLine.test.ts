import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { eventLine as lineOf } from '../../../src/cli/eventLine.ts';
import type { HubEvent } from '../../../src/shared/events.ts';
import { parseExactJson } from '../../../src/shared/jsonText.ts';
import { assertHarmless, honestTexts, hostileTexts } from '../../support/hostileTexts.ts';

const event: HubEvent = { id: 'x-1', type: 'agent.created', data: { id: 7 }, timestamp: '2024-05-06T07:08:09.010Z', source: 'shop' };
const time = new Date(event.timestamp).toTimeString().slice(0, 8);

function eventLine(shown: HubEvent, columns: number): string {
  return lineOf(shown, { columns });
}

test('an event is time, type, data and source', () => {
  assert.equal(eventLine(event, 120), `${time}  agent.created  {"id":7}  (shop)`);
});

test('without a source there are no parentheses', () => {
  assert.equal(eventLine({ ...event, source: null, id: null }, 120), `${time}  agent.created  {"id":7}`);
});

test('where it may be of another day, the date is there', () => {
  const at = new Date(2024, 4, 6, 7, 8, 9);
  const line = lineOf({ ...event, timestamp: at.toISOString() }, { columns: 120, isDated: true });
  assert.equal(line, '2024-05-06 07:08:09  agent.created  {"id":7}  (shop)');
});

test('in colors the time is dim, and types of a family are of one color', () => {
  const partsOf = (type: string) => lineOf({ ...event, type }, { columns: 120, isColored: true }).split('\u001b[');
  const [, dim, notDim, created, rest] = partsOf('agent.created');
  assert.deepEqual([dim, notDim, rest], [`2m${time}`, '22m', '39m  {"id":7}  (shop)']);
  const [color] = created?.split('m', 1) ?? [];
  assert.deepEqual([created, partsOf('agent.gone')[3]], [`${color}m  agent.created`, `${color}m  agent.gone`]);
  assert.notEqual(partsOf('order.paid')[3], `${color}m  order.paid`);
});

test('colors change nothing of what is shown, wherever the line is cut', () => {
  const property = fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 60 }), (type, columns) => {
    const shown = { ...event, type };
    assert.equal(stripVTControlCharacters(lineOf(shown, { columns, isColored: true })), lineOf(shown, { columns }));
  });
  fc.assert(property);
});

test('large integers keep their digits', () => {
  const json = `{"id":"x","type":"tweet","data":{"id":12345678901234567890},"timestamp":"${event.timestamp}","source":null}`;
  assert.equal(lineOf(parseExactJson(json) as HubEvent, { columns: 120 }), `${time}  tweet  {"id":12345678901234567890}`);
});

test('no character that a terminal obeys gets through, wherever it is', () => {
  const text = fc
    .array(fc.constantFrom(...Object.values(hostileTexts), ...honestTexts, '\u009b'), { maxLength: 4 })
    .map((parts) => parts.join(''));
  const property = fc.property(text, text, text, text, (type, key, value, source) => {
    for (const columns of [80, Number.POSITIVE_INFINITY])
      assertHarmless(eventLine({ ...event, type, data: { [key]: value }, source }, columns));
  });
  fc.assert(property);
});

test('a hostile character leaves a mark, so that two types do not look the same', () => {
  assert.match(eventLine({ ...event, type: 'a\u202eb' }, 120), / {2}a\\u202eb {2}/);
});

test('a line that just fits is left alone, a longer one is cut', () => {
  const whole = eventLine(event, 1000);
  assert.equal(eventLine(event, whole.length), whole);
  assert.equal(eventLine(event, whole.length - 1), `${whole.slice(0, whole.length - 2)}…`);
  assert.equal(eventLine(event, 1), '…');
});

test('a cut does not go through a character', () => {
  for (let columns = 1; columns < 60; columns++) {
    const line = eventLine({ ...event, type: '\u{1f600}'.repeat(20) }, columns);
    assert.ok(line.isWellFormed(), line);
  }
});

const widths: readonly [text: string, cells: number][] = [
  ['abc', 3],
  ['é', 1],
  ['e\u0301', 1],
  ['日本', 4],
  ['한글', 4],
  ['カナ', 4],
  ['\u{1f600}', 2],
  ['ＡＢ', 4],
  ['葛\u{e0100}', 2],
];
for (const [text, cells] of widths) {
  test(`${JSON.stringify(text)} takes ${cells} cells`, () => {
    const shown = { ...event, type: text, data: {}, source: null };
    const columns = `${time}    {}`.length + cells;
    assert.equal(eventLine(shown, columns), `${time}  ${text}  {}`);
    assert.equal(eventLine(shown, columns - 1), `${time}  ${text}  …`);
  });
}
