import { isAbsolute, relative, resolve, sep } from 'node:path';
import { DevSyncError } from '../../shared/errors.ts';

/** What an event says about a file: anybody may have posted it. */
export type FilePlace = { readonly folder: string; readonly file: string };

type Folder = { readonly name: string; readonly path: string };

/**
 * Full paths that may be meant, since folders of one window may have the same name. What a symbolic link leads to is the person's own affair.
 *
 * @throws DevSyncError when the window has no such folder, or the path leads out of it
 */
export function pathsOf({ folder, file }: FilePlace, folders: readonly Folder[]): readonly string[] {
  const roots = folders.filter(({ name }) => name === folder);
  if (roots.length === 0) {
    const next = 'Open the folder that the file was saved in.';
    throw new DevSyncError('not-found', { message: `No folder "${folder}" is open in this window.`, next });
  }
  return roots.map(({ path }) => within(path, file));
}

function within(root: string, file: string): string {
  const path = resolve(root, file);
  const way = relative(root, path);
  const leaves = way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way);
  if (way === '' || leaves || isAbsolute(file)) {
    const next = 'Open the file yourself if you know where it comes from.';
    throw new DevSyncError('not-found', { message: `"${file}" is not a path within its folder.`, next });
  }
  return path;
}
