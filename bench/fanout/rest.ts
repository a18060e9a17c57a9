import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningPeer } from './runningPeer.ts';

/** What it still has to do after its start and its first post. */
const SETTLE_MS = 5000;

/** How much of a core a peer takes when nobody asks anything of it, in percent. NaN where the system does not tell. */
export async function cpuAtRest({ pid }: RunningPeer, seconds: number): Promise<number> {
  if (process.platform !== 'linux') return Number.NaN;
  await sleep(SETTLE_MS);
  const startedAt = performance.now();
  const before = cpuMsOf(pid);
  await sleep(seconds * 1000);
  return (100 * (cpuMsOf(pid) - before)) / (performance.now() - startedAt);
}

/** Of all its threads: /proc/PID/schedstat alone is of the first one. */
function cpuMsOf(pid: number): number {
  return readdirSync(`/proc/${pid}/task`)
    .map((thread) => Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]) / 1e6)
    .reduce((sum, ms) => sum + ms, 0);
}
