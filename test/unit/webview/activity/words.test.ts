import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { count, emptyBucket, tallyOf } from '../../../../webview/activity/bucket.ts';
import { withTimes } from '../../../../webview/activity/timeTerms.ts';
import { peakText, tallyPieces, tallyText, timesText } from '../../../../webview/activity/words.ts';
import { parseFilter } from '../../../../webview/filter.ts';
import { eventAt } from '../sample.ts';

const noon = new Date(2026, 2, 2, 12);
const time = (second: number) => noon.getTime() + second * 1000;
const bucketOf = (...types: readonly string[]) => {
  const bucket = emptyBucket(0);
  for (const type of types) count(bucket, eventAt(0, { type }));
  return bucket;
};

describe('words about the activity', () => {
  it('name the commonest types first, of several steps together', () => {
    const tally = tallyOf([bucketOf('b', 'a', 'b'), bucketOf('c', 'b', 'a')]);
    assert.equal(tallyText(tally, 2), '6 events: 3 b, 2 a, 1 other');
    assert.equal(tallyText(tally, 5), '6 events: 3 b, 2 a, 1 c');
    assert.equal(tallyText(tallyOf([]), 2), '0 events');
  });

  it('are the same around types that are elements', () => {
    const tally = tallyOf([bucketOf('b', 'a', 'b')]);
    assert.equal(
      tallyPieces(tally, 2, (type) => `<${type}>`)
        .flat(3)
        .join(''),
      '3 events: 2 <b>, 1 <a>',
    );
    assert.deepEqual(tallyPieces(tallyOf([]), 2, String), ['0 events']);
  });

  it('let no type act on the layout', () => {
    assert.ok(!tallyText(tallyOf([bucketOf('\u202eevil')]), 2).includes('\u202e'));
  });

  it('say when, with an end where it is longer than a second', () => {
    assert.equal(timesText({ from: time(3), to: time(4) }, noon), '12:00:03');
    assert.equal(timesText({ from: time(3), to: time(8) }, noon), '12:00:03–12:00:08');
  });

  it('say how much the highest bar is', () => {
    assert.deepEqual([peakText(1200, 1000), peakText(4, 5000), peakText(4, 300_000)], ['peak 1,200/s', 'peak 4 in 5 s', 'peak 4 in 5 min']);
  });
});

describe('a time that is filtered on', () => {
  const lets = (query: string, second: number) => {
    const parsed = parseFilter(query, time(0));
    assert.ok(parsed.ok, query);
    return parsed.query.matches(eventAt(0, { timestamp: new Date(time(second)).toISOString() }));
  };

  it('is what was pointed at, to the millisecond, in every time zone', () => {
    const query = withTimes('', { from: time(3), to: time(5) });
    assert.deepEqual(
      [2.999, 3, 4.999, 5].map((second) => lets(query, second)),
      [false, true, true, false],
    );
  });

  it('is added to the filter that is there', () => {
    const query = withTimes('type:order.* ', { from: time(3), to: time(5) });
    assert.match(query, /^type:order\.\* after:\S+T12:00:03[+-]\d\d:\d\d before:\S+T12:00:05[+-]\d\d:\d\d$/);
    assert.equal(lets(query, 4), false);
  });
});
