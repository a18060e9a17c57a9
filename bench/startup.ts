import { readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { node, root, say } from '../scripts/project.ts';
import { openEditor } from '../test/support/editor.ts';
import { quietPort } from '../test/support/ports.ts';
import { tempWorkspace } from '../test/support/tempWorkspace.ts';
import { within } from '../test/support/until.ts';
import { quantile } from './figures.ts';

/** Measured in the extension host, in milliseconds. */
export type StartupTimes = {
  /** `activate()` with loading the bundle, without a hub. */
  readonly activationMs: number;
  /** From the command Start to a hub that is on and attached. */
  readonly startMs: readonly number[];
};

const WINDOWS = 3;
const SUITE_TIMEOUT_MS = 120_000;
const bundle = join(root, '.cache/editor-suite/startup.cjs');
const result = join(root, '.cache/editor-suite/startup.json');

/** Prints what a user waits for: size of the extension, activation, and Start → on, in a real VS Code. */
async function main(): Promise<void> {
  await node(['esbuild.mjs', '--production']);
  await node(['esbuild.mjs', '--only=suite']);
  const runs: StartupTimes[] = [];
  for (let count = 0; count < WINDOWS; count++) runs.push(await measure());
  const kilobytes = statSync(join(root, 'dist/extension.cjs')).size / 1000;
  say(`extension bundle      ${kilobytes.toFixed(1)} kB (aim: 100)`);
  say(
    row(
      'activation',
      runs.map(({ activationMs }) => activationMs),
      20,
    ),
  );
  say(
    row(
      'Start → on',
      runs.flatMap(({ startMs }) => startMs),
      1000,
    ),
  );
}

async function measure(): Promise<StartupTimes> {
  rmSync(result, { force: true });
  await using workspace = await tempWorkspace({ '.vscode/settings.json': JSON.stringify({ 'devSync.port': await quietPort() }) });
  await using editor = await openEditor({ folder: workspace.path, testsPath: bundle });
  await within(editor.suiteExit, 'the end of the measurement', SUITE_TIMEOUT_MS);
  return JSON.parse(readFileSync(result, 'utf8')) as StartupTimes;
}

function row(name: string, samples: readonly number[], aimMs: number): string {
  const at = (share: number) => quantile(samples, share).toFixed(0);
  return `${name.padEnd(21)} min ${at(0)} ms, median ${at(0.5)} ms, max ${at(1)} ms over ${samples.length} (aim: ${aimMs})`;
}

await main();
