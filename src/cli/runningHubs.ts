import { readdir, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { findHub, readHubState } from '../client/discovery.ts';
import { DEFAULT_PORT, type HubState } from '../shared/api.ts';
import { hubStateFolder } from '../shared/stateFolder.ts';
import { defaultDataDir } from './dataDir.ts';

/** The proven hub of this user on a port. */
export function hubOn(port: number): Promise<HubState | undefined> {
  return findHub(stateFolder(), port, readText);
}

/** What the state file of a port says, be its hub there or not. */
export function stateOf(port: number): Promise<HubState | undefined> {
  return readHubState(stateFolder(), port, readText);
}

/** Ports with a state file, the nearest to the default first. */
export async function knownPorts(): Promise<readonly number[]> {
  const files = await readdir(stateFolder()).catch(() => []);
  const ports = files.map((file) => Number(/^(\d+)\.json$/.exec(file)?.[1])).filter((port) => port > 0);
  return ports.sort((a, b) => Math.abs(a - DEFAULT_PORT) - Math.abs(b - DEFAULT_PORT));
}

/** The hub that commands in this directory mean: that of the directory, or else the one nearest to the default port. */
export async function nearestHub(): Promise<HubState | undefined> {
  const found = await Promise.all((await knownPorts()).map(hubOn));
  const hubs = found.filter((hub) => hub !== undefined);
  return hubs.find(({ dataDir }) => dataDir === defaultDataDir(process.cwd())) ?? hubs[0];
}

const readText = (path: string) => readFile(path, 'utf8');

function stateFolder(): string {
  return hubStateFolder({ platform: process.platform, homedir: homedir(), env: process.env });
}
