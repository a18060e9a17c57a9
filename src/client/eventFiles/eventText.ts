import { DevSyncError } from '../../shared/errors.ts';
import { eventFileLimits } from './readEventFile.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Before anything of a file is read. @throws DevSyncError `invalid-event-file` when it is too large */
export function requireFileSize(name: string, bytes: number): void {
  if (bytes <= eventFileLimits.bytes) return;
  const message = `"${name}" is larger than ${eventFileLimits.bytes / 1024 ** 2} MiB.`;
  throw new DevSyncError('invalid-event-file', { message, next: 'Split it, or export with a filter.' });
}

/** The text of a file. Letters of another encoding would be replaced, and published like that. @throws DevSyncError `invalid-event-file` */
export function eventTextOf(name: string, bytes: Uint8Array | ArrayBuffer): string {
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    throw new DevSyncError('invalid-event-file', { message: `"${name}" is not UTF-8 text.`, next: 'Save it in UTF-8.', cause });
  }
}
