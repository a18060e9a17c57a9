import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clockTime } from '../../../webview/time.ts';

describe('time of day', () => {
  it('is local and has milliseconds', () => {
    const date = new Date(2026, 2, 2, 7, 5, 3, 9);
    assert.deepEqual(clockTime(date.toISOString()), { seconds: '07:05:03', milliseconds: '.009' });
  });

  it('says when there is none', () => {
    assert.equal(clockTime('yesterday').seconds, '--:--:--');
  });
});
