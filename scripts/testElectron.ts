import { existsSync, globSync, readFileSync, realpathSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { downloadAndUnzipVSCode, resolveCliPathFromVSCodeExecutablePath, runTests } from '@vscode/test-electron';
import { forgetSuiteResult, makeSuiteExtension, readSuiteResult, type SuiteResult, suiteBundle } from './editorSuite.ts';
import { builtVsix, packageVsix } from './package.ts';
import { fail, node, root, run, say } from './project.ts';
import { arePackagesGiven } from './testedPackages.ts';
import { toVsCodeVersion } from './vscodeVersion.ts';

/** Neither passed nor failed: the suite was not run. */
const EXIT_NOT_RUN = 3;

/** Why desktop VS Code cannot be had here, and what would help. */
class NotRunError extends Error {}

/** The suite fills it while VS Code runs; nothing of it is left behind. */
type Places = { readonly folder: string; readonly workspace: string; readonly userData: string; readonly extensions: string };

try {
  await main();
} catch (error) {
  if (error instanceof NotRunError) reportNotRun(error.message);
  else fail(error);
}

/**
 * Runs the same suite as test/editor/inHost.test.ts, in desktop VS Code: with the extension from its folder, with `--vsix` installed from
 * a package that is made for it, or from the one whose path is given too.
 */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ options: { vsix: { type: 'boolean', default: false } }, allowPositionals: true });
  const executable = await findVsCode();
  const vsix = values.vsix ? await findVsix(positionals) : undefined;
  await node(['esbuild.mjs']);
  // Short, because the length of VS Code's sockets in there is limited.
  const folder = await mkdtemp(join(tmpdir(), 'ds-'));
  const place = (name: string) => join(folder, name);
  const places = { folder, workspace: place('workspace'), userData: place('user'), extensions: place('extensions') };
  try {
    await mkdir(places.workspace);
    await mkdir(places.extensions);
    if (vsix !== undefined) await install(vsix, executable, places);
    await runSuite(executable, vsix === undefined ? root : makeSuiteExtension(), places);
    checkPlace(readSuiteResult(), vsix === undefined ? dirname(root) : places.extensions);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function findVsCode(): Promise<string> {
  const { VSCODE_PATH, VSCODE_VERSION = 'stable', DISPLAY, WAYLAND_DISPLAY } = process.env;
  if (process.platform === 'linux' && !DISPLAY && !WAYLAND_DISPLAY) {
    throw new NotRunError('There is no display. Run: xvfb-run -a npm run test:electron');
  }
  if (VSCODE_PATH) {
    if (existsSync(VSCODE_PATH)) return VSCODE_PATH;
    throw new NotRunError(`VSCODE_PATH is ${VSCODE_PATH}, which is not there.`);
  }
  const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { engines: { vscode: string } };
  const version = toVsCodeVersion(VSCODE_VERSION, engines.vscode);
  try {
    return await downloadAndUnzipVSCode({ version, cachePath: join(root, '.vscode-test') });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const next = 'Set VSCODE_PATH to the executable of an installed one.';
    throw new NotRunError(`VS Code ${version} could not be downloaded (${reason}). ${next}`, { cause });
  }
}

/** @param given the path of a package, or a pattern that one package has, since not every shell resolves patterns */
async function findVsix(given: readonly string[]): Promise<string> {
  if (given.length === 0) {
    if (!arePackagesGiven) await packageVsix(builtVsix);
    return builtVsix;
  }
  const found = given.flatMap((pattern) => globSync(pattern));
  const [path] = found;
  if (path === undefined || found.length > 1) throw new Error(`One package can be tested, and ${given.join(' ')} is ${found.length}.`);
  return resolve(path);
}

/** By VS Code's own command line, as a person does it. */
async function install(vsix: string, executable: string, { userData, extensions }: Places): Promise<void> {
  const cli = resolveCliPathFromVSCodeExecutablePath(executable);
  if (!existsSync(cli)) throw new NotRunError(`${executable} is no executable of VS Code: it has no command line at ${cli}.`);
  const parameters = ['--install-extension', vsix, '--force', '--user-data-dir', userData, '--extensions-dir', extensions];
  // On Windows it is a command file: a shell starts it, which takes spaces for the end of a word.
  const quoted = (word: string) => (process.platform === 'win32' ? `"${word}"` : word);
  await run(quoted(cli), parameters.map(quoted));
}

async function runSuite(vscodeExecutablePath: string, extensionDevelopmentPath: string, places: Places): Promise<void> {
  const { folder, workspace, userData, extensions } = places;
  forgetSuiteResult();
  const failure = await runTests({
    vscodeExecutablePath,
    extensionDevelopmentPath,
    extensionTestsPath: suiteBundle,
    extensionTestsEnv: { XDG_STATE_HOME: join(folder, 'state') },
    launchArgs: [workspace, '--user-data-dir', userData, '--extensions-dir', extensions],
  }).then(
    () => undefined,
    (error: unknown) => error,
  );
  report(readSuiteResult());
  if (failure !== undefined) throw failure;
}

function report({ tests }: SuiteResult): void {
  for (const { title, state, durationMs, error } of tests) {
    say(`${state.padEnd(8)}${title} (${durationMs} ms)${error ? `\n${error}` : ''}`);
  }
  const count = (state: string) => tests.filter((test) => test.state === state).length;
  say(`\n${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped`);
}

/** Another copy of the extension would make the run worth nothing. */
function checkPlace({ extensionPath }: SuiteResult, folder: string): void {
  const isThere = realpathSync.native(dirname(extensionPath)) === realpathSync.native(folder);
  if (!isThere) throw new Error(`The suite ran with the extension in ${extensionPath}, which is not the one to test.`);
  say(`Tested: ${extensionPath}`);
}

function reportNotRun(reason: string): void {
  const lines = ['The suite did NOT run in desktop VS Code.', ...reason.split('\n')];
  const edge = '!'.repeat(Math.max(...lines.map((line) => line.length)) + 6);
  say([edge, ...lines.map((line) => `!! ${line.padEnd(edge.length - 6)} !!`), edge].join('\n'));
  process.exitCode = EXIT_NOT_RUN;
}
