import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** An editor that was started from the Dock does not know the folders of Homebrew. */
const extraFolders: readonly string[] = process.platform === 'darwin' ? ['/opt/homebrew/bin', '/usr/local/bin'] : [];
const LIST_MS = 3000;

/** Full path of an installed program, or undefined. */
export function findProgram(name: string): string | undefined {
  const file = process.platform === 'win32' ? `${name}.exe` : name;
  const folders = [...(process.env.PATH ?? '').split(delimiter).filter(Boolean), ...extraFolders];
  return folders.map((folder) => join(folder, file)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export type Output = { readonly isSuccess: boolean; readonly stdout: string; readonly stderr: string };

/**
 * Runs a program that lists something; one that does not answer is ended, at once when `signal` is aborted. Words are English
 * and numbers have points.
 */
export function runProgram(program: string, parameters: readonly string[], signal?: AbortSignal): Promise<Output> {
  const options = { timeout: LIST_MS, env: { ...process.env, LC_ALL: 'C.UTF-8' }, windowsHide: true, ...(signal && { signal }) };
  return new Promise((resolve) => {
    execFile(program, parameters, options, (error, stdout, stderr) => resolve({ isSuccess: error === null, stdout, stderr }));
  });
}
