import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Line, LineSplitter } from '../../../src/cli/lineSplitter.ts';

function split(pieces: readonly Buffer[], mostBytes = 1000): Line[] {
  const splitter = new LineSplitter(mostBytes);
  return [...pieces.flatMap((piece) => [...splitter.feed(piece)]), ...splitter.rest()];
}

const textsOf = (lines: readonly Line[]) => lines.map(({ bytes }) => Buffer.from(bytes).toString());

test('wherever a stream is cut into pieces, its lines are the same', () => {
  const part = fc.constantFrom('\n', '\r\n', 'a', 'ü', '💥', '{"x":1}', '');
  const property = fc.property(fc.array(fc.array(part)), (parts) => {
    const text = parts.flat().join('');
    const expected = text.split('\n');
    if (expected.at(-1) === '') expected.pop();
    // Halves of characters, too.
    const bytes = Buffer.from(text);
    const cuts = parts.map(({ length }) => length);
    const pieces = [...cuts, bytes.length].map((cut, index) =>
      bytes.subarray(sum(cuts.slice(0, index)), index < cuts.length ? sum(cuts.slice(0, index)) + cut : undefined),
    );
    assert.deepEqual(textsOf(split(pieces)), expected);
  });
  fc.assert(property);
});

const sum = (numbers: readonly number[]) => numbers.reduce((all, number) => all + number, 0);

test('lines have their number, and the place behind them', () => {
  const lines = split([Buffer.from('ab\n\nc'), Buffer.from('d\nrest')]);
  assert.deepEqual(
    lines.map(({ number, end }) => [number, end]),
    [
      [1, 3],
      [2, 4],
      [3, 7],
      [4, 11],
    ],
  );
});

test('a line without an end is given when it is longer than the bound, not when all memory is full', () => {
  const splitter = new LineSplitter(10);
  assert.deepEqual([...splitter.feed(Buffer.alloc(10))], []);
  assert.deepEqual(
    [...splitter.feed(Buffer.alloc(1))].map(({ bytes }) => bytes.length),
    [11],
  );
});
