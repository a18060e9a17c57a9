import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { curlPost, DEFAULT_PORT } from '../src/shared/api.ts';
import { type CodeServer, type Settings, startCodeServer } from './codeServer.ts';
import { endHubs } from './hubs.ts';
import { packageVsix, vsixPath } from './package.ts';
import { fail, node, root, run, say } from './project.ts';
import { findOnPath } from './systemPackages.ts';

/** The same address every time, because the browser keeps trust and layout by address. */
const PREFERRED_PORT = 4880;

const dataDir = join(root, '.vscode-test/start-data');
/** A copy, so that trying things out leaves no trace in the repository. */
const sampleWorkspace = join(root, '.vscode-test/sample-workspace');
const stateHome = join(dataDir, 'state');

const settings: Settings = {
  'devSync.autoStart': true,
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'files.autoSave': 'off',
  'remote.autoForwardPorts': false,
  'security.workspace.trust.startupPrompt': 'always',
  // The sample lies inside this repository, which is nobody's business there.
  'git.openRepositoryInParentFolders': 'never',
};

try {
  await main();
} catch (error) {
  fail(error);
}

/** Shows Dev Sync: in the desktop VS Code when there is one, else in a VS Code for the browser. */
async function main(): Promise<void> {
  await cp(join(root, 'examples/sample-workspace'), sampleWorkspace, { recursive: true, force: false });
  const code = process.argv.includes('--browser') || !hasDisplay() ? undefined : findOnPath('code');
  if (code) await openDesktop(code);
  else await serveBrowser();
}

async function openDesktop(code: string): Promise<void> {
  // For development: bundles for production do not take compiled parts from node_modules.
  await node(['esbuild.mjs']);
  await run(code, ['--new-window', `--extensionDevelopmentPath=${root}`, sampleWorkspace]);
  say(`VS Code opens on ${sampleWorkspace}. In its terminal, or in any other, try:\n\n  ${curlPost(`http://localhost:${DEFAULT_PORT}`)}`);
}

async function serveBrowser(): Promise<void> {
  const stopped = stopSignal();
  const vsix = vsixPath();
  say('Building …');
  await packageVsix(vsix);
  const token = randomBytes(24).toString('base64url');
  const server = await startServer(vsix, token);
  const url = `${server.url.replace('127.0.0.1', 'localhost')}/?${new URLSearchParams({ tkn: token, folder: sampleWorkspace })}`;
  say(instructions(url));
  openInBrowser(url);
  // A Ctrl-C reaches the server too, which may be faster than we are: only an end without a signal is a crash.
  const crashed = server.ended.then(() => sleep(500, 'crash' as const));
  const reason = await Promise.race([stopped, crashed]);
  say('Ending …');
  await server.dispose();
  await endHubs(stateHome);
  if (reason === 'crash') throw new Error(`VS Code ended by itself. Its log is ${logFile()}.`);
}

async function startServer(vsix: string, connectionToken: string): Promise<CodeServer> {
  await rm(logFile(), { force: true });
  return startCodeServer({
    port: await freePort(PREFERRED_PORT),
    dataDir,
    userSettings: settings,
    connectionToken,
    workspaceTrust: true,
    vsix,
    logFile: logFile(),
    // Its own, so that it neither joins nor disturbs the hub of the person's real editor.
    env: { XDG_STATE_HOME: stateHome },
  });
}

function instructions(url: string): string {
  return `
  Dev Sync runs in VS Code. Open it in a browser:

    ${url}

  It asks first whether you trust the sample project. The hub is on already: press F1, "Dev Sync: Show Panel",
  and post an event from any terminal:

    ${curlPost(`http://localhost:${DEFAULT_PORT}`)}

  Ctrl-C ends it.
`;
}

/** Settles on the first Ctrl-C; from then on a second one has its usual effect. */
function stopSignal(): Promise<'signal'> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve('signal'));
  });
}

function freePort(preferred: number): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(0));
    probe.listen(preferred, '127.0.0.1', () => probe.close(() => resolve(preferred)));
  });
}

function openInBrowser(url: string): void {
  if (!hasDisplay()) return;
  const [command, ...parameters] =
    process.platform === 'darwin' ? ['open', url] : process.platform === 'win32' ? ['explorer.exe', url] : ['xdg-open', url];
  const child = spawn(command, parameters, { stdio: 'ignore', detached: true });
  // The address is printed already; a machine without a browser is no failure.
  child.once('error', () => {});
  child.unref();
}

function hasDisplay(): boolean {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  return process.platform !== 'linux' || Boolean(DISPLAY || WAYLAND_DISPLAY);
}

function logFile(): string {
  return join(dataDir, 'server.log');
}
