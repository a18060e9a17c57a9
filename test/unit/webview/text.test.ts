import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { blockText, clip, eventsText, formatBytes, formatMs, formatTenths, jsonText, splitAt, splitCode } from '../../../webview/text.ts';
import { assertHarmless, honestTexts, hostileTexts } from '../../support/hostileTexts.ts';

describe('text of strangers', () => {
  it('is copied as JSON that is easy to read, harmless and the same', () => {
    const value = { [`a${Object.values(hostileTexts).join('')}`]: [1, Object.values(hostileTexts), { '\t\n': honestTexts }] };
    const text = jsonText(value);
    for (const line of text.split('\n')) assertHarmless(line);
    assert.deepEqual(JSON.parse(text), value);
    assert.equal(jsonText({ a: [1] }), '{\n  "a": [\n    1\n  ]\n}');
  });

  it('is cut between characters', () => {
    assert.equal(clip('abc', 3), 'abc');
    assert.equal(clip('abcd', 3), 'abc…');
    assert.equal(clip('ab😀d', 3), 'ab…');
  });

  it('keeps its lines and tabs where there is room for them, and nothing else that acts', () => {
    assert.equal(blockText('a\r\n\tb\u202e\rc\u001b[2J\n\n'), 'a\n\tb\\u202e\nc\\u001b[2J');
  });
});

describe('figures', () => {
  it('have their unit', () => {
    assert.deepEqual([0, 999, 1000, 999_949, 999_950, 2.5e12].map(formatBytes), [
      '0 B',
      '999 B',
      '1.0 kB',
      '999.9 kB',
      '1.0 MB',
      '2500.0 GB',
    ]);
    assert.deepEqual([0.2, 12.4, 5000].map(formatMs), ['1 ms', '12 ms', '5,000 ms']);
    assert.deepEqual([-0.04, 3.25, 2500].map(formatTenths), ['0.0', '3.3', '2500.0']);
  });
});

describe('sentences', () => {
  it('count', () => {
    assert.deepEqual(
      [eventsText(0), eventsText(1), eventsText(1200), eventsText(5000, true)],
      ['0 events', '1 event', '1,200 events', '5,000+ events'],
    );
  });

  it('leave out their end where there is little room, in languages that let them', () => {
    assert.deepEqual(splitAt('8 s ago', '8 s'), { main: '8 s', rest: ' ago' });
    assert.deepEqual(splitAt('vor 8 s', '8 s'), { main: 'vor 8 s', rest: '' });
  });

  it('have code in backticks', () => {
    const parts = [
      { isCode: false, text: 'Use ' },
      { isCode: true, text: 'dev-sync serve' },
      { isCode: false, text: '.' },
    ];
    assert.deepEqual(splitCode('Use `dev-sync serve`.'), parts);
  });
});
