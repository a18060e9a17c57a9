import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clip, plural, splitCode, visibleText } from '../../../webview/text.ts';

describe('text of strangers', () => {
  it('writes out what would act on the layout and leaves the rest', () => {
    assert.equal(visibleText('a\u202eb\u2066c\u0007d\u2028e'), 'a\\u202eb\\u2066c\\u0007d\\u2028e');
    assert.equal(visibleText('שלום 👩‍💻 é'), 'שלום 👩‍💻 é');
  });

  it('is cut between characters', () => {
    assert.equal(clip('abc', 3), 'abc');
    assert.equal(clip('abcd', 3), 'abc…');
    assert.equal(clip('ab😀d', 3), 'ab…');
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
