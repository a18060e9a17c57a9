import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type HubState, routes } from '../src/shared/api.ts';

const STOP_TIMEOUT_MS = 5000;

/** Ends every hub that has its state file below the given state folder. Without this a hub outlives its last window by 15 s. */
export async function endHubs(stateHome: string): Promise<void> {
  const folder = join(stateHome, 'dev-sync/hubs');
  const files = await readdir(folder).catch(() => []);
  for (const file of files.filter((name) => name.endsWith('.json'))) {
    await endHub(JSON.parse(await readFile(join(folder, file), 'utf8')) as HubState);
  }
}

/** Asks instead of killing: the pid in a file may belong to another program by now. */
async function endHub({ url, token }: HubState): Promise<void> {
  const ask = () => fetch(url + routes.shutdown, { method: 'POST', headers: { Authorization: `Bearer ${token}` } });
  const deadline = Date.now() + STOP_TIMEOUT_MS;
  while (Date.now() < deadline) {
    // Refused connection: it is gone.
    const isGone = await ask().then(
      () => false,
      () => true,
    );
    if (isGone) return;
    await sleep(50);
  }
  throw new Error(`The hub at ${url} did not end.`);
}
