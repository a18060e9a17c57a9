import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { forgetSuiteResult, readSuiteResult, suiteBundle } from './editorSuite.ts';
import { fail, node, root, say } from './project.ts';

/** Neither passed nor failed: the suite was not run. */
const EXIT_NOT_RUN = 3;

/** Why desktop VS Code cannot be had here, and what would help. */
class NotRunError extends Error {}

try {
  await main();
} catch (error) {
  if (error instanceof NotRunError) reportNotRun(error.message);
  else fail(error);
}

/** Runs the same suite as test/editor/inHost.test.ts, in desktop VS Code. */
async function main(): Promise<void> {
  const vscodeExecutablePath = await findVsCode();
  await node(['esbuild.mjs']);
  // Short, because the length of VS Code's sockets in there is limited.
  const folder = await mkdtemp(join(tmpdir(), 'ds-'));
  const workspace = join(folder, 'workspace');
  await mkdir(workspace);
  forgetSuiteResult();
  try {
    const failure = await runTests({
      vscodeExecutablePath,
      extensionDevelopmentPath: root,
      extensionTestsPath: suiteBundle,
      extensionTestsEnv: { XDG_STATE_HOME: join(folder, 'state') },
      launchArgs: [workspace, '--user-data-dir', join(folder, 'user'), '--disable-extensions', '--disable-workspace-trust'],
    }).then(
      () => undefined,
      (error: unknown) => error,
    );
    report();
    if (failure !== undefined) throw failure;
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function findVsCode(): Promise<string> {
  const { VSCODE_PATH, VSCODE_VERSION, DISPLAY, WAYLAND_DISPLAY } = process.env;
  if (process.platform === 'linux' && !DISPLAY && !WAYLAND_DISPLAY) {
    throw new NotRunError('There is no display. Run: xvfb-run -a npm run test:electron');
  }
  if (VSCODE_PATH) return VSCODE_PATH;
  try {
    return await downloadAndUnzipVSCode({ version: VSCODE_VERSION ?? 'stable', cachePath: join(root, '.vscode-test') });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new NotRunError(`VS Code could not be downloaded (${reason}). Set VSCODE_PATH to the executable of an installed one.`, { cause });
  }
}

function report(): void {
  const { tests } = readSuiteResult();
  for (const { title, state, durationMs, error } of tests) {
    say(`${state.padEnd(8)}${title} (${durationMs} ms)${error ? `\n${error}` : ''}`);
  }
  const count = (state: string) => tests.filter((test) => test.state === state).length;
  say(`\n${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped`);
}

function reportNotRun(reason: string): void {
  const lines = ['The suite did NOT run in desktop VS Code.', ...reason.split('\n')];
  const edge = '!'.repeat(Math.max(...lines.map((line) => line.length)) + 6);
  say([edge, ...lines.map((line) => `!! ${line.padEnd(edge.length - 6)} !!`), edge].join('\n'));
  process.exitCode = EXIT_NOT_RUN;
}
