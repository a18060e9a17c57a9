import { DevSyncError } from '../shared/errors.ts';

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is none',
  ENOTDIR: 'there is none',
  EISDIR: 'it is a folder',
  EACCES: 'you may not read it',
  EPERM: 'you may not read it',
};

/** For a file that somebody named. */
export function unreadable(path: string, next: string, cause: NodeJS.ErrnoException): DevSyncError {
  const { code = cause.message } = cause;
  return new DevSyncError('file-failed', { message: `"${path}" could not be read: ${reasons[code] ?? code}.`, next, cause });
}
