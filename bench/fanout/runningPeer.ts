import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findOnPath } from '../../scripts/systemPackages.ts';
import { routes } from '../../src/shared/api.ts';
import { quietPort } from '../../test/support/ports.ts';
import { tempWorkspace } from '../../test/support/tempWorkspace.ts';
import type { Peer } from './peers.ts';

/** A peer in a process and a folder of its own, which both end with it. */
export type RunningPeer = AsyncDisposable & {
  readonly port: number;
  readonly pid: number;
  /** From the start of its process to the first post that it answered with 2xx. */
  readonly startMs: number;
};

const GENERATOR_CORE = 0;
const SERVER_CORE = 1;
const START_TIMEOUT_MS = 20_000;
const END_TIMEOUT_MS = 2000;
const POLL_MS = 1;
const firstEvent = JSON.stringify({ event_type: 'bench.start', data: {} });

/** Asked before this process has only one core left. */
export const canPin = findOnPath('taskset') !== undefined && availableParallelism() > SERVER_CORE;

/** Keeps this process, and the generators that it starts, away from the core of the servers. */
export function pinGenerator(): void {
  if (canPin) spawnSync('taskset', ['-acp', String(GENERATOR_CORE), String(process.pid)]);
}

/** @throws Error with the peer's own words when it does not answer */
export async function startPeer(peer: Peer): Promise<RunningPeer> {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await tempWorkspace());
  const place = { port: await quietPort(), folder: folder.path };
  const wordsPath = join(folder.path, 'words.log');
  const words = openSync(wordsPath, 'w');
  const [program = '', ...parameters] = onServerCore(peer.command(place));
  const message = peer.message?.(place);
  const env = { ...process.env, ...peer.env, NODE_ENV: 'production', PORT: String(place.port) };
  const startedAt = performance.now();
  const child = spawn(program, parameters, { env, stdio: ['ignore', words, words, ...(message ? (['ipc'] as const) : [])] });
  closeSync(words);
  stack.defer(() => end(child));
  if (message) child.send(message);
  if (!(await hasAnswered(child, place.port))) throw new Error(`It did not start: ${readFileSync(wordsPath, 'utf8').trim()}`);
  const startMs = performance.now() - startedAt;
  if (message) child.disconnect();
  const owned = stack.move();
  return { port: place.port, pid: child.pid ?? 0, startMs, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

function onServerCore(command: readonly string[]): readonly string[] {
  return canPin ? ['taskset', '-c', String(SERVER_CORE), ...command] : command;
}

async function hasAnswered(child: ChildProcess, port: number): Promise<boolean> {
  const deadline = performance.now() + START_TIMEOUT_MS;
  while (child.exitCode === null && performance.now() < deadline) {
    if (await isAnswering(port)) return true;
    await sleep(POLL_MS);
  }
  return false;
}

function isAnswering(port: number): Promise<boolean> {
  const options = { port, host: '127.0.0.1', path: routes.webhook, method: 'POST', agent: false };
  return new Promise((resolve) => {
    request({ ...options, headers: { 'Content-Type': 'application/json' } }, (response) => {
      response.resume();
      resolve(response.statusCode !== undefined && response.statusCode < 300);
    })
      .on('error', () => resolve(false))
      .end(firstEvent);
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill();
  const timer = setTimeout(() => child.kill('SIGKILL'), END_TIMEOUT_MS);
  await ended;
  clearTimeout(timer);
}
