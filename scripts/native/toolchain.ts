import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { npm, root, run, say } from '../project.ts';

/** GCC 4.8 with the headers and libraries of glibc 2.17, which every Linux that VS Code runs on is newer than. */
const NAME = '@napi-rs/cross-toolchain-x64-target-x86_64';
const VERSION = '1.0.0';
/** What it makes goes to people's machines, so it must be the very file that was looked at. */
const SHA512 =
  '95e72882109fa13017f4c2c5708c7dfe72fd33cc5d919f67f0f922f2a8ca50dce38aad736c409d11bcc864030c1d1b6b5f189f2bd740c98ba1f204b135baf6a2';
const PREFIX = 'x86_64-unknown-linux-gnu';

export const TOOLCHAIN = `gcc-4.8-${VERSION}`;

/** For Linux on x64, from there. */
export type Toolchain = { readonly compiler: string; readonly strip: string };

/**
 * Gets the compiler once.
 *
 * @throws Error why it cannot be had
 */
export async function ensureToolchain(): Promise<Toolchain> {
  const folder = join(root, '.cache', 'native', TOOLCHAIN);
  const tool = (name: string) => join(folder, 'bin', `${PREFIX}-${name}`);
  if (!existsSync(folder)) await download(folder);
  return { compiler: tool('g++'), strip: tool('strip') };
}

async function download(folder: string): Promise<void> {
  say('Getting a compiler for every Linux (49 MB, once) …');
  await mkdir(dirname(folder), { recursive: true });
  // Complete or absent: everything happens beside the final place, which only a rename fills.
  const draft = await mkdtemp(`${folder}-`);
  try {
    await npm(['pack', `${NAME}@${VERSION}`, '--pack-destination', draft], { quiet: true });
    const tarball = join(draft, `${NAME.replace('@', '').replace('/', '-')}-${VERSION}.tgz`);
    const found = createHash('sha512')
      .update(await readFile(tarball))
      .digest('hex');
    if (found !== SHA512) throw new Error(`${NAME} ${VERSION} is not the file that it was: its checksum is ${found}.`);
    await run('tar', ['-xzf', tarball], { cwd: draft, quiet: true });
    const content = join(draft, 'content');
    await mkdir(content);
    await run('tar', ['-xJf', join(draft, 'package', `${PREFIX}.tar.xz`), '-C', content], { quiet: true });
    await rename(content, folder).catch((error: unknown) => {
      // Somebody else was faster.
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}
