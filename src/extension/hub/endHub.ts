import { setTimeout as delay } from 'node:timers/promises';
import { createHubClient } from '../../client/hubClient.ts';
import type { HubState } from '../../shared/api.ts';
import type { Logger } from '../../shared/logger.ts';

const STOP_TIMEOUT_MS = 3000;
const POLL_MS = 25;

/** Ends a hub, and resolves when its process is gone: port and log are free then. */
export async function endHub(hub: HubState, isRestart: boolean, logger: Logger): Promise<void> {
  await createHubClient(hub)
    .shutDown(isRestart)
    .catch((cause) => logger.warn('The hub did not take the order to end', { cause }));
  const deadline = Date.now() + STOP_TIMEOUT_MS;
  while (isAlive(hub.pid) && Date.now() < deadline) await delay(POLL_MS);
  if (isAlive(hub.pid)) process.kill(hub.pid, 'SIGKILL');
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    // ESRCH: there is no such process, which is the answer.
    return false;
  }
}
