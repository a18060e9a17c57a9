import { randomBytes } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { DevSyncError } from '../../shared/errors.ts';
import { l10n } from '../l10n.ts';

/**
 * Writes a file part by part, beside its place until it is whole: a failure leaves what was there before, and nothing half.
 *
 * @throws DevSyncError `file-failed`, or what the parts throw
 */
export async function writeWholeFile(path: string, parts: AsyncIterable<string>): Promise<void> {
  const partial = `${path}.${randomBytes(4).toString('hex')}.partial`;
  const file = await open(partial, 'wx').catch((cause) => failed(path, cause));
  try {
    await writeParts(file, parts, path).finally(() => file.close());
    await rename(partial, path).catch((cause) => failed(path, cause));
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

async function writeParts(file: FileHandle, parts: AsyncIterable<string>, path: string): Promise<void> {
  for await (const part of parts) await file.writeFile(part).catch((cause) => failed(path, cause));
  // Or the power may take the words of a file that has its name already.
  await file.sync().catch((cause) => failed(path, cause));
}

function failed(path: string, cause: unknown): never {
  throw new DevSyncError('file-failed', { message: l10n.t('"{0}" could not be written.', basename(path)), cause });
}
