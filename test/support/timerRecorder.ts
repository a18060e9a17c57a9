import { createHook } from 'node:async_hooks';
import { renameSync, writeFileSync } from 'node:fs';

/** A timer that runs, as the recorder writes it down. */
export type RunningTimer = { readonly id: number; readonly ms: number; readonly isRepeated: boolean };

/** What Node keeps of a timer. No other way shows those that Node and packages start for themselves. */
type Timeout = { readonly _idleTimeout: number; readonly _repeat: number | null; readonly _destroyed: boolean };

/**
 * Loaded into a process by `--import`, it knows all its timers. At each SIGUSR2 it writes those that run into the file `TIMERS_FILE`,
 * behind the number of the signal.
 */
const timers = new Map<number, Timeout>();
createHook({
  init(id, type, _trigger, resource) {
    if (type === 'Timeout') timers.set(id, resource as Timeout);
  },
  destroy: (id) => void timers.delete(id),
}).enable();

const file = process.env.TIMERS_FILE ?? '';
let asked = 0;
process.on('SIGUSR2', () => {
  const running = [...timers].filter(([, { _destroyed }]) => !_destroyed);
  const list = running.map(([id, { _idleTimeout, _repeat }]): RunningTimer => ({ id, ms: _idleTimeout, isRepeated: _repeat !== null }));
  writeFileSync(`${file}.draft`, JSON.stringify({ asked: ++asked, timers: list }));
  renameSync(`${file}.draft`, file);
});
