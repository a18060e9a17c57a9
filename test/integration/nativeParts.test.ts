import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { portaudioFiles } from '../../scripts/native/naudiodon.ts';
import { requireComplete, stageNative } from '../../scripts/native/stage.ts';
import { ownTarget, targets } from '../../scripts/native/targets.ts';
import { tempWorkspace } from '../support/tempWorkspace.ts';

/** System and processor that a compiled file is for, from its first bytes. */
function targetOf(file: Buffer): string | undefined {
  const [machO, elf] = [0xfeedfacf, 0x464c457f];
  const magic = file.readUInt32LE(0);
  if (magic === elf) return `linux-${{ 62: 'x64', 183: 'arm64' }[file.readUInt16LE(18)]}`;
  if (magic === machO) return `darwin-${{ 16777223: 'x64', 16777228: 'arm64' }[file.readUInt32LE(4)]}`;
  const header = file.readUInt32LE(0x3c);
  return file.toString('latin1', header, header + 2) === 'PE'
    ? `win32-${{ 34404: 'x64', 43620: 'arm64' }[file.readUInt16LE(header + 4)]}`
    : undefined;
}

describe('the compiled parts of a package', () => {
  for (const target of targets) {
    it(`are for its platform alone, and what is not there is told (${target})`, async () => {
      await using folder = await tempWorkspace({ 'left-over.node': '' });
      const { parts, remarks, isComplete } = await stageNative(target, folder.path);
      const files = (await readdir(folder.path)).sort();
      assert.ok(files.includes('pv_recorder.node') && files.includes('LICENSE.pvrecorder'));
      for (const file of files.filter((name) => name.endsWith('.node')))
        assert.equal(targetOf(await readFile(join(folder.path, file))), target);
      const hasNaudiodon = files.includes('naudiodon.node');
      assert.equal(parts.length, hasNaudiodon ? 2 : 1);
      if (!hasNaudiodon) assert.match(remarks.join(), new RegExp(`^naudiodon .*${target}`));
      if (target === ownTarget && portaudioFiles[target] !== undefined) assert.ok(hasNaudiodon);
      assert.equal(isComplete, hasNaudiodon || portaudioFiles[target] === undefined);
    });
  }

  it('are all there in what is made in CI for its own platform, or it is not made', { skip: ownTarget === undefined }, () => {
    const [own, other] = [targets.find((target) => target === ownTarget), targets.find((target) => target !== ownTarget)];
    assert.ok(own && other);
    const incomplete = { parts: [], remarks: ['pvrecorder is not installed'], isComplete: false };
    assert.throws(() => requireComplete(own, incomplete, true), /must have all compiled parts: pvrecorder is not installed\.$/);
    requireComplete(own, { ...incomplete, isComplete: true }, true);
    requireComplete(own, incomplete, false);
    requireComplete(other, incomplete, true);
  });
});
