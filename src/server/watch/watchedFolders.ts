import { constants } from 'node:fs';
import { access, opendir, realpath } from 'node:fs/promises';
import type { WatchRequest } from '../../shared/api.ts';
import { DevSyncError } from '../../shared/errors.ts';
import { cannotWatch } from './watchFailure.ts';
import type { Patterns } from './watchRules.ts';

/** A folder that somebody wants to have watched, with the patterns of everybody who does. */
export type WantedFolder = { readonly name: string; readonly path: string; readonly patterns: readonly Patterns[] };

export type LocatedFolders = {
  readonly folders: readonly WantedFolder[];
  readonly failures: readonly DevSyncError[];
};

/** Finds the folders on the disk. Two paths to one folder, and two windows that ask for it, make one. */
export async function locateFolders(requests: readonly WatchRequest[]): Promise<LocatedFolders> {
  const located = await Promise.all(mergeFolders(requests).map(locate));
  return {
    folders: mergeWanted(located.flatMap((one) => (one instanceof DevSyncError ? [] : [one]))),
    failures: located.filter((one) => one instanceof DevSyncError),
  };
}

/** One entry for each path. */
export function mergeFolders(requests: readonly WatchRequest[]): WantedFolder[] {
  return mergeWanted(
    requests.flatMap(({ folders, include, exclude }) =>
      folders.map(({ name, path }) => ({ name, path, patterns: [{ include, exclude }] })),
    ),
  );
}

function mergeWanted(wanted: readonly WantedFolder[]): WantedFolder[] {
  const byPath = new Map<string, WantedFolder>();
  for (const folder of wanted) {
    const known = byPath.get(folder.path);
    byPath.set(folder.path, known ? { ...known, patterns: distinct([...known.patterns, ...folder.patterns]) } : folder);
  }
  return [...byPath.values()];
}

/** In a fixed order, so that the same wishes look the same whoever asks first. */
function distinct(patterns: readonly Patterns[]): Patterns[] {
  const byText = new Map(patterns.map((one) => [JSON.stringify(one), one]));
  return [...byText].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}

async function locate(folder: WantedFolder): Promise<WantedFolder | DevSyncError> {
  try {
    const path = await realpath(folder.path);
    await (await opendir(path)).close();
    await access(path, constants.R_OK | constants.X_OK);
    return { ...folder, path };
  } catch (error) {
    return cannotWatch(folder, error);
  }
}
