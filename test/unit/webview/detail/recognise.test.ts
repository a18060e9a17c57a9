import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { agoText } from '../../../../webview/detail/ago.ts';
import { recognise } from '../../../../webview/detail/recognise.ts';

const NOON = Date.parse('2026-03-02T12:00:00Z');

describe('what is recognised', () => {
  it('is a time with a zone, in all forms that people write', () => {
    const texts = ['2026-03-02T12:00:00Z', '2026-03-02T13:00:00.000+01:00', '2026-03-02 12:00:00,000000z', '2026-03-02T07:00-0500'];
    for (const text of texts) assert.deepEqual(recognise('x', text), { kind: 'time', at: NOON }, text);
  });

  it('is no time that could be another one, or none', () => {
    const texts = [
      '2026-03-02T12:00:00',
      '2026-03-02',
      '2026-13-02T12:00:00Z',
      '12:00',
      'at 2026-03-02T12:00:00Z',
      '2026-03-02T12:00:00Z\n',
    ];
    for (const text of texts) assert.equal(recognise('created_at', text), null, text);
  });

  it('is a number of seconds or milliseconds under the name of a time', () => {
    for (const key of ['created_at', 'updatedAt', 'timestamp', 'ts', 'sent_ts', 'eventTime', 'at'])
      for (const value of [NOON, NOON / 1000]) assert.deepEqual(recognise(key, value), { kind: 'time', at: NOON }, key);
    for (const key of ['count', 'format', 'What', 'data', 'is_at_home']) assert.equal(recognise(key, NOON), null, key);
    for (const value of [0, -1, 17, 1e11, Number.NaN, 1e18]) assert.equal(recognise('timestamp', value), null, String(value));
  });

  it('is an address of the web, and nothing that could run', () => {
    for (const text of ['http://localhost:5173/api?x=1#y', 'https://hooks.example.com/T0/B1', 'wss://a.test/']) {
      assert.deepEqual(recognise('x', text), { kind: 'url' }, text);
    }
    const others = [
      'javascript:alert(1)',
      'data:text/html,x',
      'command:workbench.action.quit',
      'file:///etc/passwd',
      'http://',
      'http://a b',
    ];
    for (const text of [...others, 'see http://a.test', 'http://[x']) assert.equal(recognise('url', text), null, text);
  });

  it('is looked for in short texts only', () => {
    assert.equal(recognise('x', `https://a.test/${'x'.repeat(1_000_000)}`), null);
  });
});

describe('how long ago', () => {
  it('is told in one unit', () => {
    const cases = [
      [0, 'now'],
      [999, 'now'],
      [1000, '1 s ago'],
      [59_999, '59 s ago'],
      [5 * 60_000, '5 min ago'],
      [3 * 3_600_000, '3 h ago'],
      [86_400_000, '1 day ago'],
      [400 * 86_400_000, '400 days ago'],
      [-90_000, 'in 1 min'],
    ] as const;
    for (const [ms, text] of cases) assert.equal(agoText(NOON - ms, NOON), text);
  });
});
