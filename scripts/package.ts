import { readFileSync } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readManifest } from './manifest.ts';
import { requireComplete, type Staged, stageNative } from './native/stage.ts';
import { isTarget, ownTarget, type Target, targets } from './native/targets.ts';
import { packNpm } from './npmPackage.ts';
import { fail, isCi, node, root, say } from './project.ts';
import { testedPackages } from './testedPackages.ts';

/** A package of the extension: for one platform, or without compiled parts for all others. */
export type VsixTarget = Target | 'universal';

/** What this machine installs. */
const ownVsixTarget: VsixTarget = ownTarget ?? 'universal';

/** Where the tests find the package of this machine that they install, and the one without compiled parts. */
export const builtVsix = vsixPath(ownVsixTarget, testedPackages);
export const builtUniversalVsix = vsixPath('universal', testedPackages);

/** Set for what vsce calls, so that scripts/prepublish.ts can tell us from others who call vsce. */
export const PACKING = 'DEV_SYNC_PACKING';

export const MAX_VSIX_BYTES = 2_500_000;

const packages = join(root, 'packages');
const native = join(root, 'dist', 'native');

let production: Promise<void> | undefined;
/** Once, and not by "vscode:prepublish", which vsce runs for each target anew. */
const buildForProduction = () => (production ??= node(['esbuild.mjs', '--production']));

/**
 * Packs the extension, built for production, with the compiled parts of the target. All is bundled, so no dependency goes in.
 *
 * @throws Error also when it is larger than it may be
 */
export async function packageVsix(path: string, target: VsixTarget = ownVsixTarget): Promise<Staged> {
  await buildForProduction();
  await mkdir(dirname(path), { recursive: true });
  const vsce = join(dirname(fileURLToPath(import.meta.resolve('@vscode/vsce/package.json'))), 'vsce');
  const platform = target === 'universal' ? [] : ['--target', target];
  const options = ['--no-dependencies', ...pageOptions(await readManifest()), '--out', path];
  const staged = await withNative(target === 'universal' ? [] : [target], async () => {
    await node([vsce, 'package', ...platform, ...options], { quiet: true, env: { [PACKING]: 'yes' } });
  });
  const { size } = await stat(path);
  if (size > MAX_VSIX_BYTES)
    throw new Error(`${path} has ${kilobytes(size)}, more than the ${kilobytes(MAX_VSIX_BYTES)} that it may have.`);
  return staged;
}

/**
 * How vsce treats the pages of the extension. With a repository, links and pictures lead there: neither the Marketplace nor the details
 * in VS Code show pictures out of the package. Without one they stay as they are.
 */
export function pageOptions({ repository }: { readonly repository?: unknown }): readonly string[] {
  return repository === undefined ? ['--no-rewrite-relative-links', '--allow-missing-repository'] : [];
}

/** Does something while the compiled parts of these targets, and no others, are in `dist`. */
async function withNative(present: readonly Target[], act: () => Promise<void>): Promise<Staged> {
  await rm(native, { recursive: true, force: true });
  try {
    const staged: Staged[] = [];
    for (const target of present) {
      const parts = await stageNative(target, join(native, target));
      requireComplete(target, parts, isCi);
      staged.push(parts);
    }
    await act();
    return {
      parts: staged.flatMap(({ parts }, index) => parts.map((part) => `${part}, for ${present[index]}`)),
      remarks: staged.flatMap(({ remarks }) => remarks),
    };
  } finally {
    // What runs in this folder takes the packages in node_modules.
    await rm(native, { recursive: true, force: true });
  }
}

/** Where `npm run package` puts a package. */
export function vsixPath(target: VsixTarget = ownVsixTarget, folder = packages): string {
  const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { name: string; version: string };
  return join(folder, `${name}-${version}-${target}.vsix`);
}

type Row = Staged & { readonly path: string };

/** Packs what is for npm, with the compiled parts of all platforms, which share one package. */
export async function packageNpm(folder: string): Promise<Row> {
  await mkdir(folder, { recursive: true });
  let path = '';
  const staged = await withNative(targets, async () => {
    path = await packNpm(folder);
  });
  return { path, ...staged };
}

async function make(name: VsixTarget | 'npm'): Promise<Row> {
  return name === 'npm' ? packageNpm(packages) : { path: vsixPath(name), ...(await packageVsix(vsixPath(name), name)) };
}

async function describe({ path, parts, remarks }: Row): Promise<string> {
  const size = kilobytes((await stat(path)).size);
  const notes = [...parts.map((part) => `with ${part}`), ...remarks];
  return [`${basename(path).padEnd(40)}${size.padStart(10)}`, ...notes.map((note) => `  ${note}`)].join('\n');
}

function kilobytes(bytes: number): string {
  return `${Math.ceil(bytes / 1000).toLocaleString('en')} kB`;
}

/** What `--target=` names, separated by commas, or everything. */
function wanted(parameters: readonly string[]): readonly (VsixTarget | 'npm')[] {
  const names = parameters.flatMap((parameter) =>
    parameter.startsWith('--target=') ? parameter.slice('--target='.length).split(',') : [],
  );
  const all = [...targets, 'universal', 'npm'] as const;
  if (parameters.length === 0) return all;
  const isKnown = (name: string) => isTarget(name) || name === 'universal' || name === 'npm';
  if (names.length === 0 || !names.every(isKnown)) throw new Error(`Say --target= and some of these: ${all.join(',')}.`);
  return all.filter((name) => names.includes(name));
}

async function main(): Promise<void> {
  const rows: string[] = [];
  for (const name of wanted(process.argv.slice(2))) rows.push(await describe(await make(name)));
  say(`\n${rows.join('\n')}\n\nThey are in ${packages}.`);
  if ((await readManifest<{ readonly repository?: unknown }>()).repository === undefined) {
    say('package.json names no "repository", so the page of the extension in VS Code has no pictures, and its links lead nowhere.');
  }
}

if (import.meta.main) await main().catch(fail);
