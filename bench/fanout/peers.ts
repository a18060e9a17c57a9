import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/project.ts';
import { findOnPath, python } from '../../scripts/systemPackages.ts';
import type { HubOptions } from '../../src/server/index.ts';
import type { HubStartMessage } from '../../src/shared/hubProcess.ts';
import { aptHint, type Competitor, installPackages, packageFolder, packagesFolder, versionOf } from '../installed.ts';

/** A server that takes events by `POST /dev/webhook` and sends them on `GET /dev/events`. */
export type Peer = Competitor & {
  command(place: Place): readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** What it waits for over IPC before it starts. */
  message?(place: Place): object;
};

/** The folder is empty and the peer's own. */
export type Place = { readonly port: number; readonly folder: string };

const own = import.meta.dirname;
const nginx = findOnPath('nginx') ?? '/usr/sbin/nginx';

const table = {
  hub: {
    title: 'Dev Sync',
    version: () => versionOf(root),
    // The bundle, forked, with the defaults that the editor gives it: what is not said here is as a user has it.
    command: () => [process.execPath, join(root, 'dist/hub.js')],
    message: ({ port, folder }) => {
      const options = { port, portPolicy: 'exact', dataDir: join(folder, 'log'), stateDir: join(folder, 'hubs') } as const;
      return { kind: 'start', options: { ...options, logPath: join(folder, 'hub.log') } } satisfies HubStartMessage<Partial<HubOptions>>;
    },
  },
  nchan: {
    title: 'Nchan',
    absence: async () =>
      existsSync(nginx) && existsSync('/usr/lib/nginx/modules/ngx_nchan_module.so')
        ? undefined
        : aptHint('nginx-light', 'libnginx-mod-nchan'),
    version: () => `${outputOf('dpkg-query', '-W', 'libnginx-mod-nchan').replace('\t', ' ')}, ${outputOf(nginx, '-v')}`,
    command: ({ port, folder }) => {
      const config = join(folder, 'nginx.conf');
      writeFileSync(config, readFileSync(join(own, 'peers/nchan.conf'), 'utf8').replace(':PORT', `:${port}`));
      return [nginx, '-p', folder, '-c', config];
    },
  },
  naive: {
    title: 'naive Express',
    version: () => versionOf(join(root, 'node_modules/express')),
    command: () => [process.execPath, join(own, 'peers/naive.mjs')],
  },
  betterSse: {
    title: 'better-sse',
    absence: installPackages,
    version: () => versionOf(packageFolder('better-sse')),
    command: () => [process.execPath, join(own, 'peers/betterSse.mjs')],
    env: { BENCH_PACKAGES: packagesFolder },
  },
  fastapi: {
    title: 'FastAPI',
    absence: async () =>
      hasModules('fastapi', 'uvicorn') ? undefined : aptHint('python3-fastapi', 'uvicorn', 'python3-uvloop', 'python3-httptools'),
    version: () =>
      `${outputOf(python, '-c', 'import fastapi; print(fastapi.__version__)')}, ${hasModules('uvloop', 'httptools') ? 'with' : 'WITHOUT'} uvloop and httptools`,
    command: ({ port }) => [
      ...[python, '-m', 'uvicorn', 'fastapi_queue:app', '--app-dir', join(own, 'peers'), '--host', '127.0.0.1', '--port', String(port)],
      ...['--log-level', 'warning', '--no-access-log'],
    ],
  },
  bare: {
    title: 'bare node:http',
    version: () => process.version,
    command: () => [process.execPath, join(own, 'peers/bare.mjs')],
  },
} as const satisfies Readonly<Record<string, Peer>>;

export type PeerName = keyof typeof table;

export const peers: Readonly<Record<PeerName, Peer>> = table;
export const peerNames = Object.keys(table) as PeerName[];

/** Of Debian's Python. */
function hasModules(...names: readonly string[]): boolean {
  return spawnSync(python, ['-c', `import ${names.join()}`]).status === 0;
}

/** Both channels: nginx says its version on the other one. */
function outputOf(program: string, ...parameters: readonly string[]): string {
  const { stdout, stderr } = spawnSync(program, parameters, { encoding: 'utf8' });
  return `${stdout ?? ''}${stderr ?? ''}`.trim();
}
