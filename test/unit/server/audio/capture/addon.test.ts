import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { loadAddon } from '../../../../../src/server/audio/capture/addon.ts';
import { tempWorkspace } from '../../../../support/tempWorkspace.ts';

describe('a compiled part', () => {
  const place = { package: 'picomatch', path: 'index.js' };

  it('is taken from the folder of the packaged extension', async () => {
    await using folder = await tempWorkspace({ 'part.cjs': 'module.exports = "packaged";' });
    assert.equal(loadAddon(join(folder.path, 'part.cjs'), place), 'packaged');
  });

  it('is taken from its npm package where that folder does not have it', async () => {
    await using folder = await tempWorkspace();
    assert.equal(typeof loadAddon(join(folder.path, 'part.cjs'), place), 'function');
  });

  it('is never looked for elsewhere when the packaged one does not load', async () => {
    await using folder = await tempWorkspace({ 'part.cjs': 'throw new Error("libasound.so.2 is missing");' });
    assert.throws(() => loadAddon(join(folder.path, 'part.cjs'), place), /libasound/);
  });

  it('that is nowhere is named in words', async () => {
    await using folder = await tempWorkspace();
    for (const nowhere of [undefined, { package: 'there-is-no-such-package', path: '' }])
      assert.throws(() => loadAddon(join(folder.path, 'part.cjs'), nowhere), /does not bring it for \w+-\w+$/);
  });
});
