import { DevSyncError, type ErrorCode } from '../../shared/errors.ts';

/** Primary result codes of SQLite, https://sqlite.org/rescode.html; every other one is `log-failed`. */
const codes: Readonly<Record<number, ErrorCode>> = {
  5: 'log-in-use',
  11: 'log-damaged',
  26: 'log-damaged',
};
const FULL = 13;

/** What SQLite or the file system threw, as a failure with a next step. It names no path, since any page may read it in `health`. */
export function toStoreFailure(error: unknown): DevSyncError {
  if (error instanceof DevSyncError) return error;
  const { errcode = 0, errstr, code, message } = error as { errcode?: number; errstr?: string; code?: string; message?: string };
  const primary = errcode & 0xff;
  const known = codes[primary];
  if (known) return new DevSyncError(known, { cause: error });
  const isFull = primary === FULL || code === 'ENOSPC';
  const reason = isFull ? 'the disk is full' : (errstr ?? code ?? message ?? String(error));
  return new DevSyncError('log-failed', {
    message: `The event log cannot be written (${reason}), so events are kept in memory for now.`,
    next: isFull
      ? 'Free space on the disk, then restart the hub.'
      : 'Make its folder writable or choose another one (--data-dir), then restart the hub.',
    cause: error,
  });
}
