import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { tempWorkspace } from './tempWorkspace.ts';
import { until, within } from './until.ts';

const builtCli = resolve(import.meta.dirname, '../../dist/cli.js');

export type Exit = { readonly code: number | null; readonly signal: NodeJS.Signals | null };

/** A program that runs, and all that it said. */
export type Program = AsyncDisposable & {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Settles when the program has ended and its output is complete. */
  readonly ended: Promise<Exit>;
};

export type RunOptions = {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Text for stdin, which is then closed. Without it stdin is empty. */
  readonly input?: string;
};

/** What a program takes for the user's own folders. */
function homeIn(path: string) {
  return { HOME: path, XDG_STATE_HOME: `${path}/state`, LOCALAPPDATA: `${path}/state` };
}

/** A program that needs a home gets one from its test: here nothing can be read, nor left behind. */
const noHome = homeIn('/dev/null/home');

/** Starts a program with an environment that knows nothing of this machine's hubs. Its end is forced with the test's. */
export function startProgram(command: string, parameters: readonly string[], { env = {}, cwd, input = '' }: RunOptions = {}): Program {
  const child = spawn(command, parameters, { env: { PATH: process.env.PATH, TERM: 'xterm-256color', ...noHome, ...env }, cwd });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  // A program that ends before it has read its input is judged by its exit, not by our broken pipe.
  child.stdin.on('error', () => {}).end(input);
  assert.ok(child.pid !== undefined, `${command} did not start`);
  const ended = once(child, 'close').then(([code, signal]): Exit => ({ code, signal }));
  return {
    child,
    pid: child.pid,
    stdout: () => stdout,
    stderr: () => stderr,
    ended,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

export type Finished = Exit & { readonly stdout: string; readonly stderr: string };

/** Runs a program to its end. */
export async function runProgram(command: string, parameters: readonly string[], options?: RunOptions): Promise<Finished> {
  await using program = startProgram(command, parameters, options);
  const exit = await within(program.ended, `the end of ${command} ${parameters.join(' ')}`, 20_000);
  return { ...exit, stdout: program.stdout(), stderr: program.stderr() };
}

/** Runs the built `dev-sync`. */
export function runCli(parameters: readonly string[], options?: RunOptions): Promise<Finished> {
  return runProgram(process.execPath, [cliPath(), ...parameters], options);
}

export function startCli(parameters: readonly string[], options?: RunOptions): Program {
  return startProgram(process.execPath, [cliPath(), ...parameters], options);
}

export function cliPath(): string {
  assert.ok(existsSync(builtCli), `${builtCli} is missing: node esbuild.mjs --only=hub,capture`);
  return builtCli;
}

export type ServedHub = Program & {
  readonly url: string;
  readonly port: number;
  /** The first line on stdout. */
  readonly ready: Readonly<Record<string, unknown>>;
  /** A user folder of its own; commands with this environment find this hub. */
  readonly env: Readonly<Record<string, string>>;
};

export type ServeOptions = RunOptions & {
  /** The command line that is `dev-sync`, the built one unless given. */
  readonly devSync?: readonly [string, ...string[]];
};

/** `dev-sync serve --json` that is ready; on any port unless the parameters name one. */
export async function serveCli(parameters: readonly string[] = ['--port', '0'], options: ServeOptions = {}): Promise<ServedHub> {
  const { devSync: [command, ...before] = [process.execPath, cliPath()], ...rest } = options;
  const home = await emptyHome();
  const env = { ...home.env, ...rest.env };
  const program = startProgram(command, [...before, 'serve', '--json', ...parameters], { ...rest, env });
  const dispose = async () => {
    await program[Symbol.asyncDispose]();
    await home[Symbol.asyncDispose]();
  };
  try {
    const line = await until(() => /^(.*)\n/.exec(program.stdout())?.[1], `the ready line; stderr: ${program.stderr()}`);
    const ready = JSON.parse(line) as Record<string, unknown>;
    const url = String(ready.url);
    return { ...program, url, port: Number(new URL(url).port), ready, env, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

export type Home = AsyncDisposable & { readonly env: ReturnType<typeof homeIn>; readonly path: string };

/** A user's folder without a trace of a hub, as environment of a program. */
export async function emptyHome(): Promise<Home> {
  const { path, dispose } = await tempWorkspace();
  return { path, env: homeIn(path), [Symbol.asyncDispose]: dispose };
}
