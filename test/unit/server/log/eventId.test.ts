import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatEventId, parseEventId } from '../../../../src/server/log/eventId.ts';

const tag = '0123456789abcdef';
const ids = fc.record(
  {
    epoch: fc.stringMatching(/^[0-9a-z]+$/),
    number: fc.nat({ max: 2 ** 31 }).map((number) => number * 4096),
    tag: fc.stringMatching(/^[0-9a-f]{16}$/),
  },
  { noNullPrototype: true },
);

test('an id is read as it was written', () => {
  fc.assert(fc.property(ids, (id) => assert.deepEqual(parseEventId(formatEventId(id)), id)));
});

test('an id has one spelling: what is read as an id is written as the same text', () => {
  const texts = fc.oneof(fc.string(), fc.stringMatching(/^[0-9a-f]{1,3}-[0-9]{1,15}-[0-9a-f]{15,17}$/));
  fc.assert(
    fc.property(texts, (text) => {
      const id = parseEventId(text);
      if (id) assert.equal(formatEventId(id), text);
    }),
  );
});

test('a text that no log gives as an id is none', () => {
  const numbers = ['', '-1', '01', '00', '1.5', '1e3', ' 1', '1 ', '+1', '9'.repeat(17), '1-1', '١'];
  const texts = [
    ...numbers.map((number) => `e-${number}-${tag}`),
    ...['', '-', '--', 'e', 'e-1', 'e-1-', `-1-${tag}`, `e-1-${tag}0`, `e-1-${tag.slice(1)}`, `e-1-${tag.toUpperCase()}`],
    ...[`e-1-${tag}\n`, `e-1-${tag} `, 'earliest'],
  ];
  for (const text of texts) assert.equal(parseEventId(text), undefined, JSON.stringify(text));
  assert.deepEqual(parseEventId(`e-0-${tag}`), { epoch: 'e', number: 0, tag });
});
