import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { childrenOf, commandLineOf, isAlive } from './processes.ts';
import { npm, root, run, say } from './project.ts';

/** Contains a complete VS Code 1.139.1 server with its web client; nothing in it has to be compiled. */
const VERSION = '4.139.1';
const START_TIMEOUT_MS = 60_000;
/** An extension host gives `deactivate` about five seconds. */
const STOP_TIMEOUT_MS = 10_000;
/** A window whose page has gone keeps its extension host that long; the default is hours. */
const RECONNECTION_GRACE_S = 3;

const installFolder = join(root, '.vscode-test', 'code-server', VERSION);

export type Settings = Readonly<Record<string, unknown>>;

export type CodeServerOptions = {
  /** 0 takes a free one. */
  readonly port?: number;
  /** Kept afterwards when given, and settings files that are there already win; else a temporary folder. */
  readonly dataDir?: string;
  readonly userSettings?: Settings;
  readonly machineSettings?: Settings;
  /** Without one any web page could drive the server: leave it out in tests only. */
  readonly connectionToken?: string;
  /** For tests: pages may load an extension from its folder, toasts are off. */
  readonly driver?: boolean;
  /** Whether folders start in Restricted Mode until they are trusted. */
  readonly workspaceTrust?: boolean;
  /** A packaged extension to install first. */
  readonly vsix?: string;
  readonly logFile?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** A command line that becomes the one behind it, where that shall find another machine than this one. */
  readonly wrapper?: readonly string[];
};

export type CodeServer = {
  /** Without a slash at the end, without the token. */
  readonly url: string;
  readonly dataDir: string;
  readonly extensionsDir: string;
  readonly pid: number;
  /** Settles when the server has ended, for whatever reason. */
  readonly ended: Promise<void>;
  dispose(): Promise<void>;
};

/**
 * Gets code-server once.
 *
 * @throws Error that says what failed and what to do
 */
export async function ensureCodeServer(): Promise<string> {
  const script = join(installFolder, 'lib/vscode/out/server-main.js');
  if (existsSync(script)) return script;
  say(`Getting code-server ${VERSION} (46 MB, once) …`);
  await mkdir(dirname(installFolder), { recursive: true });
  // Complete or absent: everything happens beside the final place, which only a rename fills.
  const draft = await mkdtemp(`${installFolder}-`);
  try {
    await npm(['pack', `code-server@${VERSION}`, '--pack-destination', draft], { quiet: true });
    await run('tar', ['-xzf', `code-server-${VERSION}.tgz`, '--strip-components=1'], { cwd: draft, quiet: true });
    await rm(join(draft, `code-server-${VERSION}.tgz`));
    // Not `npm ci`, which refuses the shrinkwrap; not a plain `npm install code-server`, which compiles for minutes.
    for (const folder of ['lib/vscode', 'lib/vscode/extensions']) {
      await npm(['install', '--omit=dev', '--ignore-scripts'], { cwd: join(draft, folder), quiet: true });
    }
    await rename(draft, installFolder).catch((error: unknown) => {
      // Somebody else was faster.
      if (!existsSync(script)) throw error;
    });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(
      `VS Code for the browser (code-server ${VERSION}) could not be downloaded.\n${reason}\nCheck the connection to the npm registry and run this again.`,
      { cause },
    );
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return script;
}

/** Starts a VS Code server on 127.0.0.1. `dispose` ends it and removes what it made. */
export async function startCodeServer(options: CodeServerOptions = {}): Promise<CodeServer> {
  const script = await ensureCodeServer();
  await copyFile(join(root, 'scripts/spdlogInJs.cjs'), join(installFolder, 'lib/vscode/node_modules/@vscode/spdlog/index.js'));
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'dev-sync-editor-')));
  const extensionsDir = join(dataDir, 'extensions');
  const folders = ['--server-data-dir', dataDir, '--extensions-dir', extensionsDir];
  await writeSettings(join(dataDir, 'data/User/settings.json'), options.userSettings);
  await writeSettings(join(dataDir, 'data/Machine/settings.json'), options.machineSettings);
  if (options.vsix) await installExtension(script, options.vsix, folders);

  const [command = process.execPath, ...before] = [...(options.wrapper ?? []), process.execPath, script];
  const child = spawn(command, [...before, ...folders, ...(await flags(options, dataDir))], {
    env: serverEnv(options.env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const dispose = async () => {
    await end(child, ended);
    if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
  };
  process.once('exit', () => child.kill());
  try {
    const port = await listeningPort(child, options.logFile);
    return { url: `http://127.0.0.1:${port}`, dataDir, extensionsDir, pid: child.pid ?? 0, ended, dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

async function flags(options: CodeServerOptions, dataDir: string): Promise<string[]> {
  return [
    ...['--host', '127.0.0.1', '--port', String(options.port ?? 0)],
    ...['--accept-server-license-terms', '--telemetry-level', 'off', '--reconnection-grace-time', String(RECONNECTION_GRACE_S)],
    ...(options.connectionToken === undefined
      ? ['--without-connection-token']
      : ['--connection-token-file', await tokenFile(dataDir, options.connectionToken)]),
    ...(options.driver ? ['--enable-smoke-test-driver'] : []),
    ...(options.workspaceTrust ? [] : ['--disable-workspace-trust']),
  ];
}

/** A file, because everybody on the machine can read the command lines of all processes. */
async function tokenFile(dataDir: string, token: string): Promise<string> {
  const path = join(dataDir, 'connection-token');
  await rm(path, { force: true });
  await writeFile(path, token, { mode: 0o600 });
  return path;
}

async function writeSettings(path: string, settings: Settings = {}): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  if (!existsSync(path)) await writeFile(path, `${JSON.stringify(settings, null, 2)}\n`);
}

async function installExtension(script: string, vsix: string, folders: readonly string[]): Promise<void> {
  const parameters = [script, ...folders, '--accept-server-license-terms', '--install-extension', vsix, '--force'];
  await run(process.execPath, parameters, { quiet: true });
}

/**
 * Ours, without what a terminal inside another VS Code or of another hub would hand down, and without what npm adds for a script: an editor
 * that somebody opens knows neither the programs nor the packages of this repository.
 */
function serverEnv(extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^(VSCODE_|ELECTRON_|DEV_SYNC_|NODE_TEST_CONTEXT|NODE_PATH|npm_)/.test(name));
  const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.startsWith(join(root, 'node_modules')));
  return { ...Object.fromEntries(own), PATH: path.join(delimiter), ...extra };
}

function listeningPort(child: ChildProcess, logFile: string | undefined): Promise<number> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('The VS Code server did not start in time.')), START_TIMEOUT_MS);
    const log = logFile === undefined ? undefined : createWriteStream(logFile, { flags: 'a' });
    let output = '';
    const read = (chunk: Buffer) => {
      log?.write(chunk);
      if (output.length < 100_000) output += chunk.toString();
      const port = /Extension host agent listening on (\d+)/.exec(output)?.[1];
      if (port !== undefined) {
        clearTimeout(timer);
        resolve(Number(port));
      }
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('error', reject);
    child.once('exit', (code) => {
      clearTimeout(timer);
      log?.end();
      reject(new Error(`The VS Code server ended with ${code}.\n${output.slice(-2000)}`));
    });
  });
}

/** Ends the server and waits for what it started, extension hosts above all, which end by themselves when it goes. */
async function end(child: ChildProcess, ended: Promise<void>): Promise<void> {
  const children = childrenOf(child.pid ?? 0).map((pid) => ({ pid, command: commandLineOf(pid) }));
  const deadline = Date.now() + STOP_TIMEOUT_MS;
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
  await ended;
  clearTimeout(timer);
  const remaining = () => children.filter(({ pid, command }) => isAlive(pid) && commandLineOf(pid) === command);
  while (remaining().length > 0 && Date.now() < deadline) await sleep(20);
  for (const { pid } of remaining()) process.kill(pid, 'SIGKILL');
}
