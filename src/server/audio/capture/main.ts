import { join } from 'node:path';
import type { CaptureMessage, CaptureOrder } from '../captureMessages.ts';
import { createBackends } from './backends.ts';
import { obey } from './obey.ts';

/**
 * Entry of the forked capture process: takes one order from its parent, answers, and ends. Native code that crashes or hangs
 * takes nothing but this process with it.
 */
const backends = createBackends(join(import.meta.dirname, 'native', `${process.platform}-${process.arch}`));
const stopping = new AbortController();
/** An orphan does not keep the microphone, even if native code does not let go of it. */
const ORPHAN_MS = 1000;

function tell(message: CaptureMessage): Promise<void> {
  return new Promise((resolve) => {
    if (process.connected && process.send) process.send(message, undefined, undefined, () => resolve());
    else resolve();
  });
}

async function run(order: CaptureOrder): Promise<void> {
  await tell(await obey(order, { backends, tell, signal: stopping.signal }));
  process.exit();
}

process.on('message', (order: CaptureOrder) => {
  if (order.kind === 'stop') stopping.abort();
  else void run(order);
});
process.once('disconnect', () => {
  stopping.abort();
  // With the whole group, which our parent made for us: a recorder may hang as well.
  setTimeout(() => process.kill(process.platform === 'win32' ? process.pid : -process.pid, 'SIGKILL'), ORPHAN_MS).unref();
});
