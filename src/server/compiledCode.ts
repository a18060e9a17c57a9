import { lstatSync } from 'node:fs';
import { readdir, rm, stat, utimes } from 'node:fs/promises';
import { enableCompileCache, flushCompileCache } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { codeCacheFolder } from '../shared/stateFolder.ts';
import { makeFolder } from './makeFolder.ts';
import { version } from './version.ts';

/** What no start has used for so long is removed: of versions that were replaced. */
const KEPT_MS = 30 * 24 * 60 * 60 * 1000;

/** Where the compiled code of this version is kept; undefined when none is. */
let ownFolder: string | undefined;

/**
 * Lets Node keep what it compiles of the modules that are loaded from now on, for the next start. Where that cannot be, code is compiled
 * at each start: nobody needs to hear of it. `NODE_COMPILE_CACHE` and `NODE_DISABLE_COMPILE_CACHE` have their meaning.
 */
export function keepCompiledCode(): void {
  if (process.env.NODE_DISABLE_COMPILE_CACHE !== undefined) return;
  const folder = codeCacheFolder({ platform: process.platform, homedir: homedir(), env: process.env });
  const versionFolder = join(folder, version);
  try {
    // For this user alone: what is in there is run. Node's own choice would be a folder in /tmp, where everybody may write.
    for (const path of [dirname(folder), folder, versionFolder]) {
      makeFolder(path);
      if (!isOwn(path)) return;
    }
    enableCompileCache(versionFolder);
    ownFolder = versionFolder;
  } catch {
    // A home that is read-only, or none.
  }
}

/** Whether only this user puts things into the folder, and nobody leads elsewhere by it. Always so on Windows, below the user's profile. */
function isOwn(path: string): boolean {
  const uid = process.getuid?.();
  const stats = lstatSync(path);
  return uid === undefined || (stats.isDirectory() && stats.uid === uid && (stats.mode & 0o022) === 0);
}

/**
 * How often a function runs before V8 optimises it once more, with its slowest compiler. Its default of 3,000 is reached by everything
 * at once, a second into the first burst of events: a third of the time went there, with pauses of 10 ms. What is really hot gets there still.
 */
const CALLS_BEFORE_TURBOFAN = 20_000;

/**
 * Lets V8 compile for a hub: a burst of events now and then. To be called when the hub is on, since code that was compiled with other flags is
 * compiled anew, Node's own too. A V8 that does not know the flag complains on stderr and goes on.
 */
export function compileForBursts(): void {
  flushCompileCache();
  setFlagsFromString(`--invocation-count-for-turbofan=${CALLS_BEFORE_TURBOFAN}`);
}

/** Removes what versions have left that are not started any more. To be called when the hub is on, which it does not concern. */
export async function removeOldCode(now = Date.now()): Promise<void> {
  if (ownFolder === undefined) return;
  const folder = dirname(ownFolder);
  try {
    await utimes(ownFolder, new Date(now), new Date(now));
    for (const name of await readdir(folder)) {
      const path = join(folder, name);
      if ((await stat(path)).mtimeMs < now - KEPT_MS) await rm(path, { recursive: true, force: true });
    }
  } catch {
    // It costs a little disk, and the next start tries again. Two hubs may remove the same.
  }
}
