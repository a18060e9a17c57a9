import type { Stats } from 'node:fs';
import { relative, sep } from 'node:path';
import type { watch as chokidarWatch } from 'chokidar';
import type { Disposable } from '../../shared/lifecycle.ts';
import type { Change } from './changeWindow.ts';

/** The part of chokidar that is used; tests put a failing one in its place. */
export type WatchTree = typeof chokidarWatch;

export type TreeWatchOptions = {
  /** Absolute and without symbolic links: chokidar does not follow any. */
  readonly root: string;
  readonly watchTree: WatchTree;
  readonly skips: (path: string, isFolder: boolean) => boolean;
  readonly onChange: (file: string, change: Change, stats: Stats | undefined) => void;
  readonly onError: (error: unknown) => void;
};

export type TreeWatch = Disposable & {
  /** Resolves when the first scan is done, or the watch was closed before that. */
  readonly scanned: Promise<void>;
};

const changeOf: Readonly<Record<string, Change>> = { add: 'added', change: 'changed', unlink: 'removed' };

/** One chokidar instance over one folder. Paths are relative to the folder, with forward slashes. */
export function openTreeWatch({ root, watchTree, skips, onChange, onError }: TreeWatchOptions): TreeWatch {
  const inside = root + sep;
  // Asked for every file of a scan, a few times each, and `relative` alone takes longer than all rules together.
  const pathBelow = (path: string) => (path.startsWith(inside) ? path.slice(inside.length) : relative(root, path));
  const toRelative = (path: string) => pathBelow(path).replaceAll(sep, '/');
  const watcher = watchTree(root, {
    ignoreInitial: true,
    // A link may lead out of the folder or in a circle, and what lies behind it is watched where it lives.
    followSymlinks: false,
    // Both would merge less than ChangeWindow does: `atomic` reports temporary files as added before it sees them go,
    // `awaitWriteFinish` polls and holds every save back. Without them chokidar 6 answers with the file's stats at once.
    atomic: false,
    awaitWriteFinish: false,
    ignored: (path, stats) => {
      const below = toRelative(path);
      return isOutside(below) || skips(below, stats?.isDirectory() === true);
    },
  });
  let endScan = () => {};
  const scanned = new Promise<void>((resolve) => {
    endScan = resolve;
    watcher.once('ready', resolve);
  });
  watcher.on('error', onError);
  watcher.on('all', (event, path, stats) => {
    const change = changeOf[event];
    // The root itself shows up here when a file takes the place of a deleted folder.
    if (change && toRelative(path) !== '') onChange(toRelative(path), change, stats);
  });
  const dispose = async () => {
    await watcher.close();
    endScan();
  };
  return { scanned, dispose };
}

/** chokidar waits for a folder that was deleted in the folder above it, and asks about its neighbours too. */
function isOutside(path: string): boolean {
  return path === '..' || path.startsWith('../');
}
