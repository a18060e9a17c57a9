import assert from 'node:assert/strict';
import { mkdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileBackend } from '../../../../../src/server/audio/capture/file.ts';
import { type TempWorkspace, tempWorkspace } from '../../../../support/tempWorkspace.ts';
import { within } from '../../../../support/until.ts';
import { floatWav } from '../../../../support/wav.ts';

let folder: TempWorkspace;
before(async () => {
  folder = await tempWorkspace();
});
after(() => folder.dispose());

/** Fails to open and to list, or only to open, with the same words. */
async function assertRefused(path: string, code: string, message: string, isListed = false): Promise<void> {
  await assert.rejects(within(fileBackend.open(path), 'a refusal'), { code, message });
  if (!isListed) await assert.rejects(within(fileBackend.listDevices(path), 'a refusal'), { code, message });
}

describe('the file back end', () => {
  it('lists the file that is named, and says so when none is', async () => {
    const path = join(folder.path, 'a.wav');
    await writeFile(path, floatWav(Float32Array.of(0.5)));
    assert.deepEqual(await fileBackend.listDevices(path), [
      { id: path, name: 'a.wav', isDefault: true, channels: null, defaultSampleRate: null },
    ]);
    const none = { code: 'no-microphone', message: /none was named/ };
    await assert.rejects(fileBackend.listDevices(null), none);
    await assert.rejects(fileBackend.open(null), none);
  });

  it('says that there is no such file', async () => {
    const path = join(folder.path, 'missing.wav');
    await assertRefused(path, 'microphone-not-found', `There is no file "${path}".`);
  });

  it('says why a file cannot be played', async () => {
    const path = join(folder.path, 'notes.txt');
    await writeFile(path, 'no sound at all');
    await assertRefused(path, 'microphone-failed', `"${path}" cannot be played: it is not a WAV file.`, true);
    await writeFile(path, '');
    await assertRefused(path, 'microphone-failed', `"${path}" cannot be played: it is empty.`);
    await truncate(path, 513 * 2 ** 20);
    await assertRefused(path, 'microphone-failed', `"${path}" cannot be played: it is larger than 512 MiB.`);
  });

  it('refuses a folder at once', async () => {
    const path = join(folder.path, 'sounds');
    await mkdir(path);
    await assertRefused(path, 'microphone-failed', `"${path}" cannot be played: it is a folder.`);
  });

  it('refuses a device that never ends at once', { skip: process.platform === 'win32' && 'no such device' }, async () => {
    await assertRefused('/dev/zero', 'microphone-failed', '"/dev/zero" cannot be played: it is not a file.');
  });
});
