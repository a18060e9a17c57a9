import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { escapeActing, visibleLines, visibleText } from '../../../src/shared/visibleText.ts';
import { assertHarmless, honestTexts, hostileTexts } from '../../support/hostileTexts.ts';

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.constantFrom(...Object.values(hostileTexts), ...honestTexts, '\\', '"'), { maxLength: 4 }).map((parts) => parts.join('')),
);

describe('text of strangers', () => {
  it('shows what would act on the screen, and nothing is lost', () => {
    assert.equal(visibleText('a\u202eb\u2066c\u0007d\u2028e\ud800f\u{e0041}'), 'a\\u202eb\\u2066c\\u0007d\\u2028e\\ud800f\\udb40\\udc41');
  });

  for (const [name, text] of Object.entries(hostileTexts)) {
    it(`is harmless with ${name}`, () => assertHarmless(visibleText(text)));
  }

  for (const text of honestTexts) {
    it(`leaves ${text} as it is`, () => assert.equal(visibleText(text), text));
  }

  it('is harmless whatever it is made of, and does not change a second time', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const shown = visibleText(text);
        assertHarmless(shown);
        assert.equal(visibleText(shown), shown);
      }),
    );
  });

  it('that is JSON says the same', () => {
    fc.assert(
      fc.property(anyText, anyText, (key, value) => {
        const json = JSON.stringify({ [key]: [value] });
        for (const line of [visibleText(json), escapeActing(json)]) assert.deepEqual(JSON.parse(line), JSON.parse(json));
      }),
    );
  });

  it('keeps its lines and tabs where there is room for them, and nothing else that acts', () => {
    assert.equal(visibleLines('a\r\n\tb\u202e\rc\u001b[2J\n'), 'a\n\tb\\u202e\nc\\u001b[2J\n');
  });

  it('of a million characters is not worked on for long, however hostile', () => {
    // A rule that looks back over the whole text for each character would not come to an end.
    for (const piece of ['\u0301', '\u200d', 'é\ufe0f', '\u{e0100}', '"', '\\']) visibleText(piece.repeat(1_000_000 / piece.length));
  });
});

describe('stored JSON', () => {
  it('keeps the joiners that belong to words, wherever they stand', () => {
    assert.equal(escapeActing('ad\u200dmin\u{e0100}\ufe0f'), 'ad\u200dmin\u{e0100}\ufe0f');
    assert.equal(escapeActing('a\u202e\u009b\u00ad'), 'a\\u202e\\u009b\\u00ad');
  });
});
