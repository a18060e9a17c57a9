import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Longer than any watcher waits before it says something. */
const CALM_MS = 500;
const POLL_MS = 50;

/** How many folders a process watches at the kernel. Linux only, as all of this file. */
export function watchesOf(pid: number): number {
  return readdirSync(`/proc/${pid}/fdinfo`)
    .map((fd) => textOf(`/proc/${pid}/fdinfo/${fd}`))
    .reduce((sum, text) => sum + (text.match(/^inotify wd:/gm)?.length ?? 0), 0);
}

/**
 * Resolves when a process has done nothing for a moment: whatever it had to scan or to say is done.
 *
 * @returns when it was last seen at work
 */
export async function calm(pid: number): Promise<number> {
  let before = ticksOf(pid);
  let busyAt = performance.now();
  while (performance.now() - busyAt < CALM_MS) {
    await sleep(POLL_MS);
    const ticks = ticksOf(pid);
    if (ticks > before) busyAt = performance.now();
    before = ticks;
  }
  return busyAt;
}

/** The processor time that it has used, in hundredths of a second. */
function ticksOf(pid: number): number {
  // Its name, in parentheses, may hold spaces. Behind it the 12th and 13th are user and system.
  const fields = textOf(`/proc/${pid}/stat`)
    .replace(/^.*\) /, '')
    .split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

/** In MB: what a process has of the memory now, and what it had at its largest. */
export function memoryOf(pid: number): { readonly now: number; readonly peak: number } {
  const text = textOf(`/proc/${pid}/status`);
  const field = (name: string) => (Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1]) * 1024) / 1e6;
  return { now: field('VmRSS'), peak: field('VmHWM') };
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // Descriptors come and go while they are listed.
    return '';
  }
}
