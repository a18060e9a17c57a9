import { readdir, readFile, readlink } from 'node:fs/promises';
import { basename } from 'node:path';

/** State of a listening socket in /proc/net/tcp. */
const LISTEN = '0A';

/**
 * Who listens on a port, as `node (process 4711)`. Known on Linux for the user's own processes; elsewhere the system would have to be
 * asked through a program that may not be there, for one word in one message.
 */
export async function findPortOwner(port: number): Promise<string | undefined> {
  const inodes = await listeningInodes(port);
  if (inodes.size === 0) return undefined;
  for (const pid of (await list('/proc')).filter((name) => /^\d+$/.test(name))) {
    if (await holdsSocket(pid, inodes)) return `${await programName(pid)} (process ${pid})`;
  }
  return undefined;
}

/** The name of the program's file: Node calls itself "MainThread", since what `comm` tells is the name of a thread. */
async function programName(pid: string): Promise<string> {
  const file = await readlink(`/proc/${pid}/exe`).catch(() => '');
  return basename(file).replace(/ \(deleted\)$/, '') || (await text(`/proc/${pid}/comm`)).trim();
}

async function listeningInodes(port: number): Promise<ReadonlySet<string>> {
  const tables = await Promise.all([text('/proc/net/tcp'), text('/proc/net/tcp6')]);
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const inodes = new Set<string>();
  for (const line of tables.join('\n').split('\n')) {
    const [, local, , state, , , , , , inode] = line.trim().split(/\s+/);
    if (local?.endsWith(suffix) && state === LISTEN && inode !== undefined) inodes.add(`socket:[${inode}]`);
  }
  return inodes;
}

async function holdsSocket(pid: string, inodes: ReadonlySet<string>): Promise<boolean> {
  for (const descriptor of await list(`/proc/${pid}/fd`)) {
    if (inodes.has(await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => ''))) return true;
  }
  return false;
}

// Processes end while they are looked at, those of others cannot be looked at, and other systems have no /proc.
const list = (path: string): Promise<string[]> => readdir(path).catch(() => []);
const text = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '');
