import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { StartupTimes } from './startup.ts';

const ROUNDS = 10;

/** Runs in the extension host of a real VS Code. */
export async function run(): Promise<void> {
  const extension = vscode.extensions.getExtension('dev-sync.dev-sync');
  if (!extension) throw new Error('The extension is not there.');
  const activationMs = await time(() => extension.activate());
  const startMs: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    startMs.push(await time(() => vscode.commands.executeCommand('devSync.start')));
    await vscode.commands.executeCommand('devSync.stop');
  }
  writeFileSync(join(__dirname, 'startup.json'), JSON.stringify({ activationMs, startMs } satisfies StartupTimes));
}

async function time(work: () => Thenable<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}
