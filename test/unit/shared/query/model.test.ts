import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { JsonValue } from '../../../../src/shared/json.ts';
import { parseQuery } from '../../../../src/shared/query/parse.ts';
import type { Searchable } from '../../../../src/shared/query/query.ts';
import { quoted } from '../../../../src/shared/query/write.ts';
import { event, keys, NOON, text } from '../../../support/queryEvents.ts';

/** A term as the documentation describes it: how it is written, and whether an event is so. */
type ModelTerm = { readonly query: string; readonly isTrue: (event: Searchable) => boolean };

/** Pieces between stars; each piece is meant as it is. */
const pattern = fc.array(text, { minLength: 1, maxLength: 3 });

const sigma = (text: string) => text.toLowerCase().replaceAll('ς', 'σ');

function asRegExp(pieces: readonly string[]): RegExp {
  const escaped = pieces.map((piece) => sigma(piece).replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'));
  return new RegExp(`^${escaped.join('[^]*')}$`);
}

function written(pieces: readonly string[]): string {
  return pieces.map(quoted).join('*');
}

/** All values at a path, arrays taken apart. */
function valuesAt(value: JsonValue | undefined, path: readonly string[]): readonly JsonValue[] {
  const [key, ...rest] = path;
  if (value === undefined) return [];
  if (Array.isArray(value)) {
    const isIndex = key !== undefined && /^\d+$/.test(key);
    return isIndex
      ? valuesAt((value as readonly JsonValue[])[Number(key)], rest)
      : value.flatMap((element: JsonValue) => valuesAt(element, path));
  }
  if (key === undefined) return [value];
  if (typeof value !== 'object' || value === null) return [];
  return valuesAt(Object.entries(value).find(([name]) => name === key)?.[1], rest);
}

const asText = (value: JsonValue) => (typeof value === 'string' ? value : JSON.stringify(value));

const textTerm = text
  .filter((text) => text !== '')
  .map((wanted): ModelTerm => {
    const forms = [wanted, JSON.stringify(wanted).slice(1, -1)].map(sigma);
    const isTrue = ({ type, source, data }: Searchable) => {
      const searched = sigma([type, source ?? '', JSON.stringify(data)].join('\n'));
      return forms.some((form) => searched.includes(form));
    };
    return { query: quoted(wanted), isTrue };
  });

const typeTerm = fc.array(pattern, { minLength: 1, maxLength: 3 }).map((patterns): ModelTerm => {
  const wanted = patterns.map((pieces) => asRegExp(pieces));
  return { query: `type:${patterns.map(written).join()}`, isTrue: ({ type }) => wanted.some((one) => one.test(sigma(type))) };
});

const path = fc.array(fc.constantFrom(...keys), { minLength: 1, maxLength: 3 });
const pathText = (keys: readonly string[]) => `data.${keys.map(quoted).join('.')}`;

const valueTerm = fc.tuple(path, pattern).map(([path, pieces]): ModelTerm => {
  const wanted = asRegExp(pieces);
  const number = pieces.length === 1 && /^-?\d+$/.test(pieces[0] ?? '') ? Number(pieces[0]) : undefined;
  const isAnything = pieces.length > 1 && pieces.every((piece) => piece === '');
  const isSo = (value: JsonValue) => (isAnything ? value !== null : value === number || wanted.test(sigma(asText(value))));
  return { query: `${pathText(path)}:${written(pieces)}`, isTrue: ({ data }) => valuesAt(data, path).some(isSo) };
});

const compare = {
  '>': (one: number, other: number) => one > other,
  '>=': (one: number, other: number) => one >= other,
  '<': (one: number, other: number) => one < other,
  '<=': (one: number, other: number) => one <= other,
} as const;

const comparison = fc
  .tuple(
    path,
    fc.constantFrom(...(['>', '>=', '<', '<='] as const)),
    fc.constantFrom('5', '-0.5', '10.0', '1e21', '2026-11-22T10:30Z', '2026-11-22T10:00Z'),
  )
  .map(([path, sign, right]): ModelTerm => {
    const isTime = right.includes('T');
    const numberIn = (value: JsonValue) =>
      typeof value === 'number' || /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(String(value)) ? Number(value) : Number.NaN;
    const timeIn = (value: JsonValue) => (/^2026-11-22T/.test(String(value)) ? Date.parse(String(value)) : Number.NaN);
    // A date alone is local, which the other tests look at.
    const isSo = (value: JsonValue) =>
      isTime ? compare[sign](timeIn(value), Date.parse(right)) : compare[sign](numberIn(value), Number(right));
    return { query: `${pathText(path)}${sign}${right}`, isTrue: ({ data }) => valuesAt(data, path).some(isSo) };
  });

const timeTerm = fc.constantFrom<ModelTerm>(
  { query: 'after:2026-11-22T10:30Z', isTrue: ({ timestamp }) => Date.parse(timestamp) >= Date.parse('2026-11-22T10:30Z') },
  { query: 'before:2026-11-22T11:30+01:00', isTrue: ({ timestamp }) => Date.parse(timestamp) < Date.parse('2026-11-22T10:30Z') },
  { query: 'after:1h', isTrue: ({ timestamp }) => Date.parse(timestamp) >= NOON.getTime() - 3_600_000 },
);

const term = fc.oneof(textTerm, typeTerm, valueTerm, comparison, timeTerm);

/** The data has dates alone too, which are local: here only what the model knows. */
const plainEvent = event.filter(({ data }) => !JSON.stringify(data).includes('"2026-11-22"'));

test('every query lets through what its terms say, all of them together', () => {
  const terms = fc.array(fc.tuple(fc.boolean(), term), { maxLength: 3 });
  const property = fc.property(terms, fc.array(plainEvent, { minLength: 1, maxLength: 5 }), (terms, events) => {
    const query = terms.map(([isNegated, { query }]) => `${isNegated ? '-' : ''}${query}`).join('  ');
    const parsed = parseQuery(query, NOON);
    assert.ok(parsed.ok, query);
    for (const event of events) {
      const expected = terms.every(([isNegated, { isTrue }]) => isTrue(event) !== isNegated);
      assert.equal(parsed.query.matches(event), expected, `${query} ${JSON.stringify(event)}`);
    }
  });
  fc.assert(property, { numRuns: 2000 });
});
