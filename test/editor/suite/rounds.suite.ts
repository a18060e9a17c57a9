import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { DEFAULT_PORT, type HealthAnswer } from '../../../src/shared/api.ts';
import { until } from '../../support/until.ts';
import { extensionUnderTest } from './extensionUnderTest.ts';

const ROUNDS = 20;
const TIMEOUT_MS = 120_000;

/** What the extension host holds open, counted by kind. */
function heldResources(): Record<string, number> {
  const counts: Record<string, number> = {};
  // Timers and requests of the editor itself come and go; processes, pipes and sockets of ours would stay.
  for (const kind of process.getActiveResourcesInfo().filter((name) => /Process|Pipe|TCP|FSEvent/.test(name))) {
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    // ESRCH: there is no such process, which is the answer.
    return false;
  }
}

async function isOff(url: string): Promise<boolean> {
  return fetch(url).then(
    () => false,
    () => true,
  );
}

async function round(health: string): Promise<number> {
  await vscode.commands.executeCommand('devSync.start');
  const { pid } = (await (await fetch(health)).json()) as HealthAnswer;
  await vscode.commands.executeCommand('devSync.stop');
  assert.ok(await isOff(health), 'the port is closed');
  assert.ok(!isAlive(pid), 'the process is gone');
  return pid;
}

export function rounds(): void {
  describe('start and stop', () => {
    it(`leave no process, port, handle or listener behind in ${ROUNDS} rounds`, async () => {
      await extensionUnderTest().activate();
      const port = vscode.workspace.getConfiguration('devSync').get<number>('port') ?? DEFAULT_PORT;
      const health = `http://localhost:${port}/dev/health`;
      // The first round pays for what is made once, such as the pool of connections.
      await round(health);
      const before = heldResources();
      const listeners = process.eventNames().map((name) => process.listenerCount(name));
      const pids = new Set<number>();
      for (let count = 0; count < ROUNDS; count++) pids.add(await round(health));
      assert.equal(pids.size, ROUNDS);
      assert.deepEqual(
        process.eventNames().map((name) => process.listenerCount(name)),
        listeners,
      );
      await until(() => Object.entries(heldResources()).every(([kind, held]) => held <= (before[kind] ?? 0)), 'the handles of the rounds');
    }).timeout(TIMEOUT_MS);
  });
}
