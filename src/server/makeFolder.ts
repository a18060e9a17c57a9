import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a folder for this user alone, with those above it. The recursive mkdir of Node never ends where the system says "not there" of
 * what cannot be made, as in /proc.
 *
 * @throws Error of the file system
 */
export function makeFolder(path: string): void {
  const failure = tryToMake(path);
  if (!failure) return;
  const parent = dirname(path);
  if (failure.code !== 'ENOENT' || parent === path) throw failure;
  makeFolder(parent);
  const last = tryToMake(path);
  if (last) throw last;
}

/** Undefined when the folder is there, whoever made it. */
function tryToMake(path: string): NodeJS.ErrnoException | undefined {
  try {
    mkdirSync(path, 0o700);
    return undefined;
  } catch (error) {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() ? undefined : (error as NodeJS.ErrnoException);
  }
}
