import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { completeGlob, currentGlob, globOf, seenTypes } from '../../../webview/filter.ts';
import { eventAt, panelAfter } from './sample.ts';

describe('type filter', () => {
  it('offers the most frequent types first', () => {
    const { rows } = panelAfter({
      events: [eventAt(0, { type: 'b' }), eventAt(1, { type: 'c' }), eventAt(2, { type: 'c' }), eventAt(3, { type: 'a' })],
    });
    assert.deepEqual(
      seenTypes(rows).map(({ type, count }) => `${type} ${count}`),
      ['c 2', 'a 1', 'b 1'],
    );
  });

  it('completes the glob that is being typed', () => {
    assert.equal(currentGlob('agent.*, ren'), 'ren');
    assert.equal(completeGlob('agent.*, ren', 'rental.created'), 'agent.*, rental.created');
    assert.equal(completeGlob('ren', 'rental.created'), 'rental.created');
  });

  it('means a type with a comma by a wildcard', () => {
    assert.equal(globOf(' a,b '), '*a*b*');
  });
});
