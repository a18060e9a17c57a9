import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clockTime, momentText, rowTime } from '../../../webview/time.ts';

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
