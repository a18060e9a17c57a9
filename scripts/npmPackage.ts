import { cp, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, extname, join, relative } from 'node:path';
import { nodeRange } from '../src/cli/nodeVersion.ts';
import { readManifest } from './manifest.ts';
import { node, npm, root } from './project.ts';
import { testedPackages } from './testedPackages.ts';

type Manifest = Readonly<Record<string, unknown>>;

/** What goes in, by its names in esbuild.mjs. The editor has a package of its own. */
const bundles = 'hub,capture,dashboard,client,vite';
/** The rest of what lies in dist. */
const leftOut = { folders: ['webview', 'templates'], extensions: ['.cjs', '.map'] } as const;
const dist = join(root, 'dist');
const pages = ['LICENSE', 'THIRD-PARTY-NOTICES.txt', 'npm/README.md'];
/** What is the same in our own manifest; what is not there is left out. */
const sameFields = [
  ...['name', 'version', 'description', 'keywords', 'license', 'author', 'homepage', 'repository', 'bugs'],
  ...['type', 'bin', 'imports', 'exports', 'peerDependencies', 'peerDependenciesMeta'],
];

const manifest = await readManifest<Manifest>();
const tarballName = `${String(manifest.name)}-${String(manifest.version)}.tgz`;

/** Where the tests find the package that they install. */
export const builtTarball = join(testedPackages, tarballName);

/**
 * Packs hub, command line, dashboard and clients for npm, built for production, with the compiled parts that are in dist/native.
 *
 * @returns path of the tarball in the folder, which must be there
 */
export async function packNpm(folder: string): Promise<string> {
  await removeStale();
  await node(['esbuild.mjs', '--production', `--only=${bundles}`]);
  const stage = join(root, '.cache', 'npm');
  await rm(stage, { recursive: true, force: true });
  await cp(dist, join(stage, 'dist'), { recursive: true, filter: (path) => isPacked(path, relative(dist, path)) });
  for (const page of pages) await cp(join(root, page), join(stage, basename(page)));
  await writeFile(join(stage, 'package.json'), `${JSON.stringify(toNpmManifest(), null, 2)}\n`);
  await npm(['pack', '--pack-destination', folder], { cwd: stage, quiet: true });
  return join(folder, tarballName);
}

/** What earlier versions of us have built would be packed with the rest. */
async function removeStale(): Promise<void> {
  const packed = (await readdir(dist)).filter((name) => name !== 'native' && isPacked(name, name));
  for (const name of packed) await rm(join(dist, name), { recursive: true });
}

function isPacked(path: string, inDist: string): boolean {
  return !leftOut.folders.some((folder) => folder === inDist) && !leftOut.extensions.some((extension) => extension === extname(path));
}

/** Everything is bundled, so it depends on nothing; nothing of it has effects where it is imported. */
function toNpmManifest(): Manifest {
  const same = Object.fromEntries(sameFields.map((name) => [name, manifest[name]]));
  return { ...same, engines: { node: nodeRange }, sideEffects: false };
}
