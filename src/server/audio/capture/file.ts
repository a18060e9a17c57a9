import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { DevSyncError } from '../../../shared/errors.ts';
import type { CaptureBackend } from './backend.ts';
import { realTimeSource } from './realTime.ts';
import { parseWav, type WavSound } from './wavFile.ts';

/** It is read as a whole. */
const MOST_MIB = 512;
const howToName = 'Give the path of a WAV file as the device: devSync.audio.device, --audio-device, or "deviceId".';
const readable = 'Give the path of an uncompressed WAV file with samples of 16, 24 or 32 bits.';

/** A WAV file instead of a microphone, over and over. Its device id is the path of the file. */
export const fileBackend: CaptureBackend = {
  name: 'file',
  async listDevices(deviceId) {
    const path = requirePath(deviceId);
    await checkFile(path);
    return [{ id: path, name: basename(path), isDefault: true, channels: null, defaultSampleRate: null }];
  },
  async open(deviceId) {
    const path = requirePath(deviceId);
    const { sampleRate, samples } = await readWav(path);
    return realTimeSource(basename(path), sampleRate, (block, position) => {
      for (let n = 0; n < block.length; n++) block[n] = samples[(position + n) % samples.length] ?? 0;
    });
  },
};

function requirePath(deviceId: string | null): string {
  if (deviceId !== null) return deviceId;
  throw new DevSyncError('no-microphone', { message: 'The back end "file" plays a WAV file, and none was named.', next: howToName });
}

async function readWav(path: string): Promise<WavSound> {
  await checkFile(path);
  try {
    return parseWav(await readFile(path));
  } catch (cause) {
    throw notPlayed(path, reasonOf(cause), cause);
  }
}

/** Refuses what would never end, as a device or a pipe, before it is opened. */
async function checkFile(path: string): Promise<void> {
  const found = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') throw noSuchFile(path, cause);
    throw notPlayed(path, reasonOf(cause), cause);
  });
  if (found.isDirectory()) throw notPlayed(path, 'it is a folder');
  if (!found.isFile()) throw notPlayed(path, 'it is not a file');
  if (found.size === 0) throw notPlayed(path, 'it is empty');
  if (found.size > MOST_MIB * 2 ** 20) throw notPlayed(path, `it is larger than ${MOST_MIB} MiB`);
}

function noSuchFile(path: string, cause: unknown): DevSyncError {
  return new DevSyncError('microphone-not-found', { message: `There is no file "${path}".`, next: howToName, cause });
}

function notPlayed(path: string, reason: string, cause?: unknown): DevSyncError {
  return new DevSyncError('microphone-failed', { message: `"${path}" cannot be played: ${reason}.`, next: readable, cause });
}

function reasonOf(cause: unknown): string {
  const { code, message } = cause as NodeJS.ErrnoException;
  return code === 'EACCES' || code === 'EPERM' ? 'it may not be read' : message.replace(/\.$/, '');
}
