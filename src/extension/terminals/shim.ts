import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export type ShimOptions = {
  /** Where it is put. */
  readonly folder: string;
  /** A program that is Node when it is told so, as the editor itself. */
  readonly node: string;
  /** The bundle of the command line. */
  readonly cli: string;
  /** Home of the person. */
  readonly home: string;
  readonly platform: NodeJS.Platform;
};

/**
 * Writes `dev-sync` as a program that needs no Node on the PATH, unless it is there. Windows of one version write the same; after an update
 * the next window writes it anew. Answers its folder.
 */
export async function writeShim(options: ShimOptions): Promise<string> {
  const { folder, platform } = options;
  await mkdir(folder, { recursive: true });
  // On Windows also for Git Bash.
  await putProgram(join(folder, 'dev-sync'), shellScript(options));
  if (platform === 'win32') await putProgram(join(folder, 'dev-sync.cmd'), batchFile(options));
  return folder;
}

function shellScript({ node, cli }: ShimOptions): string {
  const quoted = (path: string) => `'${path.replaceAll("'", "'\\''")}'`;
  return `#!/bin/sh\n# Dev Sync writes this file.\nexport ELECTRON_RUN_AS_NODE=1\nexec ${quoted(node)} ${quoted(cli)} "$@"\n`;
}

/** The console reads it in a code page of its own, in which the name of a person may be another one. */
function batchFile({ node, cli, home }: ShimOptions): string {
  const quoted = (path: string) => {
    const isAtHome = path.toLowerCase().startsWith(`${home.toLowerCase()}\\`);
    const rest = (isAtHome ? path.slice(home.length) : path).replaceAll('%', '%%');
    return `"${isAtHome ? '%USERPROFILE%' : ''}${rest}"`;
  };
  return ['@echo off', 'setlocal', 'set ELECTRON_RUN_AS_NODE=1', `${quoted(node)} ${quoted(cli)} %*`, ''].join('\r\n');
}

/** Whole or not at all: terminals may run it at this moment. */
async function putProgram(path: string, text: string): Promise<void> {
  if ((await readFile(path, 'utf8').catch(() => undefined)) === text) return;
  const partial = `${path}.${randomBytes(4).toString('hex')}`;
  try {
    await writeFile(partial, text, { mode: 0o755 });
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}
