import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Compiled parts are loaded at run time: bundles leave them alone, and they may be missing. */
const load = createRequire(import.meta.url);

/** Where a compiled part lies in its npm package. */
export type AddonPlace = { readonly package: string; readonly path: string };

/**
 * Loads a compiled part from the folder of ours that packages have, else, where we are developed, from the npm package that brings
 * it. A package of ours never looks for that: Node would look in the folders above too, where others may have put one.
 *
 * @param path of the file in our folder
 */
export function loadAddon(path: string, place: AddonPlace | undefined): unknown {
  if (existsSync(path)) return load(path);
  // esbuild fills it in.
  const isDeveloped = process.env.NODE_ENV !== 'production';
  const folder = isDeveloped && place ? packageFolder(place.package) : undefined;
  if (!place || !folder) throw new Error(`this package of Dev Sync does not bring it for ${process.platform}-${process.arch}`);
  return load(join(folder, place.path));
}

function packageFolder(name: string): string | undefined {
  try {
    return dirname(load.resolve(`${name}/package.json`));
  } catch {
    return undefined;
  }
}
