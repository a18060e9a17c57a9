import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';

/** The file of the log in its folder. */
export function logFileIn(dataDir: string): string {
  return join(dataDir, 'dev-sync.db');
}

/** Moves a damaged log, with what SQLite keeps beside it, out of the way: the next one begins anew, and nothing that can be rescued is lost. */
export function keepAside(path: string): void {
  const aside = path.replace(/\.db$/, `.damaged-${new Date().toISOString().replace(/[:.]/g, '')}.db`);
  for (const suffix of ['', '-wal', '-journal']) if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix);
}
