import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as vscode from 'vscode';

/** How the extension host was since it was asked last. Milliseconds, and bytes that are in use: without garbage. */
export type HostFigures = { readonly delayP99Ms: number; readonly delayMaxMs: number; readonly heapBytes: number };

const RESOLUTION_MS = 1;

/** Runs in the extension host of a real VS Code: starts the hub, shows the panel, and answers how the host is until the window closes. */
export async function run(): Promise<void> {
  await vscode.extensions.getExtension('dev-sync.dev-sync')?.activate();
  await vscode.commands.executeCommand('devSync.start');
  await vscode.commands.executeCommand('devSync.showPanel');
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const server = createServer((_request, response) => {
    const delays = { delayP99Ms: milliseconds(delay.percentile(99)), delayMaxMs: milliseconds(delay.max) };
    collectGarbage();
    const figures: HostFigures = { ...delays, heapBytes: process.memoryUsage().heapUsed };
    delay.reset();
    response.end(JSON.stringify(figures));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  writeFileSync(join(__dirname, 'panel.port'), String((server.address() as AddressInfo).port));
  await new Promise((resolve) => server.once('close', resolve));
}

function milliseconds(nanoseconds: number): number {
  return Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS);
}
