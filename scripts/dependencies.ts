import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { node, root } from './project.ts';

/** The bundles of esbuild.mjs that are in the package, and what they are called here. */
const shipped = { extension: 'extension', hub: 'hub, command line', capture: 'capture', webview: 'panel' } as const;

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

/** The packages whose code is in what we ship. Bundlers take in what is there, so it is asked, and not the list of dependencies. */
export async function bundledTable(): Promise<string> {
  await node(['esbuild.mjs', '--production', '--meta-only', `--only=${Object.keys(shipped).join()}`]);
  const lock = await readLock();
  const users = new Map<string, string[]>();
  for (const [bundle, name] of Object.entries(shipped))
    for (const folder of packagesIn(await readMetafile(bundle))) users.set(folder, [...(users.get(folder) ?? []), name]);
  return table([...users].map(([folder, names]) => ({ folder, locked: lockedIn(lock, folder), where: names.join(', ') })));
}

/** The packages that are taken where somebody has installed them: what we ship does not have them. */
export async function optionalTable(): Promise<string> {
  const found = Object.entries(await readLock()).filter(([, { optional, dev }]) => optional && !dev);
  return table(found.map(([folder, locked]) => ({ folder, locked, where: 'not in the package' })));
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

type Line = { readonly folder: string; readonly locked: Locked; readonly where: string };

function table(lines: readonly Line[]): string {
  const rows = lines
    .map(({ folder, locked: { version, license = 'none', hasInstallScript = false }, where }) => {
      const name = folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length);
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
