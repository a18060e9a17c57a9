import { type ChildProcess, fork } from 'node:child_process';
import { Emitter, type Subscribe } from '../../shared/emitter.ts';
import type { CaptureMessage, CaptureOrder } from './captureMessages.ts';
import { inTime } from './inTime.ts';

/** One process that captures, or lists devices. Native audio code may crash or hang in there, and nowhere else. */
export type CaptureProcess = {
  readonly pid: number | undefined;
  readonly onDidSay: Subscribe<CaptureMessage>;
  /** Settles when the process is gone, whatever ended it; the value says what, for the log. */
  readonly ended: Promise<string>;
  /** Asks it to let go of the device; ends it by force when it does not in time. Resolves when it is gone, with all that it ran. */
  stop(graceMs?: number): Promise<void>;
};

/** @throws Error when the system has no room for another process */
export type ForkCapture = (order: CaptureOrder) => CaptureProcess;

const STOP_GRACE_MS = 2000;
/** Elsewhere a process has no group that could be ended as a whole. */
const hasGroups = process.platform !== 'win32';

/** Starts capture processes from this bundle. */
export function createForkCapture(modulePath: string): ForkCapture {
  return (order) => {
    const child = fork(modulePath, [], {
      // Native audio code writes hundreds of lines to both outputs.
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      execArgv: [],
      env: process.env,
      windowsHide: true,
      // A group of its own: Ctrl-C in our terminal is for us, and a recorder that it runs can be ended with it.
      detached: hasGroups,
    });
    const said = new Emitter<CaptureMessage>();
    const { promise: ended, resolve } = Promise.withResolvers<string>();
    child.on('message', (message: CaptureMessage) => said.fire(message));
    child.once('exit', (code, signal) => resolve(signal ?? `status ${code}`));
    child.once('error', ({ message }) => resolve(message));
    // A process that is gone cannot take an order; `ended` tells.
    const send = (next: CaptureOrder) => void (child.connected && child.send(next, () => {}));
    send(order);
    return {
      pid: child.pid,
      onDidSay: said.event,
      ended,
      async stop(graceMs = STOP_GRACE_MS) {
        send({ kind: 'stop' });
        const isGone = (await inTime(ended, graceMs)) !== undefined;
        if (!isGone) child.kill('SIGKILL');
        await ended;
        endGroup(child);
      },
    };
  };
}

/** A recorder outlives a crash of its parent, and if its sound server hangs it never notices that nobody reads. */
function endGroup({ pid }: ChildProcess): void {
  if (!hasGroups || pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // ESRCH: nobody is left, as nearly always.
  }
}
