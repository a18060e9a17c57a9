import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { blockText, clip, formatBytes, formatMs, jsonText, plural, splitCode } from '../../../webview/text.ts';
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
  });
});

describe('sentences', () => {
  it('count', () => {
    assert.deepEqual([plural(0, 'event'), plural(1, 'event'), plural(1200, 'event')], ['0 events', '1 event', '1,200 events']);
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
