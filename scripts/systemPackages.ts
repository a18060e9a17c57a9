import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, globSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { isCi, npm, root, say } from './project.ts';

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

type ToolEntry = {
  /** The Debian packages that bring it. */
  readonly packages: readonly string[];
  isThere(): boolean;
  /** False where a system cannot have it and does without. */
  readonly isPossible?: boolean;
};

const isLinux = process.platform === 'linux';
/** naudiodon brings no PortAudio for other processors. */
const hasNaudiodon = isLinux && process.arch === 'x64';

/** What the tests need besides npm packages. */
const tools = {
  chromium: { packages: ['chromium', 'fonts-dejavu-core'], isThere: () => findChromium() !== undefined },
  // The shells that the command line completes in.
  zsh: { packages: ['zsh'], isThere: () => findOnPath('zsh') !== undefined, isPossible: process.platform !== 'win32' },
  fish: { packages: ['fish'], isThere: () => findOnPath('fish') !== undefined, isPossible: process.platform !== 'win32' },
  curl: { packages: ['curl'], isThere: () => succeeds('curl', '--version') },
  fastapi: { packages: ['python3', 'python3-fastapi', 'uvicorn'], isThere: () => succeeds(python, '-c', 'import fastapi, uvicorn') },
  httpx: { packages: ['python3', 'python3-httpx'], isThere: () => succeeds(python, '-c', 'import httpx') },
  pulse: {
    packages: ['pulseaudio', 'pulseaudio-utils', 'libasound2-plugins', 'alsa-utils'],
    isThere: () => ['pulseaudio', 'pactl', 'parec', 'arecord'].every((name) => findOnPath(name)) && hasPulseForAlsa(),
    isPossible: isLinux,
  },
  ffmpeg: { packages: ['ffmpeg'], isThere: () => findOnPath('ffmpeg') !== undefined, isPossible: isLinux },
  compiler: {
    packages: ['make', 'g++', 'python3'],
    isThere: () => isNaudiodonBuilt() || ['make', 'g++', 'python3'].every((name) => findOnPath(name)),
    isPossible: hasNaudiodon,
  },
  naudiodon: { packages: [], isThere: isNaudiodonBuilt, isPossible: hasNaudiodon },
} as const satisfies Readonly<Record<string, ToolEntry>>;

export type Tool = keyof typeof tools;

/** The tools that the tests would have to do without, although this system can have them. */
function missingTools(): Tool[] {
  return (Object.keys(tools) as Tool[]).filter((name) => canBeHere(tools[name]) && !tools[name].isThere());
}

/** Whether this system can have a tool at all. */
export function isForThisSystem(name: Tool): boolean {
  return canBeHere(tools[name]);
}

function canBeHere({ isPossible = true }: ToolEntry): boolean {
  return isPossible;
}

/**
 * Installs what is missing where that is possible without asking (root on Debian or Ubuntu), and else says how.
 *
 * @returns what is still missing
 * @throws Error when something is missing and CI=true
 */
export async function ensureSystemPackages(): Promise<Tool[]> {
  const packages = missingTools().flatMap((name) => tools[name].packages);
  const install = ['install', '-y', '--no-install-recommends', ...packages];
  const aptGet = findOnPath('apt-get');
  if (packages.length > 0 && process.getuid?.() === 0 && aptGet) {
    apt(aptGet, 'update');
    apt(aptGet, ...install);
  }
  if (missingTools().includes('naudiodon')) await buildNaudiodon();
  const missing = missingTools();
  if (missing.length === 0) return [];
  const message = `The tests need what is not installed here: ${missing.join(', ')}.\n  ${hintFor(packages, aptGet ? install : undefined)}`;
  if (isCi) throw new Error(message);
  say(message);
  return missing;
}

function hintFor(packages: readonly string[], install: readonly string[] | undefined): string {
  if (packages.length === 0) return 'See above why npm could not build it.';
  return install ? `sudo apt-get ${install.join(' ')}` : `Install what these packages of Debian bring: ${packages.join(' ')}`;
}

/** Whether npm could compile the microphone's addon. */
export function isNaudiodonBuilt(): boolean {
  return existsSync(join(root, 'node_modules/naudiodon/build/Release/naudiodon.node'));
}

/**
 * Builds the microphone's addon now that there is a compiler. An optional package that npm could not build at `npm ci` has no
 * folder any more; it is brought back as the lock file has it.
 */
async function buildNaudiodon(): Promise<void> {
  const isLeft = existsSync(join(root, 'node_modules/naudiodon'));
  const command = isLeft
    ? ['rebuild', 'naudiodon', '--foreground-scripts']
    : ['install', '--no-save', '--prefer-offline', '--foreground-scripts'];
  say(`npm ${command.join(' ')} (for naudiodon, which is not built yet)`);
  try {
    await npm(command);
  } catch (error) {
    // Whether it is there is looked at afterwards.
    say(error instanceof Error ? error.message : String(error));
  }
}

/** The module through which ALSA's programs reach PulseAudio. */
function hasPulseForAlsa(): boolean {
  return globSync('/usr/lib/{*/,}alsa-lib/libasound_module_pcm_pulse.so').length > 0;
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
