import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../../scripts/project.ts';
import { forkHub } from '../../src/extension/hub/hubProcess.ts';
import type { HubOptions } from '../../src/server/index.ts';
import { routes } from '../../src/shared/api.ts';
import { quietPort } from './ports.ts';
import { isAlive } from './processes.ts';
import { tempWorkspace } from './tempWorkspace.ts';
import { until } from './until.ts';

/** A hub process that can be killed and started again in its place: same port, token, options and log. */
export type KillableHub = AsyncDisposable & {
  readonly url: string;
  readonly port: number;
  readonly token: string;
  pid(): number;
  /** Settles when the hub runs: at once, or when it was started again. */
  up(): Promise<void>;
  /** SIGKILL. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** What the hub processes wrote into their log file, all of them. */
  words(): Promise<string>;
};

/** The log is durable unless it shall be in memory. */
export type KillableHubOptions = Partial<HubOptions> & { readonly isInMemory?: boolean };

/** Forks a hub as the editor does. */
export async function startKillableHub({ isInMemory = false, ...options }: KillableHubOptions = {}): Promise<KillableHub> {
  const folder = await tempWorkspace();
  const port = await quietPort();
  const token = randomBytes(32).toString('hex');
  const url = `http://127.0.0.1:${port}`;
  const logPath = join(folder.path, 'hub.log');
  const places = { stateDir: join(folder.path, 'hubs'), ...(!isInMemory && { dataDir: join(folder.path, 'log') }) };
  const wanted = { ...places, port, portPolicy: 'exact', lifetime: 'windows', name: 'killable', token, ...options } as const;
  let running = Promise.withResolvers<void>();
  let pid = 0;
  const words = () => readFile(logPath, 'utf8');
  const start = async () => {
    const state = await forkHub({ modulePath: join(root, 'dist/hub.js'), logPath, options: wanted }).catch(async (cause) => {
      throw new Error(`The hub did not start. It said:\n${await words()}`, { cause });
    });
    pid = state.pid;
    await holdAsWindow(url, token);
    running.resolve();
  };
  const kill = async () => {
    running = Promise.withResolvers();
    process.kill(pid, 'SIGKILL');
    await until(() => !isAlive(pid), 'the end of the killed hub');
  };
  const dispose = async () => {
    if (isAlive(pid)) await kill();
    await folder.dispose();
  };
  try {
    await start();
  } catch (error) {
    await folder.dispose();
    throw error;
  }
  return { url, port, token, pid: () => pid, up: () => running.promise, kill, start, words, [Symbol.asyncDispose]: dispose };
}

/** The hub ends by itself soon after this process, however this one ends. The stream says nothing: no event is of that type. */
async function holdAsWindow(url: string, token: string): Promise<void> {
  const headers = { Authorization: `Bearer ${token}` };
  const { ok, body } = await fetch(`${url}${routes.events}?client=window&window=test&types=none`, { headers });
  assert.ok(ok && body);
  void body.pipeTo(new WritableStream()).catch(() => {});
}
