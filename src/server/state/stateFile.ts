import { chmod, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HubState } from '../../shared/api.ts';
import { DevSyncError } from '../../shared/errors.ts';
import { makeFolder } from '../makeFolder.ts';

/**
 * Puts the state file in place, in one step and readable by this user alone. Answers its path.
 *
 * @throws DevSyncError `hub-start-failed`
 */
export async function writeStateFile(folder: string, state: HubState): Promise<string> {
  const path = join(folder, `${state.port}.json`);
  await write(folder, path, state).catch((cause: NodeJS.ErrnoException) => {
    throw new DevSyncError('hub-start-failed', {
      message: `The state file ${path} could not be written: ${cause.code ?? cause.message}.`,
      next: 'Make its folder writable, or set XDG_STATE_HOME to another one.',
      cause,
    });
  });
  return path;
}

async function write(folder: string, path: string, state: HubState): Promise<void> {
  makeFolder(folder);
  await chmod(folder, 0o700);
  const draft = `${path}.${state.pid}`;
  await writeFile(draft, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  await rename(draft, path);
}

/** Removes the state file unless another hub has taken the port, and the file, since. */
export async function removeStateFile(path: string, pid: number): Promise<void> {
  const text = await readFile(path, 'utf8').catch(() => '');
  if (text.includes(`"pid": ${pid},`)) await rm(path, { force: true });
}
