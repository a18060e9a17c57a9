import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { isCi, say } from './project.ts';

/** Debian's own Python, which sees Debian's packages; another one may come first on the PATH. */
export const python = process.platform === 'linux' ? '/usr/bin/python3' : 'python3';

/** A quiet browser for tests. The sandbox needs rights that root in a container does not have. */
export const chromiumArgs: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** What the tests need besides npm packages, and the Debian packages that bring it. */
const tools = {
  chromium: { packages: ['chromium', 'fonts-dejavu-core'], isThere: () => findChromium() !== undefined },
  curl: { packages: ['curl'], isThere: () => succeeds('curl', '--version') },
  httpx: { packages: ['python3', 'python3-httpx'], isThere: () => succeeds(python, '-c', 'import httpx') },
} as const;

export type Tool = keyof typeof tools;

/** The tools that the tests would have to do without. */
export function missingTools(): Tool[] {
  return (Object.keys(tools) as Tool[]).filter((name) => !tools[name].isThere());
}

/**
 * Installs what is missing where that is possible without asking (root on Debian or Ubuntu), and else says how.
 *
 * @returns what is still missing
 * @throws Error when something is missing and CI=true
 */
export function ensureSystemPackages(): Tool[] {
  const packages = missingTools().flatMap((name) => tools[name].packages);
  if (packages.length === 0) return [];
  const install = ['install', '-y', '--no-install-recommends', ...packages];
  const aptGet = findOnPath('apt-get');
  if (process.getuid?.() === 0 && aptGet) {
    apt(aptGet, 'update');
    apt(aptGet, ...install);
  }
  const missing = missingTools();
  if (missing.length === 0) return [];
  const hint = aptGet ? `sudo apt-get ${install.join(' ')}` : 'Install Chrome or Chromium, curl, and httpx for python3.';
  const message = `The tests need what is not installed here: ${missing.join(', ')}.\n  ${hint}`;
  if (isCi) throw new Error(message);
  say(message);
  return missing;
}

/** Path of a Chromium, Chrome or Edge; `CHROMIUM_PATH` wins. */
export function findChromium(): string | undefined {
  const chosen = process.env.CHROMIUM_PATH;
  return chosen ? chosen : browserPlaces().find((place) => existsSync(place));
}

function browserPlaces(): string[] {
  if (process.platform === 'darwin') {
    return ['Google Chrome', 'Chromium', 'Microsoft Edge'].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`);
  }
  if (process.platform === 'win32') {
    const folders = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA']
      .map((name) => process.env[name])
      .filter((folder) => folder !== undefined);
    return folders.flatMap((folder) => [
      join(folder, 'Google/Chrome/Application/chrome.exe'),
      join(folder, 'Chromium/Application/chrome.exe'),
      join(folder, 'Microsoft/Edge/Application/msedge.exe'),
    ]);
  }
  const names = ['chromium', 'google-chrome-stable', 'google-chrome', 'chromium-browser', 'microsoft-edge'];
  return names.map(findOnPath).filter((place) => place !== undefined);
}

/** Full path of a program, or undefined. */
export function findOnPath(name: string): string | undefined {
  const suffixes = process.platform === 'win32' ? ['.exe', '.cmd'] : [''];
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return folders.flatMap((folder) => suffixes.map((suffix) => join(folder, name + suffix))).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function succeeds(command: string, ...parameters: string[]): boolean {
  return spawnSync(command, parameters, { stdio: 'ignore' }).status === 0;
}

function apt(aptGet: string, ...parameters: string[]): void {
  say(`apt-get ${parameters.join(' ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const { status } = spawnSync(aptGet, ['-qq', ...parameters], { stdio: ['ignore', 'ignore', 'inherit'], env });
  // Not the end yet: a package list that cannot be refreshed may still do. What is missing afterwards is what counts.
  if (status !== 0) say(`apt-get ended with status ${status}.`);
}
