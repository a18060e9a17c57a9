import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { limits } from '../../../../src/shared/api.ts';
import { FIXED_QUERY_CHARACTERS, fixTimes } from '../../../../src/shared/query/fixTimes.ts';
import { parseQuery } from '../../../../src/shared/query/parse.ts';
import { readIsoTime, readTime } from '../../../../src/shared/query/times.ts';
import { event } from '../../../support/queryEvents.ts';

/** Noon here, wherever that is. */
const now = new Date(2026, 10, 22, 12, 0, 0);
function local(year: number, month: number, ...rest: readonly number[]): number {
  const [day = 1, hours = 0, minutes = 0, seconds = 0, milliseconds = 0] = rest;
  return new Date(year, month, day, hours, minutes, seconds, milliseconds).getTime();
}

const table: readonly [text: string, time: number | undefined][] = [
  ['30s', now.getTime() - 30_000],
  ['5m', now.getTime() - 300_000],
  ['2H', now.getTime() - 7_200_000],
  ['1d', now.getTime() - 86_400_000],
  ['today', local(2026, 10, 22)],
  ['Yesterday', local(2026, 10, 21)],
  ['10:30', local(2026, 10, 22, 10, 30)],
  ['9:05', local(2026, 10, 22, 9, 5)],
  ['12:00', local(2026, 10, 22, 12)],
  ['12:00:00.001', local(2026, 10, 21, 12, 0, 0, 1)],
  ['23:30', local(2026, 10, 21, 23, 30)],
  ['2026-11-20', local(2026, 10, 20)],
  ['2026-11-20T10:30', local(2026, 10, 20, 10, 30)],
  ['2026-11-20 10:30:15', local(2026, 10, 20, 10, 30, 15)],
  ['2026-11-20t10:30z', Date.UTC(2026, 10, 20, 10, 30)],
  ['2026-11-20T10:30:00.123456+0130', Date.UTC(2026, 10, 20, 9, 0, 0, 123)],
  ['2026-11-20T10:30:00,5-01:30', Date.UTC(2026, 10, 20, 12, 0, 0, 500)],
  ['2028-02-29', local(2028, 1, 29)],
  ['2026-02-29', undefined],
  ['2026-13-01', undefined],
  ['25:00', undefined],
  ['10:60', undefined],
  ['5', undefined],
  ['5w', undefined],
  ['m', undefined],
  ['1.5h', undefined],
  ['-5m', undefined],
  ['', undefined],
  ['yesterdayy', undefined],
];
for (const [text, time] of table) {
  test(`the time ${JSON.stringify(text)} is ${time === undefined ? 'none' : new Date(time).toISOString()}`, () => {
    assert.equal(readTime(text, now), time);
  });
}

test('every time that JavaScript writes is read as what it is', () => {
  const property = fc.property(fc.date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true }), (date) => {
    assert.equal(readIsoTime(date.toISOString()), date.getTime());
  });
  fc.assert(property);
});

test('a query with fixed times says later, and elsewhere, what it says now', () => {
  const later = new Date(now.getTime() + 7 * 3_600_000);
  const piece = fc.constantFrom(
    'after:5m',
    '-before:"10:30"',
    'after:today',
    'BEFORE:2026-11-22',
    'type:agent.*',
    'data.x:"after:5m"',
    '"after:5m"',
    'after:',
    'data.at>10',
  );
  const property = fc.property(fc.array(piece, { maxLength: 4 }), fc.constantFrom(' ', '  \t'), event, (pieces, space, event) => {
    const query = pieces.join(space);
    const [before, after] = [parseQuery(query, now), parseQuery(fixTimes(query, now), later)];
    assert.ok(before.ok && after.ok);
    assert.equal(after.query.matches(event), before.query.matches(event));
  });
  fc.assert(property);
  assert.equal(fixTimes('x -after:"2026-11-22T10:30Z" before:nonsense', now), 'x -after:2026-11-22T10:30:00.000Z before:nonsense');
});

for (const term of ['after:1s', 'before:1d', '-after:"1s"', 'after:9999-12-31T23:59-12:00']) {
  test(`a query full of ${term} has room when its times are fixed`, () => {
    const query = `${term} `.repeat(Math.floor(limits.queryCharacters / (term.length + 1)));
    assert.ok(parseQuery(query, now).ok);
    const fixed = fixTimes(query, now);
    assert.ok(parseQuery(fixed, now, { maxCharacters: FIXED_QUERY_CHARACTERS }).ok, `${fixed.length} characters`);
  });
}
