import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clockTime, deltaText, momentText, rowTime, spanText, type TimeMode } from '../../../webview/time.ts';
import { timeText, timeTitle, untilText } from '../../../webview/views/rowTime.ts';
import { timeAt } from './sample.ts';

describe('time of day', () => {
  it('is local and has milliseconds', () => {
    const date = new Date(2026, 2, 2, 7, 5, 3, 9);
    assert.deepEqual(clockTime(date.toISOString()), { main: '07:05:03', rest: '.009' });
  });

  it('says when there is none', () => {
    assert.equal(clockTime('yesterday').main, '--:--:--');
  });

  it('is the date for an event of another day', () => {
    const date = new Date(2026, 2, 2, 7, 5, 3, 9);
    assert.deepEqual(rowTime(date.toISOString(), new Date(2026, 2, 2, 23)), clockTime(date.toISOString()));
    assert.deepEqual(rowTime(date.toISOString(), new Date(2026, 2, 3)), { main: '03-02', rest: ' 07:05' });
  });

  it('is a moment in a sentence, of another day with its date', () => {
    const date = new Date(2026, 2, 2, 7, 5, 3, 9).toISOString();
    assert.equal(momentText(date, new Date(2026, 2, 2, 23)), '07:05:03');
    assert.equal(momentText(date, new Date(2026, 2, 3)), '03-02 07:05');
  });
});

describe('the time column', () => {
  const ago = (seconds: number) => timeText(timeAt(0), { mode: 'ago', now: new Date(timeAt(seconds)), before: undefined });

  it('says how long ago', () => {
    assert.deepEqual(ago(0.4), { main: 'now', rest: '' });
    assert.deepEqual(
      [12, 190, 7300].map((seconds) => ago(seconds)).map(({ main, rest }) => main + rest),
      ['12 s ago', '3 min ago', '2 h ago'],
    );
  });

  it('says how long after the row before', () => {
    const after = (seconds: number) => deltaText(timeAt(0), timeAt(seconds));
    assert.deepEqual([0, 0.12, 3.2, 59.99, 300, 7200, 200_000].map(after), [
      '+0 ms',
      '+120 ms',
      '+3.2 s',
      '+1.0 min',
      '+5.0 min',
      '+2.0 h',
      '+2.3 d',
    ]);
    assert.equal(after(-0.04), '−40 ms');
    assert.equal(deltaText(undefined, timeAt(0)), '—');
    assert.equal(deltaText(timeAt(0), 'yesterday'), '—');
  });

  it('says where a group ends, like its other cells', () => {
    const now = new Date(timeAt(12));
    const until = (seconds: number, mode: TimeMode, at = now) => untilText(timeAt(0), timeAt(seconds), { mode, now: at });
    const { main, rest } = clockTime(timeAt(1.5));
    assert.deepEqual(until(1.5, 'clock'), { main: `to ${main}`, rest });
    assert.deepEqual(until(1.5, 'ago'), { main: 'to 10 s', rest: ' ago' });
    assert.deepEqual(until(12, 'ago'), { main: 'to now', rest: '' });
    assert.deepEqual(until(1.5, 'delta'), { main: 'over 1.5 s', rest: '' });
  });

  it('says it once where both ends of a group read the same', () => {
    const [nextHour, nextDay] = [new Date(timeAt(3700)), new Date(timeAt(90_000))];
    assert.equal(untilText(timeAt(0), timeAt(1.5), { mode: 'ago', now: nextHour }), undefined);
    assert.equal(untilText(timeAt(0), timeAt(1.5), { mode: 'clock', now: nextDay }), undefined);
  });

  it('has all of it in its tooltip', () => {
    assert.match(timeTitle(timeAt(0)), /\n2026-03-02T09:15:00.000Z$/);
  });

  it('never says sixty of what has a larger unit', () => {
    for (let ms = 1; ms < 200_000_000; ms = Math.ceil(ms * 1.0003))
      assert.doesNotMatch(spanText(ms), /^(1000 ms|60\.0 |24\.0 h)/, String(ms));
  });
});
