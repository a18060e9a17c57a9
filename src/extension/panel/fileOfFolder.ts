import { isAbsolute, relative, resolve, sep } from 'node:path';
import { DevSyncError } from '../../shared/errors.ts';
import { l10n } from '../l10n.ts';

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
    const next = l10n.t('Open the folder that the file was saved in.');
    throw new DevSyncError('not-found', { message: l10n.t('No folder "{0}" is open in this window.', folder), next });
  }
  return roots.map(({ path }) => within(path, file));
}

function within(root: string, file: string): string {
  const path = resolve(root, file);
  const way = relative(root, path);
  const leaves = way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way);
  if (way === '' || leaves || isAbsolute(file)) {
    const next = l10n.t('Open the file yourself if you know where it comes from.');
    throw new DevSyncError('not-found', { message: l10n.t('"{0}" is not a path within its folder.', file), next });
  }
  return path;
}
