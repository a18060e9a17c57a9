import { randomInt } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Files that keep others who run at the same time from the ports of this process. */
const claims: string[] = [];
process.once('exit', () => {
  for (const file of claims) rmSync(file, { force: true });
});

/**
 * A port that nobody uses, below those that systems give away: an outgoing connection, or a server that takes any port, as that of the
 * editor does, could have it before the hub does.
 */
export async function quietPort(): Promise<number> {
  const port = randomInt(20_000, 32_000);
  return claim(port) && (await isFree(port)) ? port : quietPort();
}

function claim(port: number): boolean {
  const file = join(tmpdir(), `dev-sync-test-port-${port}`);
  try {
    writeFileSync(file, '', { flag: 'wx' });
  } catch {
    // Somebody else has it.
    return false;
  }
  claims.push(file);
  return true;
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
