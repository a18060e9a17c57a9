import { mkdtemp, rmdir, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import manifest from '../../../package.json' with { type: 'json' };
import { findProgram } from '../../server/audio/capture/program.ts';
import { loadSqlite } from '../../server/log/sqlite.ts';
import { errorCatalogue } from '../../shared/errors.ts';
import type { Finding } from './finding.ts';

/** What a full log takes, with room for what SQLite keeps beside it. */
const ENOUGH_BYTES = 512 * 2 ** 20;

export async function lookAtNode(): Promise<Finding> {
  const { node, electron } = process.versions;
  const runtime = electron === undefined ? `Node ${node}` : `VS Code's own Node ${node}`;
  if (await loadSqlite()) return { check: 'node', verdict: 'ok', message: `dev-sync ${manifest.version} runs on ${runtime}.` };
  const [, message, next] = errorCatalogue['log-unavailable'];
  return { check: 'node', verdict: 'note', message, next };
}

/** Whether `dev-sync serve` could keep events in that folder, which need not be there yet. */
export async function lookAtFolder(folder: string): Promise<Finding> {
  const check = 'event log';
  const place = await nearestFolder(folder);
  if (!(await isWritable(place))) {
    return {
      check,
      verdict: 'broken',
      message: `${place} cannot be written.`,
      next: 'Make it writable, or choose another folder (--data-dir).',
    };
  }
  const { bavail, bsize } = await statfs(place);
  const free = bavail * bsize;
  const message = `${folder} can be written; ${(free / 2 ** 30).toFixed(1)} GiB are free.`;
  return free < ENOUGH_BYTES ? { check, verdict: 'broken', message, next: 'Free space on the disk.' } : { check, verdict: 'ok', message };
}

/** By trying it: permissions alone do not tell. */
async function isWritable(folder: string): Promise<boolean> {
  try {
    await rmdir(await mkdtemp(join(folder, '.dev-sync-')));
    return true;
  } catch {
    // That is the answer.
    return false;
  }
}

async function nearestFolder(path: string): Promise<string> {
  const isThere = await stat(path).then(
    () => true,
    () => false,
  );
  return isThere || dirname(path) === path ? path : nearestFolder(dirname(path));
}

/** Programs that can capture sound. The compiled back ends are tried by a hub. */
export function lookAtRecorders(): Finding {
  const check = 'microphone';
  const names = process.platform === 'linux' ? ['parec', 'arecord', 'ffmpeg'] : ['ffmpeg'];
  const found = names.filter((name) => findProgram(name) !== undefined);
  if (found.length > 0)
    return { check, verdict: 'note', message: `Installed: ${found.join(', ')}. A hub tells which microphones they find.` };
  const [, , next] = errorCatalogue['no-audio-backend'];
  return { check, verdict: 'note', message: `None of ${names.join(', ')} is installed; a hub may have a recorder of its own.`, next };
}

/** Programs like curl and Python's httpx send even what is for this machine to a proxy, unless they are told not to. */
export function lookAtProxy(env: Readonly<Record<string, string | undefined>>): Finding {
  const check = 'proxy';
  const name = ['http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY'].find((key) => env[key]);
  if (name === undefined) return { check, verdict: 'ok', message: 'No proxy is set.' };
  const exceptions = `${env.no_proxy ?? ''},${env.NO_PROXY ?? ''}`.split(',').map((entry) => entry.trim());
  if (exceptions.includes('*') || exceptions.includes('localhost'))
    return { check, verdict: 'ok', message: `$${name} is set, and not used for localhost.` };
  return {
    check,
    verdict: 'note',
    message: `$${name} is set, so curl and Python may look for the hub behind that proxy.`,
    next: 'export NO_PROXY=localhost,127.0.0.1,::1',
  };
}
