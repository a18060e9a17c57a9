import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { portaudioFiles } from './native/naudiodon.ts';
import { targets } from './native/targets.ts';
import { node, root } from './project.ts';

/** The bundles of esbuild.mjs that are in the package, and what they are called here. */
const shipped = {
  ...{ extension: 'extension', hub: 'hub, command line', capture: 'capture', webview: 'panel', dashboard: 'dashboard' },
  ...{ client: 'client', vite: 'Vite plugin' },
} as const;

/** The targets that packages of the extension have something compiled for. */
const compiled: Readonly<Record<string, readonly string[]>> = {
  naudiodon: Object.keys(portaudioFiles),
  '@picovoice/pvrecorder-node': targets,
};

type Locked = {
  readonly version: string;
  readonly license?: string;
  readonly hasInstallScript?: boolean;
  readonly optional?: boolean;
  readonly dev?: boolean;
};
/** By folder, as `node_modules/express`. */
type Lock = Readonly<Record<string, Locked>>;
type Metafile = {
  readonly outputs: Readonly<Record<string, { readonly inputs: Readonly<Record<string, { readonly bytesInOutput: number }>> }>>;
};

/** A package of others, and where it is. */
export type Dependency = { readonly folder: string; readonly name: string; readonly locked: Locked; readonly where: string };

/** The packages whose code is in what we ship. Bundlers take in what is there, so it is asked, and not the list of dependencies. */
export async function readBundled(): Promise<readonly Dependency[]> {
  await node(['esbuild.mjs', '--production', '--meta-only', `--only=${Object.keys(shipped).join()}`]);
  const lock = await readLock();
  const users = new Map<string, string[]>();
  for (const [bundle, name] of Object.entries(shipped))
    for (const folder of packagesIn(await readMetafile(bundle))) users.set(folder, [...(users.get(folder) ?? []), name]);
  return [...users].map(([folder, names]) => toDependency(folder, lockedIn(lock, folder), names.join(', ')));
}

/** The packages that compiled parts come from, and what those need that we leave out. */
export async function readOptional(): Promise<readonly Dependency[]> {
  const found = Object.entries(await readLock()).filter(([, { optional, dev }]) => optional && !dev);
  return found.map(([folder, locked]) => {
    const compiledFor = compiled[folder.slice('node_modules/'.length)];
    return toDependency(folder, locked, compiledFor ? `compiled, for ${compiledFor.join(', ')}` : 'nowhere');
  });
}

function toDependency(folder: string, locked: Locked, where: string): Dependency {
  return { folder, name: folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length), locked, where };
}

function packagesIn({ outputs }: Metafile): ReadonlySet<string> {
  const inputs = Object.values(outputs).flatMap((output) => Object.entries(output.inputs));
  const folders = inputs.flatMap(([path, { bytesInOutput }]) =>
    bytesInOutput > 0 ? (/^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? []) : [],
  );
  return new Set(folders);
}

function lockedIn(lock: Lock, folder: string): Locked {
  const locked = lock[folder];
  if (!locked) throw new Error(`${folder} is bundled, but not in package-lock.json.`);
  return locked;
}

export function dependencyTable(dependencies: readonly Dependency[]): string {
  const rows = dependencies
    .map(({ name, locked: { version, license = 'none', hasInstallScript = false }, where }) => {
      return `| ${name} | ${version} | ${license} | ${where} | ${hasInstallScript ? 'yes' : 'no'} |`;
    })
    .sort();
  return ['| package | version | licence | where | install script |', '|---|---|---|---|---|', ...rows].join('\n');
}

async function readLock(): Promise<Lock> {
  return ((await readJson('package-lock.json')) as { readonly packages: Lock }).packages;
}

async function readMetafile(bundle: string): Promise<Metafile> {
  return (await readJson(`.cache/meta/${bundle}.json`)) as Metafile;
}

async function readJson(path: string): Promise<unknown> {
  return JSON.parse(await readFile(join(root, path), 'utf8'));
}
