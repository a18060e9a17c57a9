import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** Whether a process runs. One that has ended but was not yet reaped by its parent does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  return process.platform !== 'linux' || statOf(pid)?.state !== 'Z';
}

/** Pids of the direct children, oldest first; none where there is no /proc. */
export function childrenOf(pid: number): number[] {
  if (!existsSync('/proc')) return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((candidate) => statOf(candidate)?.parent === pid)
    .sort((a, b) => a - b);
}

/** The command line with spaces between its parts; empty when the process is gone. Linux only. */
export function commandLineOf(pid: number): string {
  return readProc(pid, 'cmdline').replaceAll('\0', ' ').trim();
}

/** How much memory a process has. Linux only: 0 elsewhere, and of a process that is gone. */
export function residentBytes(pid: number): number {
  const [, kibibytes = 0] = /^VmRSS:\s+(\d+) kB$/m.exec(readProc(pid, 'status')) ?? [];
  return Number(kibibytes) * 1024;
}

function statOf(pid: number): { state: string | undefined; parent: number } | undefined {
  // "pid (name) state parent …", and the name may hold anything.
  const [state, parent] = readProc(pid, 'stat')
    .replace(/^.*\) /s, '')
    .split(' ');
  return parent === undefined ? undefined : { state, parent: Number(parent) };
}

function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
