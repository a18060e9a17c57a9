import { type ChildProcess, fork } from 'node:child_process';
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { HubState } from '../../shared/api.ts';
import { DevSyncError, fromErrorInfo } from '../../shared/errors.ts';
import type { HubProcessMessage, HubStartMessage } from '../../shared/hubProcess.ts';
import { l10n } from '../l10n.ts';

export type HubProcessOptions = {
  /** Bundle of the hub. */
  readonly modulePath: string;
  /** File for the hub's own words: pipes would die with this window, and the hub must not. */
  readonly logPath: string;
  /** Options of `startServer`; the bundle checks them against its own type. */
  readonly options: object;
};

const READY_TIMEOUT_MS = 20_000;

/**
 * Starts a hub that outlives this window, and lets go of it as soon as it is ready.
 *
 * @throws DevSyncError of the hub itself, as `port-in-use`, or `hub-start-failed`
 */
export async function forkHub({ modulePath, logPath, options }: HubProcessOptions): Promise<HubState> {
  await mkdir(dirname(logPath), { recursive: true });
  const log = await open(logPath, 'a', 0o600);
  try {
    const child = fork(modulePath, [], {
      detached: true,
      stdio: ['ignore', log.fd, log.fd, 'ipc'],
      execArgv: [],
      // On the desktop `process.execPath` is Electron, which is a Node when it is told so.
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      windowsHide: true,
    });
    child.send({ kind: 'start', options } satisfies HubStartMessage<object>, () => {});
    return await untilReady(child, logPath);
  } finally {
    await log.close();
  }
}

function untilReady(child: ChildProcess, logPath: string): Promise<HubState> {
  return new Promise((resolve, reject) => {
    const settle = (outcome: () => void) => {
      clearTimeout(timer);
      child.removeAllListeners();
      // Without IPC and reference nothing ties the hub to this window any more.
      if (child.connected) child.disconnect();
      child.unref();
      outcome();
    };
    const fail = (cause: unknown) =>
      settle(() => reject(new DevSyncError('hub-start-failed', { next: l10n.t('Look into {0} for the cause.', logPath), cause })));
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      fail(new Error(`The hub was not ready after ${READY_TIMEOUT_MS} ms`));
    }, READY_TIMEOUT_MS);
    child.on('error', fail);
    child.on('exit', (code, signal) => fail(new Error(`The hub process ended with ${signal ?? `status ${code}`}`)));
    child.on('message', (message: HubProcessMessage) => {
      if (message.kind === 'ready') settle(() => resolve(message.state));
      else settle(() => reject(fromErrorInfo(message.error) ?? new DevSyncError('hub-start-failed')));
    });
  });
}
