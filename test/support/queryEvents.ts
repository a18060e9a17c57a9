import fc from 'fast-check';
import type { JsonObject, JsonValue } from '../../src/shared/json.ts';
import type { Searchable } from '../../src/shared/query/query.ts';

export const NOON = new Date('2026-11-22T12:00:00.000Z');

/** Few texts, so that queries find something, and those that a query language may stumble over. */
export const words = [
  'a',
  'b',
  'ab',
  'A',
  'agent',
  '5',
  '10',
  '',
  ' ',
  '"',
  '\\',
  '*',
  ',',
  '-',
  '.',
  ':',
  '>',
  'Σας',
  'ΣΑΣ',
  'İ',
  '\n',
  '\u202e',
  '💥',
  'null',
];

export const text = fc.oneof(
  fc.constantFrom(...words),
  fc.array(fc.constantFrom(...words), { maxLength: 4 }).map((parts) => parts.join('')),
);

export const keys = ['a', 'b', 'a.b', 'x y', '0', '"', '__proto__', 'count'];

const leaf: fc.Arbitrary<JsonValue> = fc.oneof(
  text,
  fc.constantFrom(0, -0.5, 5, 10, 1e21, true, false, null, '2026-11-22', '2026-11-22T10:30:00Z', '2026-11-22T11:30:00.000+01:00'),
);

/** Values as JSON has them: no `-0`, keys of their own. */
const value: fc.Arbitrary<JsonValue> = fc.letrec<{ value: JsonValue; object: JsonObject }>((tie) => ({
  value: fc.oneof({ depthSize: 'small', maxDepth: 4 }, leaf, fc.array(tie('value'), { maxLength: 3 }), tie('object')),
  object: objectOf(tie('value')),
})).value;

function objectOf(inner: fc.Arbitrary<JsonValue>): fc.Arbitrary<JsonObject> {
  const entries = fc.uniqueArray(fc.tuple(fc.constantFrom(...keys), inner), { maxLength: 4, selector: ([key]) => key });
  return entries.map(
    (pairs) => JSON.parse(`{${pairs.map(([key, of]) => `${JSON.stringify(key)}:${JSON.stringify(of)}`).join()}}`) as JsonObject,
  );
}

export const event: fc.Arbitrary<Searchable> = fc.record({
  id: fc.option(fc.constantFrom('e-1-a', 'e-2-b')),
  type: fc.constantFrom('agent.created', 'agent.Deleted', 'ΑΣ', 'a*b', 'a,b', 'order'),
  source: fc.option(text),
  timestamp: fc.constantFrom(
    '2026-11-22T10:29:59.999Z',
    '2026-11-22T10:30:00.000Z',
    '2026-11-22T11:59:00.000Z',
    '2026-11-21T23:00:00.000Z',
  ),
  data: objectOf(value),
});

export function eventWith(parts: Partial<Searchable> = {}): Searchable {
  return { id: 'e-1-a', type: 'agent.created', source: 'cli', timestamp: '2026-11-22T11:00:00.000Z', data: {}, ...parts };
}
