import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isTooLong } from '../../../../webview/detail/prettyJson.ts';
import { PIECE_CHARACTERS, piecesOf, prettyText } from '../../../../webview/detail/rawText.ts';

describe('raw text', () => {
  it('on many lines has all digits', () => {
    assert.equal(prettyText('{"id":12345678901234567890,"x":1e400}'), '{\n  "id": 12345678901234567890,\n  "x": 1e400\n}');
  });

  it('that is no JSON stays as it is', () => {
    assert.equal(prettyText('{"a":'), '{"a":');
  });

  it('of 1 MB in lists within lists stays on its line', () => {
    const text = `${'['.repeat(60)}0${',0'.repeat(400_000)}${']'.repeat(60)}`;
    assert.ok(isTooLong(text));
    assert.equal(prettyText(text), text);
    const flat = `{"list":[0${',0'.repeat(400_000)}],"text":"${'[,'.repeat(400_000)}"}`;
    assert.ok(!isTooLong(flat));
    assert.equal(prettyText(flat), JSON.stringify(JSON.parse(flat), null, 2));
  });

  it('is whole in its pieces, whatever it is', () => {
    const texts = ['', 'short', 'x'.repeat(1_000_000), `${'line\n'.repeat(100_000)}`, '😀'.repeat(200_001), `x${'😀'.repeat(200_000)}`];
    for (const text of texts) {
      const pieces = piecesOf(text);
      assert.equal(pieces.join(''), text);
      for (const piece of pieces) assert.ok(piece.length > 0 && piece.length <= PIECE_CHARACTERS && piece.isWellFormed());
    }
  });

  it('is cut behind lines where there are lines', () => {
    const pieces = piecesOf(`${'a line of text\n'.repeat(20_000)}end`);
    assert.ok(pieces.length > 2);
    for (const piece of pieces.slice(0, -1)) assert.ok(piece.endsWith('\n'));
  });
});
