import { existsSync } from 'node:fs';
import { copyFile, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pvrecorderFiles } from '../../src/server/audio/capture/pvrecorderFiles.ts';
import { root } from '../project.ts';
import { neededGlibc } from './glibc.ts';
import { buildNaudiodon, portaudioFiles } from './naudiodon.ts';
import { ownTarget, type Target } from './targets.ts';

/** What a package brings to capture sound with, and in a sentence each what it does not. */
export type Staged = { readonly parts: readonly string[]; readonly remarks: readonly string[] };

/** The same for one target. */
export type StagedTarget = Staged & {
  /** Whether everything that there can be for it is there, and runs on every system that it should. */
  readonly isComplete: boolean;
};

const licenses = join(root, 'scripts', 'native', 'licenses');

/** Fills a folder with all that the capture process loads on a target, and with the licences of that. */
export async function stageNative(target: Target, folder: string): Promise<StagedTarget> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const naudiodon = await buildNaudiodon(target);
  if ('folder' in naudiodon) {
    for (const file of naudiodon.files) await copyFile(join(naudiodon.folder, file), join(folder, file));
    for (const name of ['naudiodon', 'portaudio']) await copyLicense(name, folder);
  }
  const pvrecorder = join(root, 'node_modules', '@picovoice', 'pvrecorder-node', 'lib', pvrecorderFiles[target]);
  const hasPvrecorder = existsSync(pvrecorder);
  if (hasPvrecorder) {
    await copyFile(pvrecorder, join(folder, 'pv_recorder.node'));
    await copyLicense('pvrecorder', folder);
  }
  return {
    parts: [
      ...('folder' in naudiodon ? [await withGlibc('naudiodon', folder, naudiodon.files)] : []),
      ...(hasPvrecorder ? [await withGlibc('pvrecorder', folder, ['pv_recorder.node'])] : []),
    ],
    remarks: [naudiodon.remark, hasPvrecorder ? undefined : 'pvrecorder is not installed'].filter((remark) => remark !== undefined),
    isComplete: hasPvrecorder && (portaudioFiles[target] === undefined || naudiodon.remark === undefined),
  };
}

/**
 * What is made in CI goes to people, so it must have what can be made there.
 *
 * @throws Error what is missing
 */
export function requireComplete(target: Target, { isComplete, remarks }: StagedTarget, isCi: boolean): void {
  if (isCi && target === ownTarget && !isComplete)
    throw new Error(`A package for ${target} that is made in CI must have all compiled parts: ${remarks.join('; ')}.`);
}

async function withGlibc(name: string, folder: string, files: readonly string[]): Promise<string> {
  const version = await neededGlibc(files.map((file) => join(folder, file)));
  return version === undefined ? name : `${name} (glibc ${version})`;
}

async function copyLicense(name: string, folder: string): Promise<void> {
  await copyFile(join(licenses, `LICENSE.${name}`), join(folder, `LICENSE.${name}`));
}
