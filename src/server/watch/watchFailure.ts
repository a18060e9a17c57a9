import { DevSyncError } from '../../shared/errors.ts';

export type WatchedFolder = { readonly name: string; readonly path: string };

/** The failure that ends the watch of a whole folder, or undefined when only the path that the error names is lost. */
export function watchFailure(error: unknown, folder: WatchedFolder): DevSyncError | undefined {
  const { code, path } = fieldsOf(error);
  if (code === 'ENOSPC') return limitReached(folder, 'the system has no file watches left', error);
  if (code === 'EMFILE' || code === 'ENFILE') {
    return limitReached(folder, 'the system has no inotify instances or open files left', error, manyInstances);
  }
  return path === folder.path && code !== 'ENOENT' ? cannotWatch(folder, error) : undefined;
}

/** The failure of a folder that cannot be opened at all. */
export function cannotWatch({ name, path }: WatchedFolder, cause: unknown): DevSyncError {
  return new DevSyncError('watch-failed', {
    message: `File saves in "${name}" are not reported: ${path} ${reasonOf(cause)}.`,
    next: 'Check that the folder exists and may be read, then add it again.',
    cause,
  });
}

const manyInstances =
  'Close programs that watch files, or run: echo fs.inotify.max_user_instances=1024 | sudo tee /etc/sysctl.d/60-dev-sync.conf && sudo sysctl --system';

function limitReached({ name, path }: WatchedFolder, reason: string, cause: unknown, next?: string): DevSyncError {
  const message = `File saves in "${name}" (${path}) are not reported: ${reason}.`;
  return new DevSyncError('watch-limit-reached', { message, cause, ...(next !== undefined && { next }) });
}

function reasonOf(cause: unknown): string {
  const { code, message } = fieldsOf(cause);
  if (code === 'ENOENT') return 'does not exist';
  if (code === 'ENOTDIR') return 'is not a folder';
  if (code === 'EACCES' || code === 'EPERM') return 'may not be read';
  return `cannot be watched (${message ?? String(cause)})`;
}

function fieldsOf(error: unknown): Partial<Record<'code' | 'path' | 'message', string>> {
  return error instanceof Error ? error : {};
}
