import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { npm, root, say } from '../scripts/project.ts';

/** What takes part in a comparison when it is here. */
export type Competitor = {
  readonly title: string;
  /** Gets it where that is possible. @returns how a person gets it, when it is not here */
  absence?(): Promise<string | undefined>;
  version(): string;
};

/** Those that are here. Prints their versions, and how to get the others. */
export async function findInstalled<One extends Competitor>(competitors: readonly One[]): Promise<readonly One[]> {
  const present: One[] = [];
  for (const one of competitors) {
    const absence = await one.absence?.();
    say(`- ${one.title}: ${absence ? `NOT INSTALLED (${absence})` : one.version()}`);
    if (!absence) present.push(one);
  }
  return present;
}

/** The line that installs packages of Debian. */
export function aptHint(...names: readonly string[]): string {
  return `apt-get install --no-install-recommends ${names.join(' ')}`;
}

export function versionOf(folder: string): string {
  return (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }).version;
}

/** Where packages are that are compared with: no dependencies of ours. */
export const packagesFolder = join(root, '.cache/bench/');
// All at once: an install that saves nothing takes away what it does not name.
const pinned = { 'better-sse': '0.16.1', 'chokidar-cli': '3.0.0', '@parcel/watcher': '2.6.0' } as const;

export function packageFolder(name: string): string {
  return join(packagesFolder, 'node_modules', name);
}

let installing: Promise<string | undefined> | undefined;

/** Installs the packages unless they are here. @returns how a person gets them, when that fails */
export function installPackages(): Promise<string | undefined> {
  installing ??= install();
  return installing;
}

async function install(): Promise<string | undefined> {
  const packages = Object.entries(pinned);
  const isHere = ([name, version]: readonly [string, string]) =>
    existsSync(packageFolder(name)) && versionOf(packageFolder(name)) === version;
  if (packages.every(isHere)) return undefined;
  const wanted = packages.map(([name, version]) => `${name}@${version}`);
  const line = ['install', '--prefix', packagesFolder, '--no-save', '--no-audit', '--no-fund', '--prefer-offline', ...wanted];
  return npm(line, { quiet: true }).then(
    () => undefined,
    () => `npm ${line.join(' ')}`,
  );
}
