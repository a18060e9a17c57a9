import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readSavedView } from '../../../webview/host/host.ts';

describe('saved view', () => {
  it('takes what has the right type and forgets the rest', () => {
    assert.deepEqual(readSavedView({ query: 'a', timeMode: 'never', isPaused: true, detailShare: Number.NaN, other: 1 }), {
      query: 'a',
      isPaused: true,
    });
    assert.deepEqual(readSavedView({ detailShare: 0.5, areStatsOpen: true }), { detailShare: 0.5, areStatsOpen: true });
    assert.deepEqual(readSavedView({ areStatsOpen: 'yes' }), {});
    assert.deepEqual(readSavedView(undefined), {});
  });
});
