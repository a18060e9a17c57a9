import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Root folder of the repository, without a slash at the end. */
export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '');

/** With CI=true whatever cannot be tested is a failure, not a remark. */
export const isCi = process.env.CI === 'true';

/** Programs that must not be lost in the text around them: a failed child tells what it wrote. */
const KEPT_OUTPUT_LINES = 20;

export function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Prints the error's sentence and lets the process end with failure. */
export function fail(error: unknown): void {
  process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

export type RunOptions = {
  readonly cwd?: string;
  /** Keeps the output back unless the program fails. */
  readonly quiet?: boolean;
  /** Beside our own. */
  readonly env?: Readonly<Record<string, string>>;
};

/** @throws Error with the command and, when quiet, the end of its output if the program fails. */
export function run(
  command: string,
  parameters: readonly string[],
  { cwd = root, quiet = false, env = {} }: RunOptions = {},
): Promise<void> {
  return new Promise((resolve, reject) => {
    // On Windows npm and its like are command files, which only a shell can start.
    const shell = process.platform === 'win32' && !command.endsWith('.exe');
    const child = spawn(command, parameters, {
      cwd,
      shell,
      env: { ...process.env, ...env },
      stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    });
    let output = '';
    const keep = (chunk: Buffer) => {
      output += chunk.toString();
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    child.once('error', (cause) => reject(new Error(`"${command}" could not be started: ${cause.message}`, { cause })));
    child.once('close', (code, signal) => {
      if (code === 0) return resolve();
      const tail = output.trimEnd().split('\n').slice(-KEPT_OUTPUT_LINES).join('\n');
      reject(new Error(`"${[command, ...parameters].join(' ')}" ended with ${signal ?? code}.${tail && `\n${tail}`}`));
    });
  });
}

/** Runs a script of ours, or of a package, with the Node that runs this one. */
export function node(parameters: readonly string[], options?: RunOptions): Promise<void> {
  return run(process.execPath, parameters, options);
}

/** Runs the npm that started us, or the one on the PATH. */
export function npm(parameters: readonly string[], options?: RunOptions): Promise<void> {
  const cli = process.env.npm_execpath;
  return cli?.endsWith('npm-cli.js') ? node([cli, ...parameters], options) : run('npm', parameters, options);
}
