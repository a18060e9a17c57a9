import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hueOf } from '../../../webview/hue.ts';

describe('hues', () => {
  it('differ between the families that stand beside each other most often', () => {
    const types = ['test.event', 'agent.created', 'frontend.file_changed', 'rental.created', 'user.signed_in'];
    assert.equal(new Set(types.map(hueOf)).size, types.length);
  });

  it('are the same within a family, however it is joined', () => {
    assert.equal(new Set(['agent', 'agent.created', 'agent_created', 'agent:x', 'agent/x', 'agent-x'].map(hueOf)).size, 1);
  });

  it('are among those that the style knows', () => {
    for (const type of ['', '.', '\u202e', '😀', 'x'.repeat(200)]) assert.ok([0, 1, 2, 3, 4].includes(hueOf(type)), type);
  });
});
