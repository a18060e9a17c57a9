import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { actOfKey } from '../../../../webview/acts/keys.ts';

describe('a key of one letter', () => {
  it('is for the act of the table', () => {
    assert.equal(actOfKey('r', 'list'), 'resend');
    assert.equal(actOfKey('e', 'detail'), 'edit');
    assert.equal(actOfKey('x', 'list'), undefined);
  });

  it('is text in an input', () => {
    for (const key of ['r', 'n', '/']) assert.equal(actOfKey(key, 'input'), undefined);
  });

  it('leaves events alone where no event is in sight of the keyboard', () => {
    for (const area of ['rest', 'none'] as const) {
      assert.equal(actOfKey('r', area), undefined);
      assert.equal(actOfKey('/', area), 'focusFilter');
    }
  });
});
